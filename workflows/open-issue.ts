import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities, Message } from './activities.ts';
import { issueTool, type OpenedIssue, type OpenIssueRequest, openIssueRequestSchema } from './contract.ts';
import { withinDeadline } from './deadline.ts';
import { rootFailure } from './failure.ts';
import { type Policies, policies, settingsPolicy } from './policies.ts';

const { readSettings } = proxyLocalActivities<Pick<Activities, 'readSettings'>>(settingsPolicy);
const { listTools, createIssue, post } = proxyActivities<Pick<Activities, 'listTools' | 'createIssue' | 'post'>>({
  startToCloseTimeout: '90s',
});

/** Nobody who clicked looks for the answer later than this. */
const allowedMs = 10 * 60_000;

/**
 * Opens an issue with an investigation's diagnosis, after a person's click, and tells the thread where it is. Where that
 * fails, the thread is told why and the run fails or ends cancelled, so that a later click starts it again.
 */
export async function openIssue(input: OpenIssueRequest): Promise<OpenedIssue> {
  const request = openIssueRequestSchema.safeParse(input).data;
  if (!request) throw ApplicationFailure.nonRetryable("The request can't be used.", 'InvalidRequest');
  const { retry, uiUrl } = await readSettings();
  const policy = policies(retry);
  const { repository } = request.investigation;
  const say = (message: Message) => said(message, request, policy, uiUrl);
  let issue: OpenedIssue;
  try {
    issue = await withinDeadline(Date.now() + allowedMs, allowedMs, () => opened(request, policy));
  } catch (error) {
    const { type, message } = rootFailure(error);
    const reason = isCancellation(error)
      ? 'It was cancelled. What GitHub had taken before that, the next click finds.'
      : message;
    await say({ kind: 'issue-failed', repository, reason, by: request.by });
    if (CancellationScope.current().consideredCancelled) throw error;
    throw ApplicationFailure.create({ type, message, nonRetryable: true });
  }
  await say({ kind: 'issue', issue, by: request.by });
  return issue;
}

async function opened(request: OpenIssueRequest, policy: Policies): Promise<OpenedIssue> {
  const { writing = [], unreachable } = await listTools.executeWithOptions(
    { ...policy.listTools, summary: 'Whether issues may be opened' },
    [],
  );
  const tool = writing.find(({ name }) => name === issueTool);
  if (!tool) {
    const away = unreachable.map(({ server, reason }) => ` ${server}: ${reason}`).join(';');
    const why = `Opening issues is switched off (SRE_AGENT_GITHUB_ISSUES), or the GitHub server is away.${away}`;
    throw ApplicationFailure.nonRetryable(why, 'IssuesOff');
  }
  const summary = `${issueTool} ${request.investigation.repository}`;
  return createIssue.executeWithOptions({ ...policy.callTool(tool.server), summary }, [request]);
}

/** Patient, whatever ended the run: an issue that nobody hears of would be opened again by hand. */
async function said(message: Message, { thread }: OpenIssueRequest, policy: Policies, uiUrl: string): Promise<void> {
  const { workflowId, runId, namespace } = workflowInfo();
  const url = `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}/${runId}/history`;
  const where = {
    channel: thread.channel,
    threadTs: thread.ts,
    key: `${runId}:issue`,
    run: { workflowId, runId, url },
  };
  await CancellationScope.nonCancellable(() =>
    post.executeWithOptions({ ...policy.post, summary: 'Thread: issue' }, [{ ...where, message }]),
  );
}
