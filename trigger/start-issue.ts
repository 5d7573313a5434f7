import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import {
  type Diagnosis,
  diagnosisSchema,
  type IssueButton,
  issueWorkflowId,
  issueWorkflowType,
  type OpenIssueRequest,
  openedIssueSchema,
  taskQueue,
} from '../workflows/contract.ts';
import type { Temporal } from './temporal.ts';

export type IssueOutcome =
  | { kind: 'started' }
  /** Somebody's click is being answered now. */
  | { kind: 'running' }
  | { kind: 'opened'; url: string | undefined }
  /** The run is past its retention: the diagnosis is nowhere but in the thread. */
  | { kind: 'expired' }
  /** The run has no diagnosis that this version can read. */
  | { kind: 'undiagnosed' };

export interface Click {
  button: IssueButton;
  thread: OpenIssueRequest['thread'];
  /** Who clicked, by name. */
  by: string;
}

/**
 * Opens the issue of a closed investigation, once however often and by however many it is asked: the server refuses a
 * second run of the same id while one is open or has succeeded. After one that failed a click starts anew, and whatever
 * that one did is found by the issue's marker.
 *
 * @throws ServiceError where Temporal cannot be reached, or the investigation takes a few seconds to close.
 */
export async function startIssue(temporal: Temporal, { button, thread, by }: Click): Promise<IssueOutcome> {
  const diagnosis = await diagnosisOf(temporal, button);
  if (typeof diagnosis === 'string') return { kind: diagnosis };
  const { workflow } = temporal.client;
  const workflowId = issueWorkflowId(button);
  const request: OpenIssueRequest = { investigation: button, diagnosis, thread, by };
  try {
    await temporal.within(2_000, () =>
      workflow.start(issueWorkflowType, {
        workflowId,
        taskQueue,
        args: [request],
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
        staticSummary: `An issue in ${button.repository}, asked for by ${by}`.slice(0, 200),
      }),
    );
    return { kind: 'started' };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const run = workflow.getHandle(workflowId);
    const { status } = await temporal.within(2_000, () => run.describe());
    if (status.name === 'RUNNING') return { kind: 'running' };
    const issue = openedIssueSchema.safeParse(await temporal.within(2_000, () => run.result()));
    return { kind: 'opened', url: issue.data?.url };
  }
}

/** A run that has just posted its diagnosis is about to close; it is waited for. */
async function diagnosisOf(temporal: Temporal, button: IssueButton): Promise<Diagnosis | 'expired' | 'undiagnosed'> {
  try {
    const run = temporal.client.workflow.getHandle(button.workflowId, button.runId);
    const result = await temporal.within(5_000, () => run.result());
    return diagnosisSchema.safeParse(result).data ?? 'undiagnosed';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'expired';
    if (error instanceof WorkflowFailedError) return 'undiagnosed';
    throw error;
  }
}
