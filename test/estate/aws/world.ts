import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CaseError } from '../case.ts';
import { type LogGroup, loadLogGroups } from './logs/load.ts';
import { loadResponses, type Responses } from './recorded.ts';
import { loadMetrics, type Series } from './services/metrics.ts';
import { loadTrail, type TrailEvent } from './services/trail.ts';

/** One account's region: what the folders of a case hold for it. */
export interface Region {
  account: string;
  region: string;
  groups: LogGroup[];
  metrics: Series[];
  /** Oldest first. */
  trail: TrailEvent[];
  responses: Responses;
}

export interface AwsWorld {
  account: string;
  region: string;
  /** What an account has in a region; a region without a folder is reachable and empty. */
  at(account: string, region: string): Region;
  knows(account: string): boolean;
}

/**
 * `aws/…` is the default account and region, named by the first CloudTrail record or recorded ARN where there is one;
 * `aws/accounts/<id>/<region>/…` are the others.
 */
export async function loadWorld(caseDir: string): Promise<AwsWorld> {
  const root = join(caseDir, 'aws');
  const home = await loadRegion(root, '123456789012', 'us-east-1');
  const { account, region } = whereabouts(home);
  const regions = new Map<string, Region>([[`${account}/${region}`, { ...home, account, region }]]);
  for (const id of await folders(join(root, 'accounts'))) {
    if (!/^\d{12}$/.test(id)) throw new CaseError(join(root, 'accounts', id), 'an account is twelve digits');
    for (const name of await folders(join(root, 'accounts', id))) {
      regions.set(`${id}/${name}`, await loadRegion(join(root, 'accounts', id, name), id, name));
    }
  }
  const accounts = new Set([...regions.values()].map((r) => r.account));
  return {
    account,
    region,
    at: (id, name) => regions.get(`${id}/${name}`) ?? empty(id, name),
    knows: (id) => accounts.has(id),
  };
}

function whereabouts({ account, region, trail: [first], responses }: Region): { account: string; region: string } {
  if (first) return { account: first.recipientAccountId ?? account, region: first.awsRegion ?? region };
  const arn = /arn:aws:(?:cloudwatch|ecs|eks|rds|logs):([a-z0-9-]+):(\d{12}):/.exec(
    JSON.stringify([...responses.values()]),
  );
  return { account: arn?.[2] ?? account, region: arn?.[1] ?? region };
}

function empty(account: string, region: string): Region {
  return { account, region, groups: [], metrics: [], trail: [], responses: new Map() };
}

async function loadRegion(root: string, account: string, region: string): Promise<Region> {
  const [groups, metrics, trail, responses] = await Promise.all([
    loadLogGroups(join(root, 'logs')),
    loadMetrics(join(root, 'metrics.csv')),
    loadTrail(join(root, 'cloudtrail.jsonl')),
    loadResponses(join(root, 'responses')),
  ]);
  return { account, region, groups, metrics, trail, responses };
}

/** Names of the folders in a folder, sorted; none where it does not exist. */
export async function folders(path: string): Promise<string[]> {
  if (!existsSync(path)) return [];
  const entries = await readdir(path, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The lines of a JSON Lines file, each checked by `parse`; CaseError names the line that breaks. */
export async function jsonLines<T>(path: string, parse: (value: unknown) => T): Promise<T[]> {
  if (!existsSync(path)) return [];
  const values: T[] = [];
  for (const [index, line] of (await readFile(path, 'utf8')).split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      values.push(parse(JSON.parse(line)));
    } catch (error) {
      throw new CaseError(path, error instanceof Error ? error.message : String(error), index + 1);
    }
  }
  return values;
}
