import { ToolError } from '../runtime/tool-error.ts';

export interface CommitRef {
  repository: string | undefined;
  /** Number of a pull request, or a SHA, branch or tag. */
  pull?: number | undefined;
  ref: string;
}

/** What a caller means by a ref: `#12`, `12`, a SHA, a branch, `owner/repo#12`, `owner/repo@SHA`, or an address of either. */
export function readRef(given: string, repository: string | undefined): CommitRef {
  const ref = given.trim();
  const [, owner, kind, rest = ''] =
    /^https?:\/\/[^/]+\/([^/]+\/[^/]+)\/(pull|commit|commits|tree)\/([^?#]+)/.exec(ref) ?? [];
  if (owner) {
    const [first = ''] = rest.split('/');
    return kind === 'pull'
      ? { repository: repository ?? owner, pull: Number(first), ref }
      : { repository: repository ?? owner, ref: kind === 'tree' ? rest : first };
  }
  const [, named, sign, what = ''] = /^([\w.-]+\/[\w.-]+)([#@])(\S+)$/.exec(ref) ?? [];
  if (named) return readRef(sign === '#' ? `#${what}` : what, repository ?? named);
  const number = /^#?(\d{1,6})$/.exec(ref)?.[1];
  if (number && !repository) {
    throw new ToolError('invalid_arguments', 'a pull request needs its repository', { hint: 'add repository' });
  }
  return { repository, ref, ...(number && { pull: Number(number) }) };
}
