import { afterEach, describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { createCallTool } from '../../activities/call-tool.ts';
import { githubServer } from '../../mcp-servers/github/server.ts';
import { slackServer } from '../../mcp-servers/slack/server.ts';
import { type McpClients, openMcpClients } from '../../worker/mcp-clients.ts';
import type { ToolResult } from '../../workflows/contract.ts';

let clients: McpClients | undefined;
afterEach(async () => {
  await clients?.close();
});

// Port 9 answers nobody: what got as far as a request would fail in another way.
const nowhere = 'http://127.0.0.1:9';

/** Servers whose every tool may be called by this process. */
async function call(tool: string, args: Record<string, unknown>): Promise<ToolResult> {
  const github = githubServer({ GITHUB_TOKEN: 't', GITHUB_API_URL: nowhere, SRE_AGENT_GITHUB_ISSUES: 'true' });
  const slack = slackServer({ SLACK_BOT_TOKEN: 'xoxb-t', SLACK_API_URL: nowhere });
  const clock = () => new Date('2026-10-14T14:32:00Z');
  clients = openMcpClients({ servers: [], local: { github, slack }, clock, log: pino({ level: 'silent' }) });
  return new MockActivityEnvironment().run(createCallTool({ tools: clients, clock }), { id: 'c1', tool, args });
}

describe('the activity callTool', () => {
  it.each([
    ['github_create_issue', { repository: 'acme/shop', title: 'x', body: 'x', key: 'x' }],
    ['slack_post', { channel: 'C1', key: 'x', text: 'x' }],
  ])('refuses %s, whose annotations say that it writes', async (tool, args) => {
    const result = await call(tool, args);
    expect(result).toMatchObject({ isError: true, text: `${tool} writes: no investigation may call it.` });
    expect(await clients?.definitions([tool])).toEqual([]);
  });

  it('refuses what no server has', async () => {
    expect((await call('github_merge', {})).text).toBe(
      "github_merge is not offered now: its server can't be reached, or mcp.json does not allow it.",
    );
  });
});
