import { z } from 'zod';
import { commaList } from '../runtime/comma-list.ts';
import { type ProxyEnvironment, proxyEnvironment } from '../runtime/proxy.ts';

const list = z.string().optional().transform(commaList);

const account = /^(\d{12})(?:=(arn:aws[\w-]*:iam::\d{12}:role\/\S+))?$/;

const environment = z.object({
  AWS_REGION: z.string().optional(),
  AWS_DEFAULT_REGION: z.string().optional(),
  AWS_ENDPOINT_URL: z.string().optional(),
  AWS_PROFILE: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  SRE_AGENT_AWS_REGIONS: list,
  SRE_AGENT_AWS_ACCOUNTS: list,
  SRE_AGENT_AWS_MAX_SCAN_GB: z.string().optional(),
});

export interface AwsConfig {
  /** Where may be read: every allowed account in every allowed region. */
  places: Place[];
  /** An Insights query that would scan more is refused. */
  maxScanBytes: number;
  /** Instead of AWS's own addresses. */
  endpoint?: string;
  /** Keys that the environment holds; without them the SDK's own chain finds some (profile, SSO, web identity, role). */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  proxy?: ProxyEnvironment;
}

export interface Place {
  /** Undefined: whose the credentials are, where no account is configured. */
  account?: string;
  region: string;
  /** Assumed for this account; without it the credentials are used as they are. */
  roleArn?: string;
}

/** Validates the environment; throws one Error that lists every problem. */
export function readConfig(env: Record<string, string | undefined>): AwsConfig {
  const given = environment.parse(env);
  const problems: string[] = [];
  const own = given.AWS_REGION || given.AWS_DEFAULT_REGION;
  const regions = given.SRE_AGENT_AWS_REGIONS.length > 0 ? given.SRE_AGENT_AWS_REGIONS : own ? [own] : [];
  if (regions.length === 0) problems.push('AWS_REGION: set it, or list regions in SRE_AGENT_AWS_REGIONS');
  for (const region of regions) {
    if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) {
      problems.push(`SRE_AGENT_AWS_REGIONS or AWS_REGION: '${region}' is no region, such as eu-central-1`);
    }
  }
  const accounts = given.SRE_AGENT_AWS_ACCOUNTS.flatMap((text) => {
    const [, id, roleArn] = account.exec(text) ?? [];
    if (id !== undefined) return [{ account: id, ...(roleArn && { roleArn }) }];
    problems.push(`SRE_AGENT_AWS_ACCOUNTS: '${text}' is neither twelve digits nor id=roleArn`);
    return [];
  });
  if (accounts.filter((a) => !('roleArn' in a)).length > 1) {
    problems.push('SRE_AGENT_AWS_ACCOUNTS: only one account can be read without a role; give the others as id=roleArn');
  }
  const gigabytes = Number(given.SRE_AGENT_AWS_MAX_SCAN_GB || 50);
  if (!(gigabytes > 0)) problems.push('SRE_AGENT_AWS_MAX_SCAN_GB: expected a number of gigabytes above 0, such as 50');
  if (problems.length > 0) throw new Error(problems.join('\n'));

  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = given;
  // As in the SDK's chain, a profile goes before keys.
  const hasKeys = !given.AWS_PROFILE && accessKeyId && secretAccessKey;
  const proxy = proxyEnvironment(env);
  return {
    places: (accounts.length > 0 ? accounts : [{}]).flatMap((a) => regions.map((region) => ({ ...a, region }))),
    maxScanBytes: gigabytes * 1e9,
    ...(given.AWS_ENDPOINT_URL && { endpoint: given.AWS_ENDPOINT_URL }),
    ...(hasKeys && { credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) } }),
    ...(proxy && { proxy }),
  };
}

/** `112233445566/eu-west-1`, for people. */
export function placeName({ account: id, region }: Place): string {
  return id === undefined ? region : `${id}/${region}`;
}
