import { createHash } from 'node:crypto';
import type { Commit, Deployment, Issue, Pull, Release, Run } from './read-repositories.ts';
import { reverseInto, type Tree } from './tree-at.ts';

export interface RepositoryData {
  /** Newest first. */
  commits: Commit[];
  deployments: Deployment[];
  pulls: Pull[];
  issues: Issue[];
  releases: Release[];
  runs: Run[];
  /** Path to content at the head of the default branch. */
  head: Tree;
}

/** One repository of the case: what its refs mean, and its files at any of them. */
export class Repository {
  readonly defaultBranch = 'main';
  /** A recursive tree is cut at so many entries. */
  treeEntries = 100_000;
  readonly fullName: string;
  readonly owner: string;
  readonly name: string;
  readonly data: RepositoryData;
  /** GitHub's numeric id; any stable number will do. */
  readonly id: number;
  private readonly bySha: Map<string, Commit>;

  constructor(fullName: string, data: RepositoryData) {
    const [owner = '', name = ''] = fullName.split('/');
    this.fullName = fullName;
    this.owner = owner;
    this.name = name;
    this.data = data;
    this.id = Number.parseInt(createHash('sha256').update(fullName).digest('hex').slice(0, 7), 16);
    this.bySha = new Map(data.commits.map((commit) => [commit.sha, commit]));
  }

  get branches(): string[] {
    const named = this.data.commits.map((commit) => this.branchOf(commit));
    return [...new Set([this.defaultBranch, ...named])];
  }

  /** Tags are known from releases only; each points to its target, or to what was the head when it was created. */
  get tags(): { name: string; commit: Commit }[] {
    return this.data.releases.flatMap((release) => {
      if (release.draft) return [];
      const target = release.target_commitish;
      const exact = target ? this.bySha.get(target) : undefined;
      const created = Date.parse(release.created_at);
      const commit = exact ?? this.onBranch(this.defaultBranch).find(({ date }) => Date.parse(date) <= created);
      return commit ? [{ name: release.tag_name, commit }] : [];
    });
  }

  /** The commit that a branch, tag, full or short SHA (4 digits at least, unique) or HEAD means. */
  resolve(ref: string): Commit | undefined {
    const plain = ref.replace(/^refs\/(?:heads|tags)\//, '').replace(/^heads\/|^tags\//, '');
    if (plain === 'HEAD') return this.onBranch(this.defaultBranch)[0];
    if (this.branches.includes(plain)) return this.onBranch(plain)[0];
    const tag = this.tags.find(({ name }) => name === plain);
    if (tag) return tag.commit;
    if (!/^[0-9a-f]{4,40}$/.test(plain)) return undefined;
    const found = this.data.commits.filter(({ sha }) => sha.startsWith(plain));
    return found.length === 1 ? found[0] : undefined;
  }

  /** The commit and what lies before it, newest first. */
  history(from: Commit): Commit[] {
    const line = this.onBranch(this.branchOf(from));
    const before = line.slice(line.indexOf(from));
    const parent = this.bySha.get(before.at(-1)?.parents[0] ?? '');
    return parent && !before.includes(parent) ? [...before, ...this.history(parent)] : before;
  }

  /** The files at a commit: the head's, with every later patch taken back. */
  treeAt(commit: Commit): Tree {
    const tree: Tree = new Map(this.data.head);
    const mainline = this.onBranch(this.defaultBranch);
    const at = mainline.indexOf(commit);
    if (at < 0) return reverseInto(tree, mainline, 'the files of another branch');
    return reverseInto(tree, mainline.slice(0, at));
  }

  commit(sha: string | null | undefined): Commit | undefined {
    return sha ? this.bySha.get(sha) : undefined;
  }

  private branchOf(commit: Commit): string {
    return commit.branch ?? this.defaultBranch;
  }

  private onBranch(branch: string): Commit[] {
    return this.data.commits.filter((commit) => this.branchOf(commit) === branch);
  }
}
