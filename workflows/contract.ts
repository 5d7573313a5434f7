import { z } from 'zod';
import { categories } from './categories.ts';

/** RFC 3339 with a zone: a time without one is refused, since nobody knows which it means. */
export const instant = z.iso.datetime({ offset: true });

/** `Kind/namespace/name` (`-` for cluster-scoped), `aws:<service>/<name>` or `github:<owner>/<repo>`. */
export const objectRef = z
  .string()
  .regex(
    /^(?:[A-Z][A-Za-z0-9]*\/[^/\s]+\/\S+|aws:[a-z0-9-]+\/\S+|github:[^/\s]+\/[^/\s]+)$/,
    'expected Kind/namespace/name, aws:<service>/<name> or github:<owner>/<repo>',
  );

// ---------------------------------------------------------------------------------------------------------- request

export const threadSchema = z.strictObject({
  team: z.string().min(1),
  channel: z.string().min(1),
  /** The thread's root message; the mention itself where it was not made in a thread. */
  ts: z.string().regex(/^\d+\.\d+$/),
});
export type Thread = z.infer<typeof threadSchema>;

/** Narrows what is looked at; each list is bounded by the servers' allow-lists whatever stands here. */
export const scopeHintsSchema = z.strictObject({
  service: z.string().min(1).optional(),
  contexts: z.array(z.string()).optional(),
  namespaces: z.array(z.string()).optional(),
  repositories: z.array(z.string()).optional(),
});

export const limitsSchema = z.strictObject({
  turns: z.int().min(1).max(100),
  toolCalls: z.int().min(1).max(500),
  /** Input and output tokens of all turns, cache reads included. */
  tokens: z.int().min(1),
  usd: z.number().positive().optional(),
  /** After this, one last turn without tools. */
  softDeadlineMs: z.int().positive(),
  /** After this, the fallback. */
  hardDeadlineMs: z.int().positive(),
  /** Cited evidence older than this when the report is made is looked at again. */
  evidenceMs: z.int().positive(),
});
export type Limits = z.infer<typeof limitsSchema>;

/** A closed run of the same thread, given to a new one as context. */
export const earlierRunSchema = z.strictObject({
  workflowId: z.string(),
  runId: z.string(),
  summary: z.string().max(4_000).optional(),
});

export const diagnoseRequestSchema = z.strictObject({
  question: z.string().trim().min(1, 'a question is needed').max(8_000),
  thread: threadSchema.optional(),
  asker: z.strictObject({ id: z.string().min(1), timeZone: z.string().optional() }).optional(),
  /** The alert as its source sent it: any JSON object, at most 32,000 characters. */
  alert: z
    .record(z.string(), z.unknown())
    .refine((alert) => JSON.stringify(alert).length <= 32_000, 'an alert is at most 32,000 characters of JSON')
    .optional(),
  hints: scopeHintsSchema.optional(),
  since: instant.optional(),
  until: instant.optional(),
  /** `rules`, `anthropic`, or a model id for the latter; default the worker's. */
  model: z.string().min(1).optional(),
  earlier: earlierRunSchema.optional(),
  limits: limitsSchema.partial().optional(),
  /** Search attributes that the namespace is known to have; upserting any other would fail the task for ever. */
  searchAttributes: z.array(z.enum(['SreAgentService', 'SreAgentVerdict'])).optional(),
});
export type DiagnoseRequest = z.infer<typeof diagnoseRequestSchema>;

// ------------------------------------------------------------------------------------------------------------ scope

export const windowSchema = z.strictObject({ since: instant, until: instant });
export type Window = z.infer<typeof windowSchema>;

/** What the first-look tools take as `scope`: names, never wildcards; an empty list means whatever is allowed. */
export const toolScopeSchema = z.strictObject({
  service: z.string().optional(),
  /** Other names of the service and whatever in the question or alert may name an object. */
  names: z.array(z.string()).optional(),
  clusters: z.array(z.strictObject({ context: z.string(), namespaces: z.array(z.string()).optional() })).optional(),
  accounts: z.array(z.strictObject({ account: z.string(), regions: z.array(z.string()).optional() })).optional(),
  log_groups: z.array(z.string()).optional(),
  repositories: z.array(z.strictObject({ repository: z.string(), paths: z.array(z.string()).optional() })).optional(),
});
export type ToolScope = z.infer<typeof toolScopeSchema>;

