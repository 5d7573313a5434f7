import type { Case } from '../case.ts';
import { type Journal, NotServed, type System } from '../system.ts';

export async function githubSystem(_incident: Case, _journal: Journal): Promise<System> {
  return {
    name: 'github',
    handle() {
      throw new NotServed('anything yet');
    },
  };
}
