import { proxyActivities } from '@temporalio/workflow';
import { serverTaskQueue } from '../../workflows/contract.ts';

export interface BareActivities {
  takeTurn(turn: number): Promise<string>;
  callTool(call: number): Promise<string>;
}

/** The queue that the bare tool calls go to, as an MCP server's own. */
export const bareServer = 'bare';

const { takeTurn } = proxyActivities<BareActivities>({ startToCloseTimeout: '60s', heartbeatTimeout: '20s' });
const { callTool } = proxyActivities<BareActivities>({
  startToCloseTimeout: '60s',
  heartbeatTimeout: '10s',
  taskQueue: serverTaskQueue(bareServer),
});

/** The steps of an investigation's loop with nothing in them: what Temporal itself takes on this machine, now. */
export async function bareLoop(rounds: number): Promise<void> {
  for (let turn = 0; turn < rounds; turn++) {
    await takeTurn(turn);
    await Promise.all([callTool(1), callTool(2), callTool(3)]);
  }
  await takeTurn(rounds);
}
