import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { instant } from '../../../workflows/contract.ts';
import { CaseError } from '../case.ts';
import { filesBelow, readJson } from '../read-file.ts';
import { Repository } from './repository.ts';

const sha = z.string().regex(/^[0-9a-f]{40}$/, 'expected a full SHA');

/** What tools other than Actions say of a commit; the jobs of `runs.json` are its check runs as well. */
const checkRunSchema = z.looseObject({
  name: z.string().min(1),
  status: z.string().default('completed'),
  conclusion: z.string().nullable().default(null),
  app: z.string().optional(),
  title: z.string().optional(),
  details_url: z.string().optional(),
});
export type CheckRun = z.infer<typeof checkRunSchema>;

const statusSchema = z.looseObject({
  context: z.string().min(1),
  state: z.enum(['error', 'failure', 'pending', 'success']),
  description: z.string().optional(),
  target_url: z.string().optional(),
  created_at: instant.optional(),
});
export type CommitStatus = z.infer<typeof statusSchema>;

export const commitSchema = z.strictObject({
  sha,
  author: z.string().min(1),
  email: z.string().optional(),
  date: instant,
  message: z.string(),
  parents: z.array(sha).default([]),
  branch: z.string().optional(),
  files: z
    .array(
      z.strictObject({
        path: z.string().min(1),
        status: z.enum(['added', 'modified', 'removed', 'renamed']),
        previous_path: z.string().optional(),
        patch: z.string().optional(),
      }),
    )
    .default([]),
  check_runs: z.array(checkRunSchema).default([]),
  statuses: z.array(statusSchema).default([]),
});
export type Commit = z.infer<typeof commitSchema>;

export const deploymentSchema = z.strictObject({
  id: z.int(),
  sha,
  ref: z.string(),
  environment: z.string(),
  service: z.string().optional(),
  created_at: instant,
  creator: z.string(),
  state: z.enum(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']),
});
export type Deployment = z.infer<typeof deploymentSchema>;

/** GitHub's own objects, cut to the fields that matter: what stands there is served as it stands. */
const user = z.looseObject({ login: z.string() });
const reviewSchema = z.looseObject({
  user: z.string().min(1),
  state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED', 'PENDING']),
  body: z.string().default(''),
  submitted_at: instant,
  comments: z
    .array(z.looseObject({ path: z.string().min(1), line: z.int().optional(), body: z.string().min(1) }))
    .default([]),
});
export type Review = z.infer<typeof reviewSchema>;

export const pullSchema = z.looseObject({
  number: z.int(),
  title: z.string(),
  state: z.enum(['open', 'closed']),
  body: z.string().nullish(),
  user: user.nullish(),
  created_at: instant,
  updated_at: instant.nullish(),
  closed_at: instant.nullish(),
  merged_at: instant.nullish(),
  merge_commit_sha: z.string().nullish(),
  head: z.looseObject({ ref: z.string(), sha: z.string().optional() }).optional(),
  base: z.looseObject({ ref: z.string() }).optional(),
  reviews: z.array(reviewSchema).optional(),
});
export type Pull = z.infer<typeof pullSchema>;

export const issueSchema = pullSchema.omit({
  head: true,
  base: true,
  merged_at: true,
  merge_commit_sha: true,
  reviews: true,
});
export type Issue = z.infer<typeof issueSchema>;

export const releaseSchema = z.looseObject({
  id: z.int(),
  tag_name: z.string(),
  target_commitish: z.string().optional(),
  draft: z.boolean().default(false),
  prerelease: z.boolean().default(false),
  created_at: instant,
  published_at: instant.nullish(),
});
export type Release = z.infer<typeof releaseSchema>;

const jobSchema = z.looseObject({
  id: z.int(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullish(),
  log: z.string().optional(),
});
export const runSchema = z.looseObject({
  id: z.int(),
  name: z.string().nullish(),
  head_sha: z.string(),
  head_branch: z.string().nullish(),
  event: z.string().optional(),
  status: z.string(),
  conclusion: z.string().nullish(),
  created_at: instant,
  jobs: z.array(jobSchema).default([]),
});
export type Run = z.infer<typeof runSchema>;

const files = ['commits.json', 'deployments.json', 'pulls.json', 'issues.json', 'releases.json', 'runs.json'];

/** Every repository below `github/<owner>/<repo>/`; throws CaseError where a file breaks the format. */
export async function readRepositories(caseDir: string): Promise<Repository[]> {
  const root = join(caseDir, 'github');
  const names = new Set<string>();
  for (const file of await filesBelow(root)) {
    const [owner, name, ...rest] = file.split('/');
    const known = rest[0] === 'tree' ? rest.length > 1 : rest.length === 1 && files.includes(rest[0] ?? '');
    if (!known)
      throw new CaseError(join(root, file), `unknown file, expected <owner>/<repo>/{${files.join(',')},tree/}`);
    names.add(`${owner}/${name}`);
  }
  return Promise.all([...names].sort().map((name) => readRepository(root, name)));
}

async function readRepository(root: string, fullName: string): Promise<Repository> {
  const dir = join(root, fullName);
  const list = async <T>(name: string, schema: z.ZodType<T>): Promise<T[]> =>
    (await readJson(join(dir, name), z.array(schema))) ?? [];
  const paths = await filesBelow(join(dir, 'tree'));
  const contents = await Promise.all(paths.map((path) => readFile(join(dir, 'tree', path))));
  return new Repository(fullName, {
    commits: await list('commits.json', commitSchema),
    deployments: await list('deployments.json', deploymentSchema),
    pulls: await list('pulls.json', pullSchema),
    issues: await list('issues.json', issueSchema),
    releases: await list('releases.json', releaseSchema),
    runs: await list('runs.json', runSchema),
    head: new Map(paths.map((path, index) => [path, contents[index] ?? Buffer.alloc(0)])),
  });
}
