import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { policies } from '../../workflows/policies.ts';
import { searchAttributes, tuning } from '../temporal-server.ts';

const page = readFileSync('docs/operation.md', 'utf8');
const compose = readFileSync('docker-compose.yml', 'utf8');

const row = (step: string): string[] =>
  page
    .split('\n')
    .find((line) => line.startsWith(`| ${step} |`))
    ?.split('|')
    .map((cell) => cell.trim()) ?? [];

/** `90s` as people read it. */
const words = (duration: unknown): string => String(duration).replace(/s$/, ' s').replace(/m$/, ' min');

describe('docs/operation.md', () => {
  const modelAttempts = 7;
  const { listTools, resolveScope, callTool, takeTurn, post } = policies({
    initialMs: 1_000,
    maximumMs: 30_000,
    modelAttempts,
  });
  it.each([
    ['which tools there are', listTools],
    ['scope', resolveScope],
    ['a tool call', callTool('aws')],
    ['a model turn', takeTurn],
  ])('states the timeouts and attempts of %s as policies.ts has them', (step, policy) => {
    const [, , attempt = '', noticed, attempts = ''] = row(step);
    expect(attempt.split(';')[0]).toBe(words(policy.startToCloseTimeout));
    expect(noticed).toBe(words(policy.heartbeatTimeout));
    expect(attempts).toMatch(new RegExp(`\\b${policy.retry?.maximumAttempts}\\b`));
  });

  it('states how patiently Slack is posted to', () => {
    expect(row('a post to Slack').slice(2, 5)).toEqual([
      words(post.startToCloseTimeout),
      words(post.heartbeatTimeout ?? post.startToCloseTimeout),
      `for ${String(post.scheduleToCloseTimeout).replace('h', ' h')}`,
    ]);
  });

  it('names the settings and search attributes that the demo and compose start a server with', () => {
    for (const setting of tuning) {
      const [name = '', value = ''] = setting.split('=');
      expect(page).toContain(`${name}:\n  - value: ${value}`);
      expect(compose).toContain(`--dynamic-config-value=${setting}`);
    }
    for (const attribute of searchAttributes) {
      expect(page).toContain(attribute.split('=')[0]);
      expect(compose).toContain(`--search-attribute=${attribute}`);
    }
  });
});
