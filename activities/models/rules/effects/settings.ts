import type { Category } from '../../../../workflows/categories.ts';
import type { DiffLine, FileDiff } from './diff.ts';
import type { Effect } from './effect.ts';

/** One named value that a diff sets anew: undefined where there was or is none. */
interface Setting {
  key: string;
  /** With what it is nested in. */
  name: string;
  from: string | undefined;
  to: string | undefined;
  line: string;
}

type Direction = 'raised' | 'lowered' | 'changed' | 'removed' | 'added';

/** Every setting that a file's diff changes, with what that is known to bring. */
export function settingEffects(diff: FileDiff): Effect[] {
  // A package counts its own releases: that is no setting of anything that runs.
  const isOwnVersion = ({ key }: Setting): boolean => key === 'version' && manifest.test(diff.path);
  return settingsOf(diff).flatMap((setting) => {
    if (isOwnVersion(setting)) return [];
    const direction = directionOf(setting);
    const brings = [
      ...new Set([
        ...kinds.flatMap((kind) => (kind.key.test(setting.name) ? kind.brings(direction, setting) : [])),
        ...(direction === 'removed' ? missing : []),
      ]),
    ];
    if (brings.length === 0) return [];
    return [{ what: wordsOf(setting, direction), line: setting.line, path: diff.path, brings }];
  });
}

/** Whoever reads it finds nothing. */
const missing: readonly Category[] = ['bad-configuration', 'application-crash'];

const manifest =
  /(?:^|\/)(?:package\.json|pyproject\.toml|Cargo\.toml|Chart\.yaml|setup\.cfg|pom\.xml|composer\.json|gradle\.properties|build\.gradle(?:\.kts)?|version\.(?:txt|properties|py|rb|go)|VERSION)$/;

function settingsOf({ path, removed, added }: FileDiff): Setting[] {
  const isCode = /\.(?:py|[cm]?[jt]sx?|go|java|rb|kt|cs|php|rs|scala)$/.test(path);
  const isConf = /\.conf(?:\.\w+)?$|(?:^|\/)nginx\b/.test(path);
  const read = (line: DiffLine): Assignment[] =>
    [...(isConf ? readDirective(line) : []), ...readSetting(line)]
      .slice(0, 1)
      .filter(({ value }) => !isCode || isLiteral(value));
  const before = removed.flatMap(read);
  const after = added.flatMap(read);
  const taken = new Set<Assignment>();
  const changed = after.flatMap((one): Setting[] => {
    const old = before.find((other) => other.name === one.name && !taken.has(other));
    if (old) taken.add(old);
    if (old?.value === one.value) return [];
    return [{ key: one.key, name: one.name, from: old?.value, to: one.value, line: one.line }];
  });
  const gone = before
    .filter((one) => !taken.has(one))
    .map((one) => ({ key: one.key, name: one.name, from: one.value, to: undefined, line: one.line }));
  return [...changed, ...gone];
}

