import type { Series } from '../read/metrics.ts';

/** What a metric is about, told by its name, whoever publishes it. */
export interface Meaning {
  category: string;
  /** In a title: `storage left`. */
  words: string;
  /** Where trouble lies. */
  bad: 'up' | 'down';
  /** Nearer to a root has a lower number, as in a draft. */
  depth: 1 | 2 | 3;
  /** A departure to less than this, in the metric's own measure, is no trouble. */
  floor?: number;
  mechanism: string;
}

interface Rule extends Meaning {
  /** Matched against `namespace metric`, words parted by spaces. */
  pattern: RegExp;
}

/** The first that matches decides; what matches none is said, but is no finding. */
const rules: Rule[] = [
  {
    pattern: /replica(tion)? (lag|delay)|seconds behind/,
    category: 'replication-lag',
    words: 'replication lag',
    bad: 'up',
    depth: 1,
    floor: 30,
    mechanism: 'A replica applies changes more slowly than its source makes them, and serves old data meanwhile.',
  },
  {
    pattern: /rds.* free (local )?storage|rds.* volume bytes left/,
    category: 'database-storage',
    words: 'storage left',
    bad: 'down',
    depth: 1,
    mechanism: 'A database without storage stops taking writes.',
  },
  {
    pattern:
      /(disk|volume|filesystem|fs|inode)s? .{0,12}(used|usage|util\w*) .{0,8}(pct|percent|ratio)|disk .{0,12}(pct|percent|ratio)|disk space utili\w+/,
    category: 'disk-full',
    words: 'disk use',
    bad: 'up',
    depth: 1,
    mechanism: 'What fills a disk keeps everything else on it from writing.',
  },
  {
    pattern: /pool.{0,20}(wait|pending|timeout|in use|active|exhaust|used)/,
    category: 'connection-pool-exhausted',
    words: 'use of the connection pool',
    bad: 'up',
    depth: 1,
    mechanism: 'Requests wait for a connection that others hold.',
  },
  {
    pattern: /(database|db|postgres|mysql).{0,20}connections/,
    category: 'database-connections',
    words: 'database connections',
    bad: 'up',
    depth: 2,
    mechanism: 'A database takes a limited number of connections.',
  },
  {
    pattern: /deadlock|lock wait|blocked (transactions|sessions|quer)/,
    category: 'database-locks',
    words: 'lock waits',
    bad: 'up',
    depth: 1,
    mechanism: 'Statements wait for locks that others hold.',
  },
  {
    pattern: /rows (examined|read|scanned)|slow quer|quer(y|ies) .{0,16}(latency|duration|time)/,
    category: 'slow-query',
    words: 'query cost',
    bad: 'up',
    depth: 1,
    mechanism: 'Queries that read more than before take longer and load the database for all others.',
  },
  {
    pattern: /(rds|database|db|postgres|mysql).{0,20}cpu/,
    category: 'database-cpu',
    words: 'database CPU',
    bad: 'up',
    depth: 2,
    mechanism: 'A database out of CPU answers every query late.',
  },
  {
    pattern: /\b(dynamo ?db|kinesis)\b.{0,40}(throttle|throughput exceeded)/,
    category: 'throttled',
    words: 'throttled requests',
    bad: 'up',
    depth: 1,
    floor: 1,
    mechanism: 'Requests above the capacity of a table or stream are refused, whoever makes them.',
  },
  {
    pattern: /throttle|rate limited/,
    category: 'throttled',
    words: 'throttled requests',
    bad: 'up',
    depth: 2,
    floor: 0.5,
    mechanism: 'Requests above a limit are refused.',
  },
  {
    pattern:
      /\b(s3|dynamodb|sqs|sns|kms|kinesis|upstream|dependency|downstream|external)\b.{0,30}(5xx|error|fail|fault)/,
    category: 'dependency-outage',
    words: 'errors of a dependency',
    bad: 'up',
    depth: 2,
    floor: 0.5,
    mechanism: 'A dependency answers with errors, and what needs it fails with it.',
  },
  {
    pattern:
      /\b(s3|dynamodb|sqs|sns|kms|kinesis|upstream|dependency|downstream|external)\b.{0,30}(latency|duration|time)/,
    category: 'dependency-slow',
    words: 'latency of a dependency',
    bad: 'up',
    depth: 3,
    mechanism: 'A dependency answers late, and what needs it waits.',
  },
  {
    pattern: /\b(401|403)\b|unauthori[sz]ed|token.{0,20}(error|invalid|reject)|auth.{0,12}(fail|error|reject)/,
    category: 'credentials-invalid',
    words: 'rejected credentials',
    bad: 'up',
    depth: 3,
    floor: 0.5,
    mechanism: 'Credentials or tokens are refused.',
  },
  {
    pattern: /un ?healthy host/,
    category: 'load-balancer-unhealthy',
    words: 'unhealthy targets',
    bad: 'up',
    depth: 2,
    floor: 0.5,
    mechanism: 'A load balancer sends nothing to targets that fail its health check.',
  },
  {
    pattern: /elb.* (rejected connection|port allocation error)/,
    category: 'load-balancer-unhealthy',
    words: 'connections that the load balancer could not take',
    bad: 'up',
    depth: 1,
    floor: 0.5,
    mechanism: 'A load balancer at its limit of connections or ports refuses what comes on top.',
  },
  {
    pattern: /elb.* (elb 5 ?\w+ count|target connection error|target tls negotiation error)/,
    category: 'load-balancer-unhealthy',
    words: 'answers of the load balancer itself, with no target behind them',
    bad: 'up',
    depth: 2,
    floor: 0.5,
    mechanism:
      'A load balancer answers 502, 503 or 504 itself where no target takes the connection or answers in time.',
  },
  {
    pattern: /elb.* target reset count/,
    category: 'load-balancer-unhealthy',
    words: 'connections that targets reset',
    bad: 'up',
    depth: 3,
    floor: 0.5,
    mechanism: 'Targets end connections that clients still use, as they do when they restart.',
  },
  {
    pattern: /5 ?xx|50\d\b|\berrors?\b|fault|fail|reject|denied|exception|crash/,
    category: 'unknown',
    words: 'errors',
    bad: 'up',
    depth: 3,
    floor: 0.5,
    mechanism: 'A rise of errors tells that something fails, not why.',
  },
  {
    pattern: /latency|duration|response time|\bp9\d\b|elapsed/,
    category: 'dependency-slow',
    words: 'latency',
    bad: 'up',
    depth: 3,
    mechanism: 'A rise of latency tells that something is waited for, not what.',
  },
  {
    pattern:
      /requests? (rate|count|per|s\b|total)|requests per|(?<!(?:active|flight|pending|queued|waiting|open|concurrent) )requests$|\b(rps|qps)\b|invocations/,
    category: 'traffic-surge',
    words: 'traffic surge',
    bad: 'up',
    depth: 1,
    mechanism: 'More requests than there is capacity for wait in queues and time out.',
  },
  {
    pattern:
      /\b(jobs?|orders?|messages?|events?|records?|tasks?|payments?|e?mails?|documents?|notifications?|uploads?|items)\b.{0,20}\b(processed|handled|completed|consumed|delivered|placed|indexed|published|finished|done)\b|\bthroughput\b(?! (exceeded|limit))/,
    category: 'unknown',
    words: 'work done',
    bad: 'down',
    depth: 2,
    mechanism: 'What does its work no more fails without an error, or nothing comes to it.',
  },
];

export function meaningOf({ namespace, metric }: Pick<Series, 'namespace' | 'metric'>): Meaning | undefined {
  const text = words(`${namespace} ${metric}`);
  return rules.find(({ pattern }) => pattern.test(text));
}

/** `AWS/RDS FreeStorageSpace` as `aws rds free storage space`. */
const words = (text: string): string =>
  text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .toLowerCase();
