import type { Category } from '../../../workflows/categories.ts';
import { clip } from './clip.ts';
import type { Facts, Lead } from './facts.ts';
import { names, programsOf } from './graph.ts';
import type { Root } from './root.ts';

const telling = /error|exception|traceback|trace:|fatal|panic|fail|warn|\bFile "|\bat (?!\d).{0,80}:\d+/i;
const mostLines = 80;

/** What the findings say, and what else complains in the logs that were read of the same programs. */
export function spokenOf(leads: Lead[], { results }: Pick<Facts, 'results'>): string {
  const said = leads.flatMap(({ finding }) => [finding.title, finding.mechanism, ...finding.evidence]);
  const programs = [...new Set(leads.flatMap(({ finding }) => programsOf(finding.object)))];
  const logs = results
    .filter(({ tool, isError }) => !isError && /_(?:logs|traces)$/.test(tool))
    .filter(({ text, args }) => {
      const about = `${JSON.stringify(args)} ${text.split('\n', 1)[0] ?? ''}`.toLowerCase();
      return programs.some((name) => names(about, name) || about.includes(`/${name}-`));
    });
  const lines = logs.flatMap(({ text }) =>
    text
      .split('\n')
      .slice(1)
      .filter((line) => telling.test(line)),
  );
  return [...said, ...lines.slice(0, mostLines)].join('\n');
}

/** Files that a stack trace or an error names: the last two parts of each path. */
export function filesIn(spoken: string): Set<string> {
  const paths = spoken.match(/[\w./@-]+\.(?:py|tsx?|jsx?|mjs|go|java|rb|kt|cs|php|rs|scala|exs?|sql)\b/g) ?? [];
  return new Set(paths.map(lastTwo));
}

/** `pricing/surcharges.py` of a path; only its name where there is no more. */
export const lastTwo = (path: string): string => path.split('/').slice(-2).join('/');

/** What the lead's program was told, in the system's words, where the finding's title does not say it: `KeyError: 'zone'`. */
export function exceptionIn(lead: Lead, facts: Pick<Facts, 'results'>): string | undefined {
  const own = [lead.finding.title, ...lead.finding.evidence].join('\n');
  const spoken = [own, spokenOf([lead], facts)].join('\n');
  const inner = innermostIn(own) && innermostIn(spoken);
  if (inner) return clip(inner, 120);
  for (const shape of shapes) {
    if (shape.test(clip(lead.finding.title, 150))) return undefined;
    const all = spoken.match(new RegExp(shape, 'g')) ?? [];
    const counts = Map.groupBy(all, (text) => text.trim());
    const most = [...counts].sort((a, b) => b[1].length - a[1].length)[0]?.[0];
    if (most) return clip(most, 120);
  }
  return undefined;
}

/** Whom the root's program calls when it fails so, where a trace says it and the root does not: `called is api.example.com`. */
export function calledHost({ lead, supporting }: Pick<Root, 'lead' | 'supporting'>): string | undefined {
  if (!ofCalls.has(lead.finding.category) || lead.finding.object.startsWith('aws:xray/')) return undefined;
  const hosts = supporting.flatMap(
    ({ finding }) => /^aws:xray\/([\w-]+(?:\.[\w-]+)+)$/.exec(finding.object)?.[1] ?? [],
  );
  const host = hosts.find((one) => !/\.(?:internal|local|amazonaws\.com)$/.test(one));
  return host === undefined || lead.finding.title.includes(host) ? undefined : `called is ${host}`;
}

const ofCalls: ReadonlySet<Category> = new Set<Category>([
  'certificate-expired',
  'credentials-invalid',
  'dependency-outage',
  'dependency-slow',
  'dependency-unreachable',
  'throttled',
]);

/** What an exception was thrown for, where others wrap it: the last in the chain. */
function innermostIn(text: string): string | undefined {
  const chains = text
    .split('\n')
    .map((line) => [...line.matchAll(/(?:nested exception is|Caused by:) (?:[\w$]+\.)*([\w$]+): ([^\n"\\;]{4,140})/g)]);
  const [, name, said = ''] = chains.sort((a, b) => b.length - a.length)[0]?.at(-1) ?? [];
  return name && `${name}: ${said.trim()}`;
}

/** The most telling first. */
const shapes = [
  /not authorized to perform:? [\w:*-]+(?: on (?:the )?resource:? [^\s"\\]+)?/,
  /\b[A-Za-z_][\w.]*(?:Error|Exception|Panic)\b: [^\n"\\]{4,140}/,
];