/** In a program, what is computed is no setting. */
const isLiteral = (value: string): boolean =>
  !/=>|\bnew\b|\bawait\b|\$\{|\w\(/.test(value) && !/^[a-z]\w*(?:\.\w+)+$/.test(value.replace(/^time\.\w+$/, ''));

interface Assignment {
  key: string;
  name: string;
  value: string;
  line: string;
}

const assignment =
  /(?:^|[\s,({[-])["'`]?([A-Za-z_][\w.-]*)["'`]?\s*(?::=|[:=])(?![:=])\s*(.+?)\s*[,;)}\]]*(?:\s+(?:#|\/\/).*)?$/;

/** `key: value`, `KEY=value`, `cfg.Key = value`, `"key": "value",`; of an entry with a name and a value, the name. */
function readSetting({ sign, text, within, entry }: DiffLine): Assignment[] {
  const found = assignment.exec(text);
  const [, written = '', raw = ''] = found ?? [];
  const value = raw.replace(/^["'`]|["'`]$/g, '');
  // It names the variable that the next line sets.
  if (/^\s*-\s+name:/.test(text)) return [];
  if (!found || /[({]$/.test(raw) || value === '') return [];
  const key = entry ?? written;
  return [{ key, name: within ? `${within}.${key}` : key, value, line: `${sign}${text}` }];
}

/** `client_max_body_size 25m;` of nginx, `LimitRequestBody 1048576` of Apache. */
function readDirective({ sign, text, within }: DiffLine): Assignment[] {
  const [, key, value] = /^\s*([A-Za-z]\w+)\s+([^{=]+?);?\s*$/.exec(text) ?? [];
  if (key === undefined || value === undefined || key === 'include') return [];
  return [{ key, name: within ? `${within}.${key}` : key, value, line: `${sign}${text}` }];
}

function directionOf({ from, to }: Setting): Direction {
  if (to === undefined) return 'removed';
  if (from === undefined) return 'added';
  const [a, b] = [quantity(from), quantity(to)];
  return a === undefined || b === undefined || a === b ? 'changed' : b > a ? 'raised' : 'lowered';
}

const units: Record<string, number> = {
  '': 1,
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  k: 1e3,
  kb: 1e3,
  ki: 1_024,
  mb: 1e6,
  mi: 1_024 ** 2,
  gb: 1e9,
  g: 1e9,
  gi: 1_024 ** 3,
  '%': 1,
  'time.millisecond': 1,
  'time.second': 1_000,
  'time.minute': 60_000,
  'time.hour': 3_600_000,
};

/** A number with its unit, for comparing with another of the same kind; `250m` of a CPU is less than `1`, which is all it needs. */
function quantity(written: string): number | undefined {
  const parsed = /^(-?\d[\d_]*(?:\.\d+)?)\s*\*?\s*([A-Za-z.%]*)$/.exec(written.trim());
  const unit = units[(parsed?.[2] ?? '').toLowerCase()];
  return parsed?.[1] === undefined || unit === undefined ? undefined : Number(parsed[1].replaceAll('_', '')) * unit;
}

function wordsOf({ name, from, to }: Setting, direction: Direction): string {
  if (direction === 'removed') return `removes ${name} (was ${from})`;
  if (direction === 'added') return `sets ${name} to ${to}`;
  const verb = { raised: 'raises', lowered: 'lowers', changed: 'changes' }[direction];
  const [was, is] = apart(from ?? '', to ?? '');
  return `${verb} ${name} from ${was} to ${is}`;
}

/** Of two long values that begin and end alike, what tells them apart: `…us-east-1…` and `…eu-west-1…` of two addresses. */
function apart(from: string, to: string): [string, string] {
  if (from.length < longValue || to.length < longValue) return [from, to];
  const parts = (value: string): string[] => value.split(/(?<=[./:@?&=,])|(?=[./:@?&=,])/);
  const [a, b] = [parts(from), parts(to)];
  const most = Math.min(a.length, b.length) - 1;
  const head = a.slice(0, most).findIndex((part, at) => part !== b[at]);
  const start = head < 0 ? most : head;
  let end = 0;
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const cut = (all: string[]): string =>
    `${start > 0 ? '…' : ''}${all.slice(start, all.length - end).join('')}${end > 0 ? '…' : ''}`;
  return [cut(a), cut(b)];
}

/** Longer ones would push out of the sentence what comes behind them. */
const longValue = 30;

interface Kind {
  key: RegExp;
  brings(direction: Direction, setting: Setting): Category[];
}

const isOff = ({ to }: Setting): boolean => /^(?:false|off|no|0|none|disabled)$/i.test(to ?? '');

/** Kinds of settings by their names, and what goes wrong when such a one is set so. */
const kinds: Kind[] = [
  {
    key: /log\w*\.?_?-?level|level.*log|logging\.level|verbos|debug|loglevel/i,
    brings: (_, { to }) =>
      /debug|trace|verbose|all|true|silly/i.test(to ?? '') ? ['disk-full', 'database-storage', 'dependency-slow'] : [],
  },
  { key: /sampl/i, brings: (way) => (way === 'raised' ? ['disk-full', 'throttled', 'dependency-slow'] : []) },
  {
    // Where it is left out, what is built in holds, which is mostly less.
    key: /body.?size|(?:max|limit).{0,12}(?:body|upload|payload|request.?size|content.?length|message.?(?:size|length|bytes))|(?:body|upload|payload|message).{0,8}(?:max|limit)|header.?(?:size|buffers)/i,
    brings: (way) => (way === 'lowered' || way === 'removed' ? ['configuration-change', 'bad-configuration'] : []),
  },
  {
    key: /retention|rotat|max.?(?:size|files|backups|age)|clean|vacuum|purge/i,
    brings: (way) => (way === 'lowered' ? [] : ['disk-full', 'database-storage', 'slow-query']),
  },
  {
    // The engine's own limit, which a program may set for its pool by the same name.
    key: /(?:^|\.)max_connections$/i,
    brings: (way) => (way === 'raised' ? ['out-of-memory'] : ['database-connections', 'connection-pool-exhausted']),
  },
  {
    key: /pool|conn(?:ection)?s?(?:\b|_|[A-Z]|$)|maxconn/i,
    brings: (way) => (way === 'raised' ? ['database-connections', 'out-of-memory'] : ['connection-pool-exhausted']),
  },
  {
    key: /mem|heap|xmx|old.?space|jvm/i,
    brings: (way) =>
      way === 'raised'
        ? ['insufficient-memory', 'node-pressure', 'quota-exceeded', 'out-of-memory']
        : ['out-of-memory'],
  },
  {
    key: /cpu/i,
    brings: (way) =>
      way === 'raised'
        ? ['insufficient-cpu', 'quota-exceeded']
        : ['dependency-slow', 'probe-failing', 'function-timeout'],
  },
  {
    key: /time.?out|deadline/i,
    brings: (way) =>
      way === 'raised'
        ? ['connection-pool-exhausted', 'dependency-slow', 'database-connections']
        : [
            'dependency-unreachable',
            'dependency-slow',
            'function-timeout',
            'probe-failing',
            'probe-misconfigured',
            'dependency-outage',
          ],
  },
  {
    // Who keeps an idle connection for a shorter time than the one who sends over it ends it under a request.
    key: /keep.?alive|idle.?(?:time|conn)|time.?to.?live.*conn|max.?idle/i,
    brings: (way) =>
      way === 'raised' ? [] : ['load-balancer-unhealthy', 'dependency-unreachable', 'dependency-outage'],
  },
  {
    key: /retr(?:y|ies)|attempts/i,
    brings: (way) =>
      way === 'raised' || way === 'added'
        ? ['throttled', 'traffic-surge', 'dependency-slow', 'database-connections']
        : ['dependency-unreachable', 'dependency-outage'],
  },
  {
    key: /backoff|interval|delay|poll|jitter|period|schedule|cron/i,
    brings: (way) =>
      way === 'raised'
        ? ['job-failing']
        : ['throttled', 'traffic-surge', 'database-cpu', 'dependency-slow', 'job-failing'],
  },
  {
    key: /replicas|desired|(?:min|max).?(?:size|capacity|replicas|instances|tasks)|scal/i,
    brings: (way) =>
      way === 'raised'
        ? ['insufficient-cpu', 'insufficient-memory', 'database-connections', 'quota-exceeded']
        : ['scaled-to-zero', 'traffic-surge', 'autoscaler-stuck', 'dependency-slow'],
  },
  {
    key: /ttl|cach|memo/i,
    brings: (way, setting) =>
      way === 'raised'
        ? ['out-of-memory', 'bad-configuration']
        : way === 'lowered' || way === 'removed' || isOff(setting)
          ? ['database-cpu', 'slow-query', 'dependency-slow', 'throttled', 'traffic-surge']
          : [],
  },
  {
    key: /batch|concurren|worker|parallel|thread|prefetch|buffer|queue|chunk|page.?size|limit|window|fan.?out/i,
    brings: (way) =>
      way === 'raised' || way === 'removed'
        ? [
            'out-of-memory',
            'database-connections',
            'throttled',
            'database-cpu',
            'slow-query',
            'traffic-surge',
            'dependency-slow',
            'quota-exceeded',
            'insufficient-cpu',
            'insufficient-memory',
          ]
        : ['throttled', 'dependency-slow', 'connection-pool-exhausted'],
  },
  {
    key: /rate|quota|throttl|burst|rps|qps|capacity/i,
    brings: (way) => (way === 'raised' ? ['traffic-surge', 'database-cpu', 'throttled'] : ['throttled']),
  },
  {
    key: /host|ur[il]|endpoint|addr|server|dsn|domain|broker|upstream|region|bucket|database|schema|table/i,
    brings: () => ['dependency-unreachable', 'dns', 'bad-configuration', 'configuration-change', 'permission-denied'],
  },
  {
    key: /port/i,
    brings: () => [
      'service-port',
      'dependency-unreachable',
      'probe-misconfigured',
      'probe-failing',
      'load-balancer-unhealthy',
    ],
  },
  {
    key: /image|tag|version|runtime|engine/i,
    brings: () => ['image-not-found', 'task-start-failure', 'application-crash', 'code-defect', 'schema-mismatch'],
  },
  {
    key: /secret|passw|token|credential|role|arn|audience|issuer|cert|tls|key|polic|permission|scope|auth|user/i,
    brings: () => [
      'credentials-invalid',
      'permission-denied',
      'certificate-expired',
      'missing-secret',
      'task-start-failure',
    ],
  },
  {
    key: /flag|feature|enable|toggle|rollout|percent|experiment|use_|use[A-Z]|new_|new[A-Z]/i,
    brings: () => [
      'feature-flag',
      'code-defect',
      'application-crash',
      'dependency-slow',
      'slow-query',
      'configuration-change',
    ],
  },
  {
    key: /path|probe|health|threshold|ready|live/i,
    brings: () => ['probe-misconfigured', 'probe-failing', 'load-balancer-unhealthy', 'missing-volume'],
  },
  { key: /taint|tolerat/i, brings: () => ['taint-not-tolerated'] },
  { key: /affinity|node.?selector|topology|spread/i, brings: () => ['affinity-conflict'] },
  {
    key: /\b(?:resources?|actions?|principals?|conditions?|effect|verbs|api.?groups|not.?actions?)$/i,
    brings: () => ['permission-denied'],
  },
  { key: /storage.?class/i, brings: () => ['storage-class-missing', 'volume-not-bound'] },
  { key: /egress|ingress|security.?group|cidr/i, brings: () => ['network-policy', 'dependency-unreachable'] },
  { key: /command|args|entrypoint|cmd/i, brings: () => ['bad-command', 'application-crash', 'task-start-failure'] },
  {
    key: /selector|label|kubernetes\.io\/(?:name|instance|component)/i,
    brings: () => ['service-selector', 'affinity-conflict', 'network-policy'],
  },
  {
    key: /rounds|iterations|work.?factor|\bcost\b/i,
    brings: (way) => (way === 'raised' ? ['function-timeout', 'dependency-slow', 'probe-failing'] : []),
  },
  {
    key: /pre.?stop|grace.?period|drain|deregistration/i,
    brings: (way) =>
      way === 'raised' ? [] : ['load-balancer-unhealthy', 'dependency-unreachable', 'dependency-outage'],
  },
  { key: /leeway|skew|toleranc|grace|drift|expir/i, brings: () => ['credentials-invalid', 'permission-denied'] },
  {
    key: /isolation|lock|transaction|autocommit/i,
    brings: () => ['database-locks', 'slow-query', 'connection-pool-exhausted'],
  },
];
