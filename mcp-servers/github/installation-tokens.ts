import type { Octokit } from '@octokit/rest';

/** So long before its end a token is no longer used: a request in flight must not outlive it. */
const marginMs = 60_000;
/** A fresh token is not known to every server of GitHub at once. */
const settlingMs = 5_000;
const settlingWaitMs = 1_000;

interface Issued {
  token: string;
  issued: number;
  expires: number;
}

export interface InstallationTokens {
  /** Lets every request of the client carry the token of an installation, and renews it when it ends or is refused. */
  use(octokit: Octokit, installation: number): void;
}

/**
 * Tokens of an App's installations. They live for an hour, which is less than a long investigation and than any worker, and
 * can be revoked at any time: a request that is refused is made once more with a new token.
 *
 * @param app a client that authenticates as the App itself
 */
export function installationTokens(app: Octokit): InstallationTokens {
  const kept = new Map<number, Promise<Issued>>();

  function renew(installation_id: number): Promise<Issued> {
    const asked = app.rest.apps.createInstallationAccessToken({ installation_id }).then(({ data }) => {
      const issued = Date.now();
      const expires = Date.parse(data.expires_at);
      return { token: data.token, issued, expires: expires - Math.min(marginMs, (expires - issued) / 4) };
    });
    kept.set(installation_id, asked);
    asked.catch(() => kept.get(installation_id) === asked && kept.delete(installation_id));
    return asked;
  }

  async function current(installation: number): Promise<Issued> {
    const known = await kept.get(installation);
    return known && known.expires > Date.now() ? known : renewed(installation, known);
  }

  /** Requests that are refused together renew once. */
  async function renewed(installation: number, refused: Issued | undefined): Promise<Issued> {
    const known = kept.get(installation);
    const issued = await known;
    if (kept.get(installation) !== known) return renewed(installation, refused);
    return issued && issued !== refused ? issued : renew(installation);
  }

  return {
    use(octokit, installation) {
      octokit.hook.wrap('request', async (request, options) => {
        const used = await current(installation);
        // Octokit's hooks hand on the very options that they were given, not others that are passed down.
        const ask = ({ token }: Issued) => {
          options.headers.authorization = `token ${token}`;
          return request(options);
        };
        try {
          return await ask(used);
        } catch (error) {
          if (!isUnauthorized(error)) throw error;
        }
        if (Date.now() - used.issued < settlingMs) {
          await new Promise((resolve) => setTimeout(resolve, settlingWaitMs));
          try {
            return await ask(used);
          } catch (error) {
            if (!isUnauthorized(error)) throw error;
          }
        }
        return ask(await renewed(installation, used));
      });
    },
  };
}

const isUnauthorized = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'status' in error && error.status === 401;
