import type {
  DiagnoseRequest,
  Diagnosis,
  Finding,
  Limits,
  OpenedIssue,
  OpenIssueRequest,
  Scope,
  Setback,
  Thread,
  ToolCall,
  ToolCatalogue,
  ToolResult,
  TurnInput,
  TurnResult,
} from './contract.ts';

/** The worker's configuration as far as a run needs it. */
export interface Settings {
  limits: Limits;
  /** The model that is used where the request names none. */
  model: string;
  /** Root of the Temporal UI, for the link in messages. */
  uiUrl: string;
  /** How patiently activities are tried again; see policies.ts. */
  retry: { initialMs: number; maximumMs: number; modelAttempts: number };
  /** Channel (id or name) for errors of threads elsewhere; empty for none. */
  errorChannel: string;
}

/** A message of ours. Views turn it into Block Kit; the key finds it again after a post whose answer was lost. */
export type Message =
  | {
      kind: 'progress';
      question: string;
      stage: 'started' | 'scoped' | 'looked' | 'investigating' | 'closed';
      scope?: Scope;
      leads: Finding[];
      notChecked: string[];
      activity?: string;
      /** For `closed`: how it ended. */
      outcome?: 'answered' | 'failed' | 'stopped';
    }
  | { kind: 'diagnosis'; question: string; scope: Scope; diagnosis: Diagnosis }
  | { kind: 'error'; question: string; setback: Setback; scope?: Scope }
  /** The same error in the errors' channel; equal fingerprints within ten minutes become one post with a count. */
  | { kind: 'error-notice'; question: string; setback: Setback; thread?: Thread; fingerprint: string }
  /** After a click on "Open an issue". */
  | { kind: 'issue'; issue: OpenedIssue; by: string }
  | { kind: 'issue-failed'; repository: string; reason: string; by: string };

export interface PostInput {
  /** A channel id or `#name`. */
  channel: string;
  threadTs?: string;
  /** The message to edit; a new one is posted without it. */
  ts?: string;
  /** Unique for this message of this run; carried in the message's metadata. */
  key: string;
  message: Message;
  run: { workflowId: string; runId: string; url: string };
}

export interface Posted {
  channel: string;
  ts: string;
}

/** What `activities/` implements and the workflow calls by proxy. */
export interface Activities {
  readSettings(): Promise<Settings>;
  listTools(): Promise<ToolCatalogue>;
  resolveScope(input: { request: DiagnoseRequest }): Promise<Scope>;
  callTool(call: ToolCall): Promise<ToolResult>;
  takeTurn(input: TurnInput): Promise<TurnResult>;
  post(input: PostInput): Promise<Posted>;
  /** Fails with `IssueRefused` where GitHub refuses for good; opens one issue for each investigation. */
  createIssue(input: OpenIssueRequest): Promise<OpenedIssue>;
}
