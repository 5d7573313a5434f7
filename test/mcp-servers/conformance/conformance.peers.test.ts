import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { serverNames } from '../../../mcp-servers/settings/setting.ts';
import { startEstate } from '../../estate/index.ts';
import { installPeer } from '../../estate/peers.ts';
import { connectHttp } from '../connect.ts';
import { serveOnHttp } from '../served.ts';
import { fixtures } from './fixtures.ts';
import { conformance, holdAgainst } from './suite.ts';

/** Scenarios that ask for what this runtime does not do, and why it does not. */
const notDone: Record<string, string> = {
  // A model that diagnoses reads text, and quotes it.
  'tools-call-image': 'answers are text',
  'tools-call-audio': 'answers are text',
  'tools-call-embedded-resource': 'answers are text',
  'tools-call-mixed-content': 'answers are text',
  'resources-read-binary': 'resources are text',
  'prompts-get-embedded-resource': 'prompts are text',
  'prompts-get-with-image': 'prompts are text',
  // The log is for whoever runs the server: stderr, LOG_LEVEL.
  'logging-set-level': 'a client gets no log',
  'tools-call-with-logging': 'a client gets no log',
  // A tool reads and answers; nobody may have to be there.
  'tools-call-sampling': "asks the client's model nothing",
  'tools-call-elicitation': 'asks the person nothing',
  'elicitation-sep1034-defaults': 'asks the person nothing',
  'elicitation-sep1330-enums': 'asks the person nothing',
  // Permissions and categories do not change while a server runs, and are a handful.
  'resources-templates-read': 'resources are listed one by one',
  'resources-subscribe': 'resources do not change',
  'resources-unsubscribe': 'resources do not change',
  // A definition costs tokens in every turn: schemas are inlined, without $schema and $defs.
  'json-schema-2020-12': 'schemas are kept small',
  // A read is quick to repeat: a call whose stream was lost is made anew, not resumed.
  'server-sse-polling': 'streams are not resumed',
};

/** What every server has to get right, whatever its tools are called. */
const generic = [
  'server-initialize',
  'ping',
  'tools-list',
  'prompts-list',
  'resources-list',
  'server-sse-multiple-streams',
  'dns-rebinding-protection',
];

const problem = { said: '' };
const folder = await installPeer(conformance).catch((error: unknown) => {
  problem.said = ` (skipped: it could not be installed: ${String(error).split('\n')[0]})`;
  return undefined;
});
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

(folder ? describe : describe.skip)(`the MCP conformance suite${problem.said}`, () => {
  it('finds nothing wrong with the runtime, but for what it does not do', async () => {
    const connected = await connectHttp(fixtures);
    closing.push(connected.close);
    const { passed, failed, printed } = await holdAgainst(folder ?? '', connected.url);
    expect({ failed: failed.sort(), printed }).toEqual({ failed: Object.keys(notDone).sort(), printed });
    expect(passed).toEqual(expect.arrayContaining([...generic, 'tools-call-with-progress', 'completion-complete']));
  }, 90_000);

  it.each(serverNames)(
    'finds nothing wrong with the %s server',
    async (server) => {
      const estate = await startEstate({ caseDir: join(import.meta.dirname, '../../cases/pool-exhausted') });
      closing.push(() => estate.close());
      const served = await serveOnHttp(server, estate.env);
      closing.push(served.close);
      const { passed, printed } = await holdAgainst(folder ?? '', served.url);
      expect({ missing: generic.filter((scenario) => !passed.includes(scenario)), printed }).toEqual({
        missing: [],
        printed,
      });
    },
    90_000,
  );
});
