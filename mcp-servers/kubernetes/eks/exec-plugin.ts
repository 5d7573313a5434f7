import { z } from 'zod';

/** What a kubeconfig's `exec` of a command for EKS asks a token for. */
export interface EksLogin {
  /** Goes into the signature, so that a token for one cluster opens no other. */
  cluster: string;
  region?: string;
  /** Assumed before signing. */
  roleArn?: string;
  profile?: string;
  /** Of the exec entry; goes before the process's own. */
  env: Record<string, string>;
}

const execEntry = z.looseObject({
  command: z.string(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
});

/** Flags with a value; what they mean here, or that they change nothing of the token. */
const awsFlags: Record<string, Flag> = {
  '--cluster-name': 'cluster',
  // Of local clusters on Outposts, which sign their id.
  '--cluster-id': 'cluster',
  '--role-arn': 'roleArn',
  '--region': 'region',
  '--profile': 'profile',
  '--output': 'nothing',
  '--color': 'nothing',
  '--cli-connect-timeout': 'nothing',
  '--cli-read-timeout': 'nothing',
};

const authenticatorFlags: Record<string, Flag> = {
  '-i': 'cluster',
  '--cluster-id': 'cluster',
  '-r': 'roleArn',
  '--role': 'roleArn',
  '--region': 'region',
};

type Flag = 'cluster' | 'roleArn' | 'region' | 'profile' | 'nothing';

/** What the SDK reads from its own process only: an entry that sets one of these is run as it stands. */
const beyondReach = /^AWS_(?:CONFIG_FILE|SHARED_CREDENTIALS_FILE|ROLE_|WEB_IDENTITY|CONTAINER_|EC2_|USE_)/;

/**
 * The login that `aws eks get-token` or `aws-iam-authenticator token` would make. Undefined for any other command, and for
 * flags and variables that are not known here: those go on being run.
 */
export function eksLogin(exec: unknown): EksLogin | undefined {
  const parsed = execEntry.safeParse(exec);
  if (!parsed.success) return undefined;
  const { command, args, env } = parsed.data;
  const program = command
    .split(/[/\\]/)
    .at(-1)
    ?.replace(/\.exe$/, '');
  const isAws = program === 'aws';
  if (!isAws && program !== 'aws-iam-authenticator' && program !== 'heptio-authenticator-aws') return undefined;

  const read = readArguments(args ?? [], isAws ? awsFlags : authenticatorFlags);
  if (!read || read.words.join(' ') !== (isAws ? 'eks get-token' : 'token')) return undefined;
  const { nothing: _, cluster, ...given } = read.values;
  const variables = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  if (!cluster || Object.keys(variables).some((name) => beyondReach.test(name))) return undefined;
  return { cluster, ...given, env: variables };
}

/** `--flag value` and `--flag=value`, anywhere among the words: the aws command takes its global flags before them too. */
function readArguments(
  args: string[],
  flags: Record<string, Flag>,
): { words: string[]; values: Partial<Record<Flag, string>> } | undefined {
  const words: string[] = [];
  const values: Partial<Record<Flag, string>> = {};
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('-')) {
      words.push(arg);
      continue;
    }
    const [, name = arg, inline] = /^(--[^=]+)=(.*)$/s.exec(arg) ?? [];
    const flag = flags[name];
    const value = inline ?? args[at + 1];
    if (flag === undefined || value === undefined) return undefined;
    if (inline === undefined) at += 1;
    values[flag] = value;
  }
  return { words, values };
}
