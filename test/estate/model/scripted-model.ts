import { NotServed } from '../system.ts';
import { knownModels } from './models.ts';
import { PromptCache } from './prompt-cache.ts';
import type { MessagesRequest, Script, ScriptedModel, ScriptedTurn } from './system.ts';
import { IssuedThinking } from './thinking-rules.ts';

/** The state of the scripted model: what it will say, what it was asked, what it remembers having issued. */
export class ScriptedMessages implements ScriptedModel {
  readonly requests: MessagesRequest[] = [];
  readonly invalid: string[] = [];
  readonly models = [...knownModels];
  contextWindow = 1_000_000;
  readonly cache = new PromptCache();
  readonly thinking = new IssuedThinking();
  #script: Script | undefined;
  #turn = 0;

  script(script: Script): void {
    this.#script = script;
    this.#turn = 0;
  }

  async next(request: MessagesRequest): Promise<ScriptedTurn> {
    const turn = this.#turn++;
    const script = this.#script;
    const answer = typeof script === 'function' ? await script(request, turn) : script?.[turn];
    if (!answer) throw new NotServed(`turn ${turn} of the model: the script ends before it`);
    return answer;
  }
}
