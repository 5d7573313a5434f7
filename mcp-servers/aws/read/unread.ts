import { ToolError } from '../../runtime/tool-error.ts';

/**
 * Collects what could not be read, so that one refusal leaves the rest of an answer standing. Expired credentials and
 * an unreachable AWS concern everything: `onlyFailures` has the error that explains an answer with nothing in it.
 */
export class Unread {
  readonly reasons: string[] = [];
  readonly errors: ToolError[] = [];
  private succeeded = false;

  async attempt<T>(what: string, read: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await read();
      this.succeeded = true;
      return result;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      this.errors.push(error);
      const why = error.code === 'forbidden' ? `not permitted, ${error.hint}` : `${error.code}, ${error.message}`;
      this.note(`${what}: ${why}`);
      return undefined;
    }
  }

  note(reason: string): void {
    if (!this.reasons.includes(reason)) this.reasons.push(reason);
  }

  get onlyFailure(): ToolError | undefined {
    return this.succeeded ? undefined : this.errors[0];
  }
}
