import { parseArgs } from 'node:util';
import type { DiagnoseRequest } from '../../workflows/contract.ts';

export const usage = `npm run diagnose -- "why is checkout failing?" [options]

  --since 1h | 2026-05-12T09:00:00Z   start of the window: a duration before --until, or RFC 3339 with a zone
  --until 2026-05-12T10:00:00Z        end of the window, default now
  --service NAME                      the service, where the question does not name it
  --context NAME, --namespace NAME, --repository OWNER/REPO
                                      narrow what is looked at; may be repeated
  --model rules|anthropic|MODEL       default: the worker's
  --time-zone Europe/Berlin           in which times of the question are read, default: this machine's
  --json                              print the diagnosis as JSON
  --no-wait                           start the run and print its link only`;

/** What is wrong with the command line. */
export class UsageError extends Error {}

export interface DiagnoseArguments {
  request: DiagnoseRequest;
  json: boolean;
  wait: boolean;
}

/** @throws UsageError naming the option and what it takes. */
export function readArguments(argv: string[], now: Date): DiagnoseArguments {
  const { values, positionals } = parse(argv);
  const question = positionals.join(' ').trim();
  if (question === '') throw new UsageError('a question is needed, in quotes');
  const until = values.until === undefined ? undefined : instantOf('--until', values.until);
  const hints = {
    service: values.service,
    contexts: values.context,
    namespaces: values.namespace,
    repositories: values.repository,
  };
  return {
    request: {
      question,
      asker: { id: 'command-line', timeZone: values['time-zone'] },
      since:
        values.since === undefined ? undefined : sinceOf(values.since, until === undefined ? now : new Date(until)),
      until,
      model: values.model,
      ...(Object.values(hints).some((hint) => hint !== undefined) ? { hints } : {}),
    },
    json: values.json,
    wait: !values['no-wait'],
  };
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        since: { type: 'string' },
        until: { type: 'string' },
        service: { type: 'string' },
        context: { type: 'string', multiple: true },
        namespace: { type: 'string', multiple: true },
        repository: { type: 'string', multiple: true },
        model: { type: 'string' },
        'time-zone': { type: 'string', default: Intl.DateTimeFormat().resolvedOptions().timeZone },
        json: { type: 'boolean', default: false },
        'no-wait': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function sinceOf(value: string, until: Date): string {
  const [, amount, unit = ''] = /^(\d+)([smhd])$/.exec(value) ?? [];
  if (amount === undefined) return instantOf('--since', value);
  return new Date(until.getTime() - Number(amount) * (units[unit] ?? 0)).toISOString();
}

function instantOf(option: string, value: string): string {
  const at = new Date(value);
  if (!/(?:Z|[+-]\d\d:\d\d)$/.test(value) || Number.isNaN(at.getTime())) {
    const durations = option === '--since' ? 'a duration such as 90m or 1h, or ' : '';
    throw new UsageError(`${option} is '${value}': expected ${durations}RFC 3339 with a zone, 2026-05-12T09:00:00Z`);
  }
  return at.toISOString();
}
