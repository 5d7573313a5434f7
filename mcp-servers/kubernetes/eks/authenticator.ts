import { KubeConfig, type User } from '@kubernetes/client-node';
import { ToolError } from '../../runtime/tool-error.ts';
import type { requester } from '../request.ts';
import { eksLogin } from './exec-plugin.ts';
import { EksTokens } from './tokens.ts';

type Environment = Record<string, string | undefined>;
type Ask = ReturnType<typeof requester>;

/** No kubeconfig has it: the client's own plugins let it pass. */
const provider = 'eks-in-process';

/** A client configuration that takes its tokens from `EksTokens`, where a user has them. */
export function kubeConfig(): KubeConfig {
  const config = new KubeConfig();
  config.addAuthenticator({
    isAuthProvider: (user) => tokensOf(user) !== undefined,
    async applyAuthentication(user, options) {
      const tokens = tokensOf(user);
      if (tokens) options.headers = { ...options.headers, Authorization: `Bearer ${await tokens.token()}` };
    },
  });
  return config;
}

/** A user whose `exec` is the aws command's login gets tokens of this process instead; any other stays as it is. */
export function withoutAwsCommand(user: User, server: string, env: Environment): User {
  const login = eksLogin(user.exec);
  if (!login) return user;
  const { cluster, profile, roleArn } = login;
  const region =
    login.region ??
    (login.env.AWS_REGION ||
      login.env.AWS_DEFAULT_REGION ||
      regionIn(server) ||
      env.AWS_REGION ||
      env.AWS_DEFAULT_REGION);
  // Without a region nothing can be signed; the command may know one, from its profile.
  if (!region) return user;
  const access = { region, profile, roleArn, env: { ...env, ...withOwnKeys(login.env) } };
  return eksUser({ ...user, exec: undefined }, new EksTokens(cluster, access));
}

export const eksUser = (user: User, tokens: EksTokens): User => ({
  ...user,
  authProvider: { name: provider, config: tokens },
});

/** A 401 of an EKS cluster: once more with a new token where the old one had aged, else in words that help. */
export function explainingRefusals(ask: Ask, config: KubeConfig): Ask {
  const tokens = tokensOf(config.getCurrentUser());
  if (!tokens) return ask;
  return async (...request) => {
    try {
      return await ask(...request).catch((error: unknown) => {
        if (isRefusal(error) && tokens.renewIfOld()) return ask(...request);
        throw error;
      });
    } catch (error) {
      throw isRefusal(error) ? await tokens.explain(error) : error;
    }
  };
}

const isRefusal = (error: unknown): error is ToolError =>
  error instanceof ToolError && error.code === 'unauthorized' && error.message.includes(': 401,');

function tokensOf(user: User | null): EksTokens | undefined {
  const held: unknown = user?.authProvider?.config;
  return held instanceof EksTokens ? held : undefined;
}

/** `https://0A1B.gr7.eu-west-1.eks.amazonaws.com`: the label that has a region's form. */
function regionIn(server: string): string | undefined {
  const { hostname = '' } = URL.parse(server) ?? {};
  return /\.([a-z]{2}(?:-[a-z]+)+-\d+)\./.exec(hostname)?.[1];
}

/** Keys of the entry go before a profile of the process, and its session token is not another one's. */
function withOwnKeys(env: Record<string, string>): Environment {
  if (!env.AWS_ACCESS_KEY_ID) return env;
  return { AWS_PROFILE: undefined, AWS_SESSION_TOKEN: undefined, ...env };
}
