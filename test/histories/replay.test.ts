import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflows } from '../../worker/bundle-workflows.ts';
import { packageRoot } from '../../worker/package-root.ts';
import { readHistoryFile } from '../history-file.ts';
import { silence } from '../silence.ts';
import { scenarios } from './scenarios.ts';

silence();
const golden = (name: string) => join(packageRoot(), 'test', 'histories', `${name}.json`);

describe('a golden history', () => {
  let bundle: { code: string };

  beforeAll(async () => {
    bundle = await bundleWorkflows();
  }, 60_000);

  it.each(scenarios.map(({ name }) => name))('of %s is replayed by today’s workflow', async (name) => {
    const history = await readHistoryFile(golden(name));
    await Worker.runReplayHistory({ workflowBundle: bundle }, history);
    expect(history.events.length).toBeGreaterThan(10);
  });

  it('makes the replay fail when the workflow has changed', async () => {
    const changed = await bundleWorkflowCode({
      workflowsPath: join(packageRoot(), 'test', 'fixtures', 'changed-workflow', 'index.ts'),
      logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
    });
    const history = await readHistoryFile(golden('success'));
    await expect(Worker.runReplayHistory({ workflowBundle: changed }, history)).rejects.toBeInstanceOf(
      DeterminismViolationError,
    );
  });
});

describe('a history file', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sre-agent-histories-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const written = async (document: unknown) => {
    const file = join(folder, 'history.json');
    await writeFile(file, typeof document === 'string' ? document : JSON.stringify(document));
    return file;
  };

  /** `EVENT_TYPE_WORKFLOW_EXECUTION_STARTED` as tctl wrote it: `WorkflowExecutionStarted`. */
  const prefix = /^(?:EVENT_TYPE|TASK_QUEUE_KIND|RETRY_STATE|TIMEOUT_TYPE|CONTINUE_AS_NEW_INITIATOR|WORKFLOW_ID_REUSE_POLICY)_/;
  const olderSpelling = (text: string) =>
    JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'string' && prefix.test(value)
        ? value
            .replace(prefix, '')
            .toLowerCase()
            .replace(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase())
        : value,
    );

  it.each<[string, (text: string) => unknown]>([
    ['of `temporal workflow show --output json`', (text) => text],
    ['of the Temporal UI, which may wrap it', (text) => ({ history: JSON.parse(text) })],
    ['of tctl, in its older spelling', olderSpelling],
    ['of tctl, as a bare list', (text) => olderSpelling(text).events],
  ])('%s is read as the same events', async (_, change) => {
    const text = await readFile(golden('cancelled'), 'utf8');
    const changed = change(text);
    if (changed !== text) expect(JSON.stringify(changed)).not.toBe(JSON.stringify(JSON.parse(text)));
    expect(await readHistoryFile(await written(changed))).toEqual(await readHistoryFile(golden('cancelled')));
  });

  it.each([
    ['no JSON', 'oops', 'is no JSON'],
    ['no events', { events: [] }, 'holds no events'],
    ['something else', { hello: 1 }, 'holds no events'],
    ['events of no type', { events: [{ eventId: 1 }] }, 'event 1 has no eventType'],
  ])('with %s is refused by name', async (_, document, problem) => {
    const file = await written(document);
    await expect(readHistoryFile(file)).rejects.toThrow(`${file}: ${problem}`);
  });

  it('that is not there is refused by name', async () => {
    await expect(readHistoryFile('/nowhere/history.json')).rejects.toThrow("/nowhere/history.json: can't be read");
  });
});
