import type { Diagnosis, OpenIssueRequest } from '../../workflows/contract.ts';
import { codeSpan, diagnosisMarkdown, plain, verdictWord } from './diagnosis-markdown.ts';
import { threadUrl } from './thread-url.ts';

/** One line that tells this incident from others in a list of issues. */
export function issueTitle({ verdict, category, rootCause, summary, faultyObjects }: Diagnosis): string {
  const what = category === 'none' || category === 'unknown' ? '' : ` ${category}`;
  const [object] = faultyObjects;
  const cause = rootCause || summary;
  const where = object && !cause.includes(object) ? ` in ${object}` : '';
  return `${verdictWord[verdict]}:${what}${where}: ${cause}`.slice(0, 250);
}

/** The diagnosis with who had it opened, and from where. */
export function issueBody({ diagnosis, thread, by, investigation }: OpenIssueRequest): string {
  return [
    diagnosisMarkdown(diagnosis),
    '---',
    `Opened by ${plain(by)} from [the thread in Slack](${threadUrl(thread)}). Diagnosed by ${codeSpan(diagnosis.model)} in the investigation ${codeSpan(investigation.workflowId)}.`,
  ].join('\n\n');
}
