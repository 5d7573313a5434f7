import type { ServerResponse } from 'node:http';
import type { Case } from '../case.ts';
import type { Asked } from '../system.ts';
import type { Slack } from './method.ts';
import type { SlackWorld } from './system.ts';

export function pageRoutes(
  _world: SlackWorld,
  _slack: Slack,
  _incident: Case,
): { serve(asked: Asked, answer: ServerResponse): Promise<boolean>; close(): void } {
  return { serve: async () => false, close() {} };
}
