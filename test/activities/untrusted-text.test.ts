// biome-ignore-all lint/suspicious/noTemplateCurlyInString: mcp.json's own placeholders
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { briefingText } from '../../activities/models/anthropic/briefing.ts';
import { packageRoot } from '../../worker/package-root.ts';
import type { MessagesRequest } from '../estate/model/system.ts';
import { attempts, canary, unseen } from '../fixtures/injection/attempts.ts';
import { injectedCase, injectedCommit } from '../fixtures/injection/injected-case.ts';
import { running } from '../workflows/running.ts';
import { calls, submits } from '../workflows/scripted.ts';

jest.setTimeout(120_000);

const caseDir = injectedCase();
afterAll(() => rmSync(caseDir, { recursive: true }));

const server = (name: string, variables: string[]) => ({
  command: process.execPath,
  args: ['--no-warnings', join(packageRoot(), 'mcp-servers', name, 'main.ts')],
  env: Object.fromEntries(['SRE_AGENT_CLOCK', ...variables].map((variable) => [variable, `\${${variable}:-}`])),
  allow: ['*'],
});
const aws = ['AWS_REGION', 'AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'SRE_AGENT_AWS_ACCOUNTS'];
const servers = {
  kubernetes: server('kubernetes', ['KUBECONFIG']),
  aws: server('aws', aws),
  github: server('github', ['GITHUB_TOKEN', 'GITHUB_API_URL']),
};

/** A call for each place that somebody else may write to. */
const max_chars = 16_000;
const repository = 'acme/storefront';
const reads: Record<string, { name: string; input: Record<string, unknown> }> = {
  'a log of a pod': { name: 'k8s_logs', input: { pod: 'injected', namespace: 'shop', mode: 'lines', max_chars } },
  'a ConfigMap': {
    name: 'k8s_get',
    input: { kind: 'configmap', name: 'injected', namespace: 'shop', yaml: true, max_chars },
  },
  'a log group': {
    name: 'aws_logs',
    input: { log_group: '/prod/checkout-svc/application', stream_prefix: 'injected', mode: 'lines', max_chars },
  },
  'a commit message': { name: 'github_commit', input: { repository, ref: injectedCommit, max_chars } },
  'a pull request': { name: 'github_commit', input: { repository, ref: '#499', max_chars } },
  'a file': { name: 'github_file', input: { repository, path: 'NOTES.md', max_chars } },
  'a post': { name: 'slack_read', input: { channel: '#incidents', since: '8h', max_chars } },
};

const fenced = /<<<untrusted ([0-9a-f]{12})\n([\s\S]*?)\nuntrusted \1>>>/g;

describe('what others write', () => {
  const start = running({ caseDir, quick: true, servers });
  let last: MessagesRequest;
  const texts = (): string[] => blocks(last.messages).concat(blocks(last.system));

  it('reaches the model through every server', async () => {
    const { estate, ask } = await start();
    // What AWS says goes into the scope: it is why something could not be listed.
    const body = {
      __type: 'InvalidParameterException',
      message: attempts
        .slice(0, 3)
        .map(({ text }) => text)
        .join(' '),
    };
    estate.journal.fault({ system: 'aws', match: /ListClusters/, status: 400, body });
    estate.model.script((_, turn) =>
      turn === 0 ? calls(...Object.values(reads)) : submits({ verdict: 'inconclusive' }),
    );
    await (await ask()).handle.result();
    const [, second] = estate.model.requests;
    if (!second) throw new Error('the model was asked once only');
    last = second;
    expect(results(last)).toHaveLength(Object.keys(reads).length);
    expect(results(last).filter((text) => text.includes('error='))).toEqual([]);
  });

  it('stands between fences and nowhere else', () => {
    for (const text of texts()) expect(text.replace(fenced, '')).not.toContain(canary);
    expect(JSON.stringify(last.tools)).not.toContain(canary);
    expect(texts().join('\n')).toContain(canary);
  });

  it('is fenced in the scope too, where an error says why something could not be listed', () => {
    const briefing = texts().find((text) => text.includes('# The scope')) ?? '';
    const [, scope = ''] = /# The scope\n([\s\S]*?)\n# The first look/.exec(briefing) ?? [];
    expect(scope).toContain(`Could not be listed: `);
    expect(scope).toContain(canary);
    expect(scope.replace(fenced, '')).not.toContain(canary);
  });

  it.each(attempts)('in a name of the scope stays between its fences: $what', ({ text }) => {
    const named = {
      service: text,
      names: [text],
      clusters: [{ context: text, namespaces: [text] }],
      accounts: [{ account: text, regions: [text] }],
      log_groups: [text],
      repositories: [{ repository: text, paths: [text] }],
      owners: [text],
      runningCommit: text,
      inferred: [text],
      notChecked: [text],
      unknownService: { name: text, nearest: [text] },
    };
    const window = { since: '2026-10-14T12:32:00Z', until: '2026-10-14T14:32:00Z' };
    const scope = { ...named, window, now: window.until, timeZone: 'UTC' };
    const told = briefingText({ kind: 'briefing', question: 'why?', scope, firstLook: [], leads: text });
    expect(told.split(canary).length - 1).toBe(16);
    expect(told.replace(fenced, '')).not.toContain(canary);
  });

  it('opens and closes no fence: each result is one header and one fence', () => {
    for (const text of results(last)) {
      const [header = '', ...rest] = text.split('\n');
      expect(header).toMatch(/^call=t1c\d tool=\w+ observed=\S+$/);
      expect([...rest.join('\n').matchAll(fenced)].map(([all]) => all)).toEqual([rest.join('\n')]);
    }
  });

  it('holds nothing that nobody sees', () => {
    for (const text of texts()) expect(unseen.exec(text)).toBeNull();
  });

  it.each(Object.keys(reads))('is whole but for that: %s', (place) => {
    const text = results(last)[Object.keys(reads).indexOf(place)] ?? '';
    // YAML spells a terminal's escapes out, which does no harm and hides nothing.
    const spelled = /\\e(?:\[\d*m|\][^\\]*\\a)/g;
    const plain = text.replaceAll('\\"', '"').replace(spelled, '').replace(/\s+/g, ' ');
    expect(attempts.filter(({ shows }) => !plain.includes(shows)).map(({ what }) => what)).toEqual([]);
  });
});

/** Texts of content blocks, whatever they are nested in. */
function blocks(value: unknown): string[] {
  if (typeof value === 'string') return [];
  if (Array.isArray(value)) return value.flatMap(blocks);
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'text' && 'text' in value) return [String(value.text)];
  return Object.values(value).flatMap(blocks);
}

function results({ messages }: MessagesRequest): string[] {
  const content: unknown[] = [messages.at(-1)].flatMap((message) => Object.values(message ?? {})).flat();
  return blocks(content.filter((block) => isResult(block)));
}

const isResult = (block: unknown): boolean =>
  typeof block === 'object' && block !== null && 'type' in block && block.type === 'tool_result';