export const scopeSchema = toolScopeSchema.extend({
  window: windowSchema,
  /** The investigation's clock when the scope was made. */
  now: instant,
  timeZone: z.string(),
  owners: z.array(z.string()),
  channel: z.string().optional(),
  /** The commit that runs, where something says so. */
  runningCommit: z.string().optional(),
  /** What was not configured, each with the reason it was taken: `namespace shop (label app=checkout)`. */
  inferred: z.array(z.string()),
  /** A service that was named and exists nowhere in reach; `nearest` are the closest names that do. */
  unknownService: z.strictObject({ name: z.string(), nearest: z.array(z.string()) }).optional(),
  /** What could not be listed while the scope was made. */
  notChecked: z.array(z.string()),
});
export type Scope = z.infer<typeof scopeSchema>;

// --------------------------------------------------------------------------------------------------------- findings

/** What a server's finding looks like at the edge; the servers' own, stricter schema is in mcp-servers/runtime. */
export const findingSchema = z.object({
  /** Unique in one result, the same for the same state. */
  id: z.string(),
  category: z.enum(categories).catch('unknown'),
  object: objectRef,
  severity: z.enum(['critical', 'warning', 'info']),
  /** One line that could stand as a root cause: what, where, why. */
  title: z.string(),
  since: instant.optional(),
  mechanism: z.string(),
  /** Verbatim lines of the same result's text. */
  evidence: z.array(z.string()),
  /** The `id` of the finding that this one follows from. */
  causedBy: z.string().optional(),
  /** Other objects it touches. */
  related: z.array(z.string()).default([]),
  next: z.object({ tool: z.string(), args: z.record(z.string(), z.unknown()), why: z.string() }).optional(),
});
export type Finding = z.infer<typeof findingSchema>;

// ------------------------------------------------------------------------------------------------------------ tools

export const toolErrorSchema = z.object({
  code: z.string(),
  retryable: z.boolean(),
  retryAfterMs: z.number().optional(),
  hint: z.string().optional(),
});
export type ToolErrorInfo = z.infer<typeof toolErrorSchema>;

export interface ToolCall {
  /** Unique in a run; evidence cites it. */
  id: string;
  tool: string;
  args: Record<string, unknown>;
}

export interface ToolResult {
  callId: string;
  tool: string;
  args: Record<string, unknown>;
  /** What the tool said: redacted, at most 16,000 characters. Quotes are checked against it. */
  text: string;
  isError: boolean;
  error?: ToolErrorInfo;
  /** Findings parsed from `structuredContent`. */
  findings: Finding[];
  /** The rest of `structuredContent`, for `rules`; left out where it is over 24,000 characters. */
  structured?: Record<string, unknown>;
  /** Things the tool could not read, in words. */
  notChecked: string[];
  /** When it was observed, by the investigation's clock. */
  observedAt: string;
}

export interface ToolCatalogue {
  /** What the model is offered, by name. */
  offered: { name: string; server: string }[];
  /** Called before any model, with scope and window. */
  firstLook: { name: string; server: string }[];
  /** Tools that write: never offered, and called by the one activity that each belongs to. */
  writing?: { name: string; server: string }[];
  /** Servers that could not be reached, with the reason. */
  unreachable: { server: string; reason: string }[];
}

// ------------------------------------------------------------------------------------------------------- transcript

/**
 * A content block as the Messages API has it. Only text, tool_use and thinking are looked at; anything else, and every
 * field of a thinking block, is kept as it came, since the API checks signatures.
 */
export type Block =
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: unknown }
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'redacted_thinking'; data: string }
  | { type: 'other'; block: Record<string, unknown> };

