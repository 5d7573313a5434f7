import {
  type Diagnosis,
  issueWorkflowId,
  issueWorkflowType,
  type OpenIssueRequest,
  taskQueue,
} from '../../workflows/contract.ts';
import { githubEntry } from '../workflows/github-entry.ts';
import { calls, says, submits } from '../workflows/scripted.ts';
import type { Running } from '../workflows/start-running.ts';

export interface Scenario {
  name: string;
  /** Entries of mcp.json beside the quick server. */
  servers?: Record<string, unknown>;
  /** Runs to the end that is meant and returns the run whose history is kept. */
  run(product: Running): Promise<{ workflowId: string; runId?: string }>;
}

const read = (number: number) => ({ name: 'quick_read', input: { number } });
const unauthorized = { status: 401, type: 'authentication_error', message: 'invalid x-api-key' };

/** The ways a run can go, each kept as a golden history that today's code has to replay. */
export const scenarios: Scenario[] = [
  {
    name: 'success',
    run: async ({ ask, estate }) => {
      estate.model.script([calls(read(1), read(2)), submits()]);
      const run = await ask({ question: 'why is the cart failing?' });
      await run.handle.result();
      return run;
    },
  },
  {
    name: 'tool-failure',
    run: async ({ ask, estate }) => {
      estate.model.script([calls({ name: 'quick_die', input: { times: 100 } }, read(1)), says('Hm.'), submits()]);
      const run = await ask({ question: 'why is the cart failing?' });
      await run.handle.result();
      return run;
    },
  },
  {
    name: 'fallback',
    run: async ({ ask, estate }) => {
      estate.model.script(() => ({ content: [], error: unauthorized }));
      const run = await ask({ question: 'why is the cart failing?' });
      await run.handle.result().catch(() => undefined);
      return run;
    },
  },
  {
    name: 'cancelled',
    run: async ({ ask, estate }) => {
      estate.journal.fault({ system: 'model', hang: true });
      const run = await ask({ question: 'why is the cart failing?' });
      await estate.journal.seen('model');
      await run.handle.signal('stop', { by: 'maria' });
      await run.handle.cancel();
      await run.handle.result().catch(() => undefined);
      return run;
    },
  },
  {
    name: 'continued-as-new',
    run: async ({ ask, estate, client }) => {
      let number = 0;
      estate.model.script((request) => {
        const asked = JSON.stringify(request.messages).includes('reading 9:');
        return asked ? submits() : calls(read(++number), read(++number), read(++number));
      });
      const run = await ask({ question: 'why is the cart failing?' });
      await run.handle.result();
      // The last of the chain is the one that began with a carried state.
      const { runId } = await client.workflow.getHandle(run.workflowId).describe();
      return { workflowId: run.workflowId, runId };
    },
  },
  {
    name: 'issue-opened',
    servers: githubEntry('true'),
    run: (product) => issueOf(product),
  },
  {
    name: 'issue-refused',
    servers: githubEntry('true'),
    run: (product) => {
      const body = { message: 'Resource not accessible by personal access token' };
      product.estate.journal.fault({ system: 'github', match: /^POST .*\/issues/, status: 403, body });
      return issueOf(product);
    },
  },
];

/** What a click on the button of a diagnosis starts. */
async function issueOf({ ask, estate, client }: Running): Promise<{ workflowId: string }> {
  const quote = 'Deployment/shop/cart 0/2 ready: OOMKilled, exit 137';
  estate.model.script([submits({ evidence: [{ claim: 'it was killed', quote, toolCallId: 'first-2' }] })]);
  const run = await ask({ question: 'why is the cart failing?' });
  const diagnosis: Diagnosis = await run.handle.result();
  const { runId } = await run.handle.describe();
  const investigation = { workflowId: run.workflowId, runId, repository: 'acme/payments' };
  const thread = { team: estate.slack.team, channel: estate.slack.channelId(estate.incident.channel), ts: run.ts };
  const request: OpenIssueRequest = { investigation, diagnosis, thread, by: 'maria' };
  const workflowId = issueWorkflowId(investigation);
  const handle = await client.workflow.start(issueWorkflowType, { workflowId, taskQueue, args: [request] });
  await handle.result().catch(() => undefined);
  return { workflowId };
}

/** Low enough that the scenario above continues as new in the middle. */
export const continueEarly = 'limit.historyCount.suggestContinueAsNew=60';
