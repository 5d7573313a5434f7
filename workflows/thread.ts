import { CancellationScope, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities, Message, Posted, PostInput, Settings } from './activities.ts';
import type { Thread } from './contract.ts';
import { policies } from './policies.ts';

const { post } = proxyActivities<Pick<Activities, 'post'>>({ startToCloseTimeout: '30s' });

type Progress = Extract<Message, { kind: 'progress' }>;

/** Between edits that only name the next step: Slack takes some 50 edits a minute, and each costs the run a task. */
const stepPaceMs = 2_000;

/**
 * What the run says in Slack: one first message that is edited as the run goes on, and one last message. Without a thread
 * it says nothing. Slack being away never holds up the investigation: the newest progress is kept and shown when it can be.
 */
export class ThreadMessages {
  readonly #settings: Settings;
  readonly #thread: Thread | undefined;
  readonly #run: PostInput['run'];
  #first: Posted | undefined;
  #latest: Progress | undefined;
  #showing: Promise<void> | undefined;
  #shownAt = 0;

  constructor(settings: Settings, thread: Thread | undefined, first?: Posted) {
    this.#settings = settings;
    this.#thread = thread;
    this.#first = first;
    const { workflowId, firstExecutionRunId, runId, namespace } = workflowInfo();
    const url = `${settings.uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}/${runId}/history`;
    this.#run = { workflowId, runId: firstExecutionRunId, url };
  }

  /** The first message, once it is posted; carried across continue-as-new. */
  get first(): Posted | undefined {
    return this.#first;
  }

  /** Nothing of ours is under way to Slack. */
  get idle(): boolean {
    return this.#showing === undefined;
  }

  /** Posts or edits the first message; returns at once, and skips what is overtaken by something newer or comes too soon. */
  show(message: Progress): void {
    if (!this.#thread) return;
    if (message.stage === 'investigating' && Date.now() - this.#shownAt < stepPaceMs) return;
    this.#shownAt = Date.now();
    this.#latest = message;
    this.#showing ??= CancellationScope.nonCancellable(() => this.#showLatest());
  }

  /** Resolves when the newest progress is shown, or Slack has refused it for good. */
  async settled(): Promise<void> {
    await this.#showing;
  }

  /** The last message of the run. Patient: it throws only where Slack refuses for good. */
  async say(message: Message): Promise<void> {
    if (!this.#thread) return;
    await this.settled();
    await this.#post(
      { channel: this.#thread.channel, threadTs: this.#thread.ts, key: 'last', message },
      'Last message',
    );
  }

  /** To the errors' channel, unless the thread is there itself. */
  async notify(message: Message): Promise<void> {
    const channel = this.#settings.errorChannel;
    if (!this.#thread || !channel) return;
    await this.#post({ channel, key: 'notice', message }, `Notice to ${channel}`);
  }

  async #showLatest(): Promise<void> {
    while (this.#latest && this.#thread) {
      const message = this.#latest;
      this.#latest = undefined;
      const input = { channel: this.#thread.channel, threadTs: this.#thread.ts, key: 'first', message };
      try {
        this.#first = await this.#post({ ...input, ts: this.#first?.ts }, `Thread: ${message.stage}`);
      } catch {
        // Progress is a courtesy; the last message tells whether Slack can be reached.
      }
    }
    this.#showing = undefined;
  }

  async #post(input: Omit<PostInput, 'run'>, summary: string): Promise<Posted> {
    const options = { ...policies(this.#settings.retry).post, summary };
    const key = `${this.#run.runId}:${input.key}`;
    return post.executeWithOptions(options, [{ ...input, key, run: this.#run }]);
  }
}
