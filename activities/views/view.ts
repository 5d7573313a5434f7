import type { PostInput } from '../../workflows/activities.ts';
import type { View } from './block-kit.ts';
import { diagnosis } from './diagnosis.ts';
import { error } from './error.ts';
import { errorNotice } from './error-notice.ts';
import { issue, issueFailed } from './issue.ts';
import { progress } from './progress.ts';

/**
 * Any message of ours as Block Kit, within Slack's limits whatever is in it. `count` is for error notices: how many equal
 * failures the one post stands for. `issues`: whether a diagnosis offers to open one. `shared`: the thread has the whole
 * diagnosis as a file.
 */
export function viewOf(
  { message, run }: Pick<PostInput, 'message' | 'run'>,
  { count = 1, issues = false, shared = false } = {},
): View {
  switch (message.kind) {
    case 'progress':
      return progress(message, run);
    case 'diagnosis':
      return diagnosis(message, run, { issues, shared });
    case 'error':
      return error(message, run);
    case 'error-notice':
      return errorNotice(message, run, count);
    case 'issue':
      return issue(message);
    case 'issue-failed':
      return issueFailed(message, run);
  }
}
