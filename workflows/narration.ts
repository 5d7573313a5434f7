import { setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { Message, Posted, Settings } from './activities.ts';
import type {
  DiagnoseRequest,
  Diagnosis,
  Scope,
  Setback,
  Stage,
  Status,
  ToolCatalogue,
  ToolResult,
} from './contract.ts';
import { fingerprintOf } from './failure.ts';
import { boardLines } from './hypotheses.ts';
import type { Investigation } from './investigation.ts';
import { leadsOf } from './leads.ts';
import { status } from './messages.ts';
import { ThreadMessages } from './thread.ts';

type Progress = Extract<Message, { kind: 'progress' }>;

/** Tells three audiences where the run is: the thread in Slack, the Temporal UI's current details, and the status query. */
export class Narration {
  readonly #request: DiagnoseRequest;
  readonly #thread: ThreadMessages;
  #stage: Status['stage'] = 'acknowledge';
  #since = Date.now();
  #activity: string | undefined;
  #scope: Scope | undefined;
  #catalogue: ToolCatalogue | undefined;
  #firstLook: ToolResult[] = [];
  #investigation: Investigation | undefined;
  #diagnosis: Diagnosis | undefined;

  constructor(request: DiagnoseRequest, settings: Settings, first: Posted | undefined) {
    this.#request = request;
    this.#thread = new ThreadMessages(settings, request.thread, first);
    setHandler(status, () => this.#status());
  }

  get first(): Posted | undefined {
    return this.#thread.first;
  }

  /** Nothing is under way to Slack. */
  get idle(): boolean {
    return this.#thread.idle;
  }

  /** The stage to blame when something fails now. */
  get stage(): Stage {
    return this.#stage === 'done' || this.#stage === 'failed' ? 'report' : this.#stage;
  }

  started(): void {
    this.#show('started');
  }

  enter(stage: Status['stage']): void {
    this.#stage = stage;
    this.#since = Date.now();
    this.#activity = undefined;
    this.#tell();
  }

  scoped(scope: Scope, catalogue: ToolCatalogue): void {
    this.#scope = scope;
    this.#catalogue = catalogue;
    this.#show('scoped');
  }

  looked(firstLook: ToolResult[]): void {
    this.#firstLook = firstLook;
    this.#show('looked');
  }

  investigating(investigation: Investigation): void {
    this.#investigation = investigation;
    this.#scope = investigation.scope;
    this.#catalogue = investigation.catalogue;
    this.#firstLook = investigation.firstLook;
    this.enter('investigate');
  }

  step(activity: string): void {
    this.#activity = activity;
    this.#show('investigating');
  }

  /** The last message, then the first one is closed. */
  async answered(scope: Scope, diagnosis: Diagnosis): Promise<void> {
    this.#diagnosis = diagnosis;
    this.enter('report');
    await this.#thread.say({ kind: 'diagnosis', question: this.#request.question, scope, diagnosis });
    this.enter('done');
    await this.#close('answered');
  }

  /** The error to the thread and to the errors' channel. Where Slack refuses the one for good, the other still hears. */
  async failed(setback: Setback, outcome: 'failed' | 'stopped'): Promise<void> {
    this.enter('failed');
    const { question, thread } = this.#request;
    const fingerprint = fingerprintOf(setback);
    await Promise.allSettled([
      this.#thread.say({ kind: 'error', question, setback, scope: this.#scope }),
      this.#thread.notify({ kind: 'error-notice', question, setback, thread, fingerprint }),
    ]);
    await this.#close(outcome);
  }

  /** What the first look found, best first. */
  found(): string[] {
    return leadsOf(this.#firstLook).map((finding) => finding.title);
  }

  async #close(outcome: Progress['outcome']): Promise<void> {
    this.#show('closed', outcome);
    await this.#thread.settled();
  }

  #show(stage: Progress['stage'], outcome?: Progress['outcome']): void {
    this.#tell();
    this.#thread.show({
      kind: 'progress',
      question: this.#request.question,
      stage,
      scope: this.#scope,
      leads: leadsOf(this.#firstLook).slice(0, 3),
      notChecked: this.#notChecked(),
      activity: this.#activity,
      outcome,
    });
  }

  #notChecked(): string[] {
    const servers = this.#catalogue?.unreachable.map(({ server, reason }) => `${server}: ${reason}`) ?? [];
    return [...new Set([...servers, ...this.#firstLook.flatMap((result) => result.notChecked)])];
  }

  /** For whoever follows the run in the Temporal UI. */
  #tell(): void {
    const lines = [`**${this.#stage}**${this.#activity ? `: ${this.#activity}` : ''}`];
    if (this.#scope)
      lines.push(
        `Scope: ${this.#scope.service ?? 'no service named'}, ${this.#scope.window.since} to ${this.#scope.window.until}`,
      );
    const leads = this.found().slice(0, 5);
    if (leads.length > 0) lines.push('Seen so far:', ...leads.map((lead) => `- ${lead}`));
    const board = boardLines(this.#investigation?.hypotheses);
    if (board.length > 0) lines.push('Hypotheses:', ...board.map((line) => `- ${line}`));
    if (this.#diagnosis) lines.push(`Verdict: **${this.#diagnosis.verdict}**. ${this.#diagnosis.rootCause}`);
    setCurrentDetails(lines.join('\n\n'));
  }

  #status(): Status {
    const investigation = this.#investigation;
    const none = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
    return {
      stage: this.#stage,
      since: new Date(this.#since).toISOString(),
      turn: investigation?.turns ?? 0,
      toolCalls: investigation?.toolCalls ?? this.#firstLook.length,
      usage: {
        ...(investigation?.usage ?? none),
        ...(investigation?.usd === undefined ? {} : { usd: investigation.usd }),
      },
      ...(this.#scope ? { scope: this.#scope } : {}),
      leads: this.found(),
      hypotheses: investigation?.hypotheses ?? [],
      ...(this.#diagnosis ? { diagnosis: this.#diagnosis } : {}),
    };
  }
}
