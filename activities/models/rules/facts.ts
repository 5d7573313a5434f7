import type { Entry, Finding, Scope, ToolResult } from '../../../workflows/contract.ts';
import {
  type Change,
  type Commit,
  changesIn,
  commitsIn,
  type Deed,
  deedsIn,
  examinedIn,
  recoveredIn,
} from './structured.ts';

/** A finding with the result it stands in, whose text it can be quoted from. */
export interface Lead {
  finding: Finding;
  result: ToolResult;
}

/** A change or commit with the call that showed it. */
export type Seen<Item> = Item & { callId: string };

/** Lines with the result they stand in. */
export interface Lines {
  lines: string[];
  result: ToolResult;
}

/** Everything the transcript holds, sorted by kind. */
export interface Facts {
  question: string;
  scope: Scope;
  results: ToolResult[];
  /** Of these, what looked beyond what was asked about. */
  wide: Set<ToolResult>;
  leads: Lead[];
  /** One for each SHA, newest first. */
  changes: Seen<Change>[];
  /** Deployments as they are recorded, of other services too. */
  deployments: Seen<Change>[];
  /** What people and programs changed in the cloud. */
  deeds: Seen<Deed>[];
  commits: Seen<Commit>[];
  /** What the first look examined of the running systems. */
  examined: string[];
  /** What was wrong in the window and is well again. */
  recovered: Lines[];
  /** What could not be read, calls that failed included. */
  notChecked: string[];
  /** Of that, what of the running systems stayed unread: nobody can call them healthy then. */
  unread: string[];
  /** Calls made already, and how often there was a turn. */
  asked: Set<string>;
  turns: number;
}

/** Throws where the transcript does not begin with a briefing: then nothing says what the question is about. */
export function factsOf(transcript: Entry[]): Facts {
  const briefing = transcript.find((entry) => entry.kind === 'briefing');
  if (!briefing) throw new Error('a transcript begins with its briefing');
  const { question, scope, firstLook } = briefing;
  const asked = transcript.flatMap((entry) => (entry.kind === 'results' ? entry.results : []));
  const results = [...firstLook, ...asked];
  const wide = new Set(asked.filter(isBeyondScope));
  const turns = transcript.filter((entry) => entry.kind === 'turn');
  const calls = turns.flatMap((turn) => turn.content.filter((block) => block.type === 'tool_use'));
  const seen = <Item extends object>(read: (structured: ToolResult['structured']) => Item[]): Seen<Item>[] =>
    results.flatMap((result) => read(result.structured).map((item) => ({ ...item, callId: result.callId })));
  return {
    question,
    scope,
    results,
    wide,
    leads: leadsIn(results),
    changes: merged(seen(changesIn)),
    deployments: distinct(seen(changesIn).filter(({ kind }) => kind === 'deployment')),
    deeds: distinct(seen(deedsIn)),
    commits: seen(commitsIn),
    examined: firstLook.filter(isOfRunningSystem).flatMap((result) => examinedIn(result.structured)),
    recovered: firstLook.map((result) => ({ lines: recoveredIn(result.structured), result })),
    notChecked: [...new Set([...scope.notChecked, ...results.flatMap(unreadIn)])],
    unread: [
      ...new Set([
        ...scope.notChecked.filter(isOfServer),
        ...results.filter((one) => isOfRunningSystem(one) && !wide.has(one)).flatMap(unreadIn),
      ]),
    ],
    asked: new Set(calls.map((call) => callKey(call.name, call.input))),
    turns: turns.length,
  };
}

/** A commit and its deployment are one change: named by the commit, and in effect since the deployment. */
function merged(changes: Seen<Change>[]): Seen<Change>[] {
  const bySha = Map.groupBy(changes, ({ sha }) => sha);
  const all = [...bySha.values()].flatMap((same): Seen<Change>[] => {
    const commit = same.find(({ kind }) => kind === 'merge' || kind === 'commit') ?? same[0];
    if (!commit) return [];
    const deployment = same.find(({ kind }) => kind === 'deployment');
    const relevance = same.flatMap(({ relevant }) => relevant ?? []);
    return [
      {
        ...commit,
        at: deployment?.at ?? commit.at,
        ...(commit.kind === 'deployment' ? {} : { committedAt: commit.at }),
        service: deployment?.service ?? commit.service,
        paths: [...new Set(same.flatMap(({ paths }) => paths))],
        ...(relevance.length > 0 ? { relevant: relevance.includes(true) } : {}),
      },
    ];
  });
  return all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** Two calls may show one thing; the first is kept. */
function distinct<Item extends { at: string; callId: string }>(items: Item[]): Item[] {
  const key = ({ callId: _, ...item }: Item): string => JSON.stringify(item);
  return [...new Map(items.toReversed().map((item) => [key(item), item])).values()].toReversed();
}

/** Several calls may show one finding; it is quoted from the first. */
function leadsIn(results: ToolResult[]): Lead[] {
  const leads = results.flatMap((result) => result.findings.map((finding) => ({ finding, result })));
  const firsts = new Map(leads.toReversed().map((lead) => [`${lead.finding.id} ${lead.finding.object}`, lead]));
  return leads.filter((lead) => firsts.get(`${lead.finding.id} ${lead.finding.object}`) === lead);
}

export const callKey = (tool: string, args: unknown): string => `${tool} ${JSON.stringify(args)}`;

/** Repositories and messages tell of changes and talk; only what runs can be well. */
const isOfRunningSystem = ({ tool }: ToolResult): boolean => !/^(?:github|slack)_/.test(tool);

/** A look beyond what was asked about: what it misses hides nothing of that. */
const isBeyondScope = ({ tool, args }: ToolResult): boolean => /_triage$/.test(tool) && args.scope === undefined;

/** The same for what could not be listed while the scope was made, which begins with the server's name. */
const isOfServer = (line: string): boolean => !/^(?:github|slack)\b/.test(line);

/** A call that asked wrongly, or for what does not exist, has left nothing unread. */
const answers = new Set(['invalid_arguments', 'not_found']);

function unreadIn({ tool, text, isError, error, notChecked }: ToolResult): string[] {
  if (!isError || answers.has(error?.code ?? '')) return notChecked;
  return notChecked.length > 0 ? notChecked : [`${tool}: ${text.split('\n', 1)[0] ?? ''}`];
}