/** The conversation, append-only but for results that are shortened when it outgrows its budget. */
export type Entry =
  | {
      kind: 'briefing';
      question: string;
      alert?: string;
      scope: Scope;
      earlier?: string;
      firstLook: ToolResult[];
      /** What `rules` makes of the first look, in words for a language model. */
      leads?: string;
    }
  | { kind: 'turn'; content: Block[] }
  | { kind: 'results'; results: ToolResult[] }
  | { kind: 'note'; text: string }
  /** Results before this were shortened: a model that checks what it said against what it had read has to begin anew. */
  | { kind: 'compacted' };

export type StopReason = 'tool_use' | 'end_turn' | 'max_tokens' | 'refusal' | 'pause_turn' | 'context_full';

export interface Usage {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
}

export interface TurnInput {
  /** `rules` or a model id. */
  model: string;
  transcript: Entry[];
  /** Names of the tools to offer beside the workflow's own. */
  tools: string[];
  /** Nothing but `submit_diagnosis` is answered any more. */
  last?: boolean;
}

export interface TurnResult {
  content: Block[];
  stop: StopReason;
  usage: Usage;
  /** Where a price is configured for the model. */
  usd?: number;
  /** The model's own name for itself, for the report. */
  model: string;
  /** What was offered to the model as leads, where the briefing held none yet; it belongs there from then on. */
  leads?: string;
}

export const submitDiagnosis = 'submit_diagnosis';

// ------------------------------------------------------------------------------------------------------- hypotheses

/** The tool by which a model keeps its board; the workflow answers it, and no server is asked. */
export const recordHypotheses = 'record_hypotheses';

export const hypothesisStatuses = ['open', 'supported', 'ruled-out'] as const;

/** What may be the cause, and how it stands. */
export const hypothesisSchema = z.strictObject({
  claim: z.string().trim().min(1).max(200).describe('what may be the cause, and by which mechanism'),
  status: z.enum(hypothesisStatuses),
  because: z.string().max(200).describe('what speaks for or against it; while it is open, what would tell'),
  calls: z.array(z.string().min(1).max(64)).max(6).describe('the call= ids of the results that it rests on'),
});
export type Hypothesis = z.infer<typeof hypothesisSchema>;

/** The whole board: each call replaces it. */
export const hypothesesSchema = z.strictObject({
  hypotheses: z.array(hypothesisSchema).max(6).describe('most likely first'),
});

// -------------------------------------------------------------------------------------------------------- diagnosis

export const verdicts = ['incident', 'healthy', 'inconclusive'] as const;
export const confidences = ['high', 'medium', 'low'] as const;

export const suspectChangeSchema = z.strictObject({
  repository: z.string().describe('owner/repo'),
  sha: z.string().regex(/^[0-9a-f]{7,40}$/),
  url: z.string().optional(),
  why: z.string().describe('the mechanism that connects the change to the symptom'),
});

/** What the model submits. The rest of a Diagnosis is derived from it by the workflow. */
export const submissionSchema = z.strictObject({
  verdict: z.enum(verdicts),
  summary: z.string().min(1).max(1_500).describe('for people: two or three sentences'),
  rootCause: z
    .string()
    .max(300)
    .describe('one sentence naming the object, what is wrong and why; for healthy, why it looked wrong and is not'),
  category: z.enum(categories),
  confidence: z.enum(confidences),
  faultyObjects: z.array(objectRef).max(10).describe('most likely first'),
  suspectChange: suspectChangeSchema.optional(),
  timeline: z.array(z.strictObject({ at: instant, what: z.string().max(300) })).max(20),
  evidence: z
    .array(
      z.strictObject({
        claim: z.string().max(300),
        quote: z.string().min(1).max(600).describe('copied exactly from the result of that tool call'),
        toolCallId: z.string().describe('the call= id in the header of the result'),
      }),
    )
    .max(20),
  ruledOut: z.array(z.strictObject({ hypothesis: z.string().max(300), why: z.string().max(300) })).max(10),
  notChecked: z.array(z.string().max(300)).max(20),
  nextSteps: z
    .array(z.strictObject({ what: z.string().max(300), command: z.string().max(300).optional() }))
    .max(8)
    .describe('a command is shown as unverified'),
});
export type Submission = z.infer<typeof submissionSchema>;

