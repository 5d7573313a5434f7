import { readdirSync, readFileSync } from 'node:fs';

/** What IAM calls the service of a client; an operation's name is its action's in all of them. */
const prefixes: Record<string, string> = {
  'client-cloudtrail': 'cloudtrail',
  'client-cloudwatch': 'cloudwatch',
  'client-cloudwatch-logs': 'logs',
  'client-ecs': 'ecs',
  'client-eks': 'eks',
  'client-elastic-load-balancing-v2': 'elasticloadbalancing',
  'client-health': 'health',
  'client-lambda': 'lambda',
  'client-pi': 'pi',
  'client-rds': 'rds',
  'client-sts': 'sts',
  'client-xray': 'xray',
};

/** The IAM actions of the commands that the AWS server sends, sorted; of a client that is not known here, `?:…`. */
export function commandActions(): string[] {
  const imports = sources().matchAll(/import \{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g);
  const actions = [...imports].flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/\b(\w+)Command\b/g)].map(([, operation]) => `${prefixes[client] ?? '?'}:${operation}`),
  );
  return [...new Set(actions)].sort();
}

/** The actions that the server's own words name, in its refusals: `logs:FilterLogEvents`, sorted. */
export function namedActions(): string[] {
  const names = [...sources().matchAll(/'([a-z]+:[A-Z]\w+)'/g)].map(([, action = '']) => action);
  return [...new Set(names)].sort();
}

/** What the statements of a policy allow, sorted. */
export function allowedBy(policy: Policy): string[] {
  return policy.Statement.flatMap(({ Action }) => Action).sort();
}

export interface Policy {
  Version: string;
  Statement: { Sid: string; Effect: string; Action: string[]; Resource: string }[];
}

export const readerPolicy = (): Policy => JSON.parse(readFileSync('deploy/aws/reader-policy.json', 'utf8'));

const sources = (): string =>
  readdirSync('mcp-servers/aws', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`mcp-servers/aws/${name}`, 'utf8'))
    .join('\n');
