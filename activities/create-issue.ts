import { ApplicationFailure } from '@temporalio/activity';
import { redactDeep } from '../mcp-servers/runtime/redact.ts';
import type { Activities } from '../workflows/activities.ts';
import { issueTool, openedIssueSchema } from '../workflows/contract.ts';
import { type CallToolOptions, callThrough } from './call-tool.ts';
import { heartbeating } from './heartbeat.ts';
import { issueBody, issueTitle } from './views/issue-markdown.ts';

/**
 * Opens the issue of an investigation by the road of every tool call. This is the only activity that may call a tool that
 * writes to GitHub, and it is started by a person's click alone.
 */
export function createCreateIssue(options: CallToolOptions): Activities['createIssue'] {
  return (request) =>
    heartbeating(async (signal) => {
      const { investigation, ...written } = redactDeep(request);
      const { workflowId, runId, repository } = investigation;
      const args = {
        repository,
        title: issueTitle(written.diagnosis),
        body: issueBody({ ...written, investigation }),
        key: `${workflowId}/${runId}`,
      };
      const result = await callThrough(options, { id: 'issue', tool: issueTool, args }, signal);
      const issue = openedIssueSchema.safeParse(result.structured);
      if (!result.isError && issue.success) return issue.data;
      throw ApplicationFailure.create({
        type: 'IssueRefused',
        message: result.text.slice(0, 1_000),
        nonRetryable: true,
      });
    });
}
