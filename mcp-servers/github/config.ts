import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { commaList } from '../runtime/comma-list.ts';

export type Credentials = { token: string } | { appId: string; privateKey: string };

export interface GithubConfig {
  credentials: Credentials;
  /** Root of the REST API, without a slash at its end; `https://HOST/api/v3` on an Enterprise server. */
  apiUrl: string;
  /** `owner/repo` or `owner/*`, in lower case; empty: whatever the credentials see. */
  allow: string[];
  /** Whether an issue may be opened, which a person's click alone does. */
  issues: boolean;
}

const environment = z.object({
  GITHUB_TOKEN: z.string().optional(),
  GITHUB_APP_ID: z
    .string()
    .regex(/^\d+$/, 'GITHUB_APP_ID is not a number: it stands on the settings page of the App')
    .optional(),
  GITHUB_APP_PRIVATE_KEY: z
    .string()
    .transform((key) => key.replaceAll('\\n', '\n'))
    .refine(isPrivateKey, 'GITHUB_APP_PRIVATE_KEY is not a private key in PEM form (-----BEGIN ... PRIVATE KEY-----)')
    .optional(),
  GITHUB_API_URL: z
    .url({
      protocol: /^https?$/,
      error: 'GITHUB_API_URL is not an http(s) address; leave it out for github.com, or https://HOST/api/v3',
    })
    .default('https://api.github.com'),
  SRE_AGENT_GITHUB_REPOSITORIES: z
    .string()
    .default('')
    .transform((list) => commaList(list.toLowerCase()))
    .pipe(
      z.array(
        z.string().regex(/^[\w.-]+\/(?:[\w.-]+|\*)$/, {
          error: ({ input }) => `SRE_AGENT_GITHUB_REPOSITORIES holds '${input}': expected owner/repo or owner/*`,
        }),
      ),
    ),
  SRE_AGENT_GITHUB_ISSUES: z
    .enum(
      ['true', 'false'],
      'SRE_AGENT_GITHUB_ISSUES: expected true or false; true needs a token that may write issues',
    )
    .default('false'),
});

/** Reads the environment; throws one Error that lists every problem. */
export function readConfig(env: Record<string, string | undefined>): GithubConfig {
  // An empty variable, as compose files leave behind, is one that is not set.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { success, data, error } = environment.safeParse(set);
  const problems = success ? [] : error.issues.map(({ message }) => message);
  if (!set.GITHUB_TOKEN && !(set.GITHUB_APP_ID && set.GITHUB_APP_PRIVATE_KEY)) {
    const half = set.GITHUB_APP_ID ?? set.GITHUB_APP_PRIVATE_KEY;
    problems.push(
      half
        ? 'GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY belong together: one of them is not set'
        : 'no access to GitHub: set GITHUB_TOKEN, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY',
    );
  }
  if (!success || problems.length > 0) throw new Error(problems.join('\n'));
  const { GITHUB_TOKEN: token = '', GITHUB_APP_ID: appId, GITHUB_APP_PRIVATE_KEY: privateKey } = data;
  return {
    // An App is preferred where both are set: its tokens renew, and reach several organisations.
    credentials: appId && privateKey ? { appId, privateKey } : { token },
    apiUrl: data.GITHUB_API_URL.replace(/\/$/, ''),
    allow: data.SRE_AGENT_GITHUB_REPOSITORIES,
    issues: data.SRE_AGENT_GITHUB_ISSUES === 'true',
  };
}

/** Where people read what the API serves: github.com, a subdomain of ghe.com, or an Enterprise server. */
export function webAddress({ apiUrl }: GithubConfig): string {
  if (apiUrl.endsWith('/api/v3')) return apiUrl.slice(0, -'/api/v3'.length);
  const [, tenant] = /^https:\/\/api\.([\w-]+\.ghe\.com)$/.exec(apiUrl) ?? [];
  return `https://${tenant ?? 'github.com'}`;
}

function isPrivateKey(text: string): boolean {
  try {
    createPrivateKey(text);
    return true;
  } catch {
    return false;
  }
}