export const evidenceSchema = submissionSchema.shape.evidence.element.extend({
  observedAt: instant.optional(),
  verified: z.boolean(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const diagnosisSchema = submissionSchema.extend({
  evidence: z.array(evidenceSchema),
  /** As of when this holds, by the investigation's clock. */
  asOf: instant,
  /** Who diagnosed: a model's name, or `rules`. */
  model: z.string(),
  /** What a second look said, where the cited evidence had grown old. */
  recheck: z.string().optional(),
  usage: z.strictObject({
    turns: z.int(),
    toolCalls: z.int(),
    inputTokens: z.int(),
    outputTokens: z.int(),
    cacheReadTokens: z.int(),
    cacheWriteTokens: z.int(),
    usd: z.number().optional(),
    /** Milliseconds from the start of the run. */
    elapsedMs: z.int(),
  }),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

// ------------------------------------------------------------------------------------------------------------ issue

const repositoryName = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'expected owner/repo');

/** The value of the "Open an issue" button: which investigation, and where its issue belongs. */
export const issueButtonSchema = z.strictObject({
  workflowId: z.string().min(1),
  runId: z.string().min(1),
  repository: repositoryName,
});
export type IssueButton = z.infer<typeof issueButtonSchema>;

export const openIssueRequestSchema = z.strictObject({
  investigation: issueButtonSchema,
  /** The investigation's result. */
  diagnosis: diagnosisSchema,
  thread: threadSchema,
  /** Who clicked, by the name that Slack has. */
  by: z.string().min(1).max(200),
});
export type OpenIssueRequest = z.infer<typeof openIssueRequestSchema>;

export const openedIssueSchema = z.object({
  repository: z.string(),
  number: z.int(),
  url: z.string(),
  /** False where an earlier attempt had opened it. */
  created: z.boolean(),
});
export type OpenedIssue = z.infer<typeof openedIssueSchema>;

// --------------------------------------------------------------------------------------------------- status, errors

export const stages = ['acknowledge', 'scope', 'first-look', 'investigate', 'check', 'report'] as const;
export type Stage = (typeof stages)[number];

/** What a run that failed says of itself, in the thread and as the failure's detail. */
export interface Setback {
  stage: Stage;
  /** A typed failure's type: ModelUnauthorized, ModelOverloaded, HardDeadline, Stopped, NoServerReachable, ... */
  type: string;
  message: string;
  /** What had been found before, best first. */
  found: string[];
  tryAgain: string;
}

export interface Status {
  stage: Stage | 'done' | 'failed';
  since: string;
  turn: number;
  toolCalls: number;
  usage: Usage & { usd?: number };
  scope?: Scope;
  leads: string[];
  /** The model's board, as it last recorded it. */
  hypotheses: Hypothesis[];
  diagnosis?: Diagnosis;
}

/**
 * That the cloud names no log group after a service hides nothing of one that runs in a cluster, once its logs were read there:
 * whether this line of what was not checked is such a one.
 *
 * @param examined lines of what the first look examined
 */
export function isReadElsewhere(gap: string, examined: string[]): boolean {
  return gap.startsWith('logs: none is named ') && examined.some((line) => /(?:^|: )logs of \d+ pods$/.test(line));
}

/** Stable names that trigger, worker, tests and people use. */
export const workflowType = 'DiagnoseIncident';
export const taskQueue = 'sre-agent';
/** Calls of one MCP server, so that the fleet's rate on it can be limited. */
export const serverTaskQueue = (server: string): string => `${taskQueue}.${server}`;
export const statusQuery = 'status';
export const transcriptQuery = 'transcript';
export const stopSignal = 'stop';
/** Opens an issue from a diagnosis, after a person's click. */
export const issueWorkflowType = 'OpenIssue';
export const issueTool = 'github_create_issue';
/** Once per investigation, however often people click. */
export const issueWorkflowId = ({ workflowId, runId }: IssueButton): string => `open-issue-${workflowId}-${runId}`;
/** Action id of the "Open an issue" button; its value is an IssueButton as JSON. */
export const issueAction = 'open-issue';
/** Action id of the Stop button; its value is the workflow id. */
export const stopAction = 'stop';
