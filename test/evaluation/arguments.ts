import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readAnthropicConfig } from '../../activities/models/anthropic/config.ts';
import { priceOf } from '../../activities/models/anthropic/prices.ts';
import { modelEnvironment } from './model-environment.ts';

export const usage = `usage: npm run eval -- DIR... [--model rules|anthropic] [--repeat N] [--parallel N] [--max-usd X] [--noise N]
                   [--json FILE] [--html FILE] [--document FILE]

  DIR              a case, or a folder of cases, in the format of docs/case-format.md
  --model          rules (built in, the default), or anthropic with ANTHROPIC_API_KEY or ANTHROPIC_BASE_URL set
  --repeat N       each case N times, default 1
  --parallel N     N cases at a time, default 1, at most 16; times of a machine that is shared say little
  --max-usd X      spends no more than X dollars, and starts no further case then; Anthropic's current models have a price, another
                   gets one in SRE_AGENT_PRICES
  --noise N        surrounds each case with N healthy workloads, stale warnings, unrelated commits and chatter
  --json FILE      writes everything for programs
  --html FILE      writes a page: each case's timeline, report, and why it scored as it did
  --document FILE  writes the figures as a page of documentation

Exits 0 when it ran, whatever the score; 2 where it could not.`;

export interface EvaluationOptions {
  /** Folders of cases, in the order they are run. */
  cases: string[];
  /** What was given on the command line, for the document. */
  dirs: string[];
  model: 'rules' | 'anthropic';
  repeat: number;
  parallel: number;
  maxUsd?: number;
  noise: number;
  json?: string;
  html?: string;
  document?: string;
}

/** A command line that can't be followed; the message says what to write instead. */
export class UsageError extends Error {}

/** Reads the command line; throws UsageError. `undefined` where only help is wanted. */
export async function readOptions(argv: string[]): Promise<EvaluationOptions | undefined> {
  const { values, positionals } = parse(argv);
  if (values.help) return undefined;
  if (positionals.length === 0) throw new UsageError(`name a case, or a folder of cases\n\n${usage}`);
  const model = values.model ?? 'rules';
  if (model !== 'rules' && model !== 'anthropic') {
    throw new UsageError(`--model is rules or anthropic, not '${model}'`);
  }
  const maxUsd = values['max-usd'] === undefined ? undefined : Number(values['max-usd']);
  if (maxUsd !== undefined && !(maxUsd > 0)) throw new UsageError(`--max-usd ${values['max-usd']}: expected dollars`);
  if (model === 'anthropic') priced(maxUsd, modelEnvironment(model));
  const { json, html, document } = values;
  return {
    cases: (await Promise.all(positionals.map(casesIn))).flat(),
    dirs: positionals,
    model,
    repeat: whole('repeat', values.repeat, 1, 100),
    parallel: whole('parallel', values.parallel, 1, 16),
    ...(maxUsd === undefined ? {} : { maxUsd }),
    noise: whole('noise', values.noise ?? '0', 0, 5_000),
    ...(json ? { json } : {}),
    ...(html ? { html } : {}),
    ...(document ? { document } : {}),
  };
}

/** A cap that nothing is counted against would hold nobody back: said before the first case, like a bad setting. */
function priced(maxUsd: number | undefined, env: Record<string, string>): void {
  const { config, problems } = readAnthropicConfig(env);
  if (!config) throw new UsageError(problems.join('\n'));
  if (maxUsd === undefined || priceOf(config.model, config.prices)) return;
  throw new UsageError(
    `--max-usd ${maxUsd}: '${config.model}' has no price. Give one in SRE_AGENT_PRICES, dollars per million tokens, such as ${config.model}=4/20/0.2/5, or leave --max-usd out.`,
  );
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        repeat: { type: 'string' },
        parallel: { type: 'string' },
        'max-usd': { type: 'string' },
        noise: { type: 'string' },
        json: { type: 'string' },
        html: { type: 'string' },
        document: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

function whole(name: string, written: string | undefined, least: number, most: number): number {
  if (written === undefined) return least;
  const value = Number(written);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} ${written}: expected a whole number from ${least} to ${most}`);
}

/** The folder itself where it is a case, else the cases in it by name. */
async function casesIn(dir: string): Promise<string[]> {
  const root = resolve(dir);
  if (existsSync(join(root, 'case.yaml'))) return [root];
  const entries = await readdir(root, { withFileTypes: true }).catch(() => undefined);
  if (!entries) throw new UsageError(`${dir}: there is no such folder`);
  const cases = entries
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'case.yaml')))
    .map((entry) => join(root, entry.name));
  if (cases.length === 0) throw new UsageError(`${dir}: neither it nor a folder in it holds a case.yaml`);
  return cases.sort((a, b) => (basename(a) < basename(b) ? -1 : 1));
}
