import type { Task } from '@aws-sdk/client-ecs';
import { shortName } from '../read/paged.ts';

/** Why a task stopped, in the words of the closed list of categories. */
export interface Stop {
  category: string;
  /** What a title says of it: `its image does not exist`. */
  words: string;
  mechanism: string;
  /** What ECS said, verbatim. */
  said: string[];
  /** A platform or its configuration keeps the program from starting; else it ran and ended. */
  started: boolean;
}

interface Rule {
  pattern: RegExp;
  category: string;
  words: string;
  started?: boolean;
}

/** Of pull errors: which of image, credentials, registry and rate limit it is. */
const pulls: Rule[] = [
  {
    pattern: /toomanyrequests|rate limit/i,
    category: 'throttled',
    words: 'the registry limits how often images are pulled',
  },
  {
    pattern:
      /(manifest|tag|image|ref|digest)\b.{0,200}(not found|unknown)|: not found|manifest unknown|repository .{0,200}(not found|does not exist in the registry)|ImageNotFound|no matching manifest/i,
    category: 'image-not-found',
    words: 'its image does not exist',
  },
  {
    pattern:
      /unauthorized|no basic auth|authentication required|access denied|AccessDenied|pull access denied|denied: |not authorized|\b40[13]\b|forbidden|authorization token/i,
    category: 'image-pull-credentials',
    words: 'the registry refuses its credentials',
  },
  {
    pattern:
      /timeout|timed out|deadline exceeded|dial tcp|no such host|connection refused|connection reset|TLS handshake|request canceled|no route to host/i,
    category: 'registry-unreachable',
    words: 'the registry cannot be reached',
  },
  { pattern: /no space left/i, category: 'disk-full', words: 'there is no room for its image' },
];

/** Of what is prepared before a container runs: secrets, logs, volumes, network. */
const preparations: Rule[] = [
  {
    pattern:
      /(secret|parameter).{0,200}(can't find|not found|ResourceNotFound|invalid parameters|ParameterNotFound)|can't find the specified secret|ResourceNotFoundException.{0,120}[Ss]ecret/i,
    category: 'missing-secret',
    words: 'a secret or parameter that it needs does not exist',
  },
  {
    pattern: /AccessDenied|not authorized to perform|unauthorized/i,
    category: 'permission-denied',
    words: 'its execution role lacks a permission',
  },
  { pattern: /log group|awslogs|logger/i, category: 'bad-configuration', words: 'its logging cannot be set up' },
  { pattern: /EFS|volume|mount/i, category: 'volume-not-bound', words: 'its volume cannot be mounted' },
  {
    pattern: /timeout|timed out|deadline exceeded|dial tcp|no such host|connection|RequestCanceled|RequestError/i,
    category: 'dependency-unreachable',
    words: 'what it needs to start cannot be reached from its network',
  },
];

/** Deployments, scaling and people stop tasks too: that is no failure. */
const wanted = /^(?:Scaling activity initiated by|Task stopped by user|Service .{0,80}scaled|Stopped by user)/i;

/** Undefined for a task that was stopped on purpose. */
export function whyStopped(task: Task): Stop | undefined {
  const reason = task.stoppedReason ?? '';
  const containers = (task.containers ?? []).map(({ name = '', reason: why = '', exitCode }) => ({
    name,
    why,
    exitCode,
  }));
  const said = [
    reason,
    ...containers
      .filter(({ why, exitCode }) => why !== '' || (exitCode !== undefined && exitCode !== 0))
      .map(
        ({ name, why, exitCode }) =>
          `container ${name}: ${[exitCode === undefined ? '' : `exit code ${exitCode}`, why].filter(Boolean).join(', ')}`,
      ),
  ].filter((line) => line !== '');
  const all = [reason, ...containers.map(({ why }) => why)].join('\n');
  const stop = (rule: Omit<Rule, 'pattern'>, mechanism: string): Stop => ({
    category: rule.category,
    words: rule.words,
    mechanism,
    said,
    started: rule.started ?? false,
  });

  if (/CannotPull\w*Error|failed to pull|pull image manifest/i.test(all)) {
    const rule = pulls.find(({ pattern }) => pattern.test(all));
    return stop(
      rule ?? { category: 'task-start-failure', words: 'its image cannot be pulled' },
      'A task whose image cannot be pulled never starts; ECS starts another, with the same end.',
    );
  }
  if (/ResourceInitializationError/i.test(all)) {
    const rule = preparations.find(({ pattern }) => pattern.test(all));
    return stop(
      rule ?? { category: 'task-start-failure', words: 'it cannot be prepared' },
      'What a task needs before its containers start could not be prepared, so none of them starts.',
    );
  }
  if (/OutOfMemory/i.test(all)) {
    return stop(
      { category: 'out-of-memory', words: 'it used more memory than it may', started: true },
      'A container over its memory limit is killed, and its task with it.',
    );
  }
  if (/CannotStartContainerError|CannotCreateContainerError/i.test(all)) {
    const command = /executable file not found|no such file or directory|exec format error|permission denied/i.test(
      all,
    );
    return stop(
      command
        ? { category: 'bad-command', words: 'its command cannot be run' }
        : { category: 'task-start-failure', words: 'a container cannot be created' },
      'The container cannot be started, so its task ends at once.',
    );
  }
  if (/failed (?:\w+ )*ELB health checks|target-group/i.test(reason)) {
    return stop(
      { category: 'load-balancer-unhealthy', words: "it fails the load balancer's health checks", started: true },
      'The load balancer finds its targets unhealthy, and ECS replaces the tasks.',
    );
  }
  if (/failed container health checks/i.test(reason)) {
    return stop(
      { category: 'probe-failing', words: 'it fails its container health check', started: true },
      'ECS replaces a task whose container health check fails.',
    );
  }
  if (
    /spot|host ec2|instance .{0,40}terminated|InternalError/i.test(`${task.stopCode ?? ''} ${reason}`) &&
    task.stopCode !== 'EssentialContainerExited'
  ) {
    return stop(
      { category: 'node-down', words: 'what it ran on went away', started: true },
      'The capacity under the task was taken away.',
    );
  }
  if (/capacity is unavailable|RESOURCE:/i.test(all)) {
    return stop(
      {
        category: /MEMORY/i.test(all) ? 'insufficient-memory' : 'insufficient-cpu',
        words: 'there is no capacity for it',
      },
      'No capacity was found to place the task on.',
    );
  }
  const failed = containers.filter(({ exitCode }) => exitCode !== undefined && exitCode !== 0);
  if (failed.length > 0 || (task.stopCode === 'EssentialContainerExited' && said.length > 0)) {
    const code = failed[0]?.exitCode;
    const command = code === 126 || code === 127;
    const words = command
      ? `its command cannot be run (exit code ${code})`
      : code === undefined
        ? 'an essential container ended'
        : `it exits with code ${code}`;
    return stop(
      { category: command ? 'bad-command' : 'application-crash', words, started: true },
      'The program itself ended; what it logged last tells why.',
    );
  }
  if (reason === '' || wanted.test(reason)) return undefined;
  return stop(
    { category: 'task-start-failure', words: 'its tasks stop' },
    'ECS stops the tasks for the reason it gives.',
  );
}

/** `2026-09-08T09:18:02Z task 1a2b3c4d stopped: …` */
export function stopLine(task: Task, stop: Stop): string {
  const at = task.stoppedAt?.toISOString().replace('.000Z', 'Z') ?? '';
  return `${at} task ${shortName(task.taskArn)} stopped: ${stop.said.join('; ')}`.trim();
}
