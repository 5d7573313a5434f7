import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Credentials {
  /** Of `system:masters`: the tests themselves and the components. */
  adminToken: string;
  /** Static tokens, for `--token-auth-file`. */
  tokensFile: string;
  /** Signs and checks the tokens of service accounts. */
  serviceAccountKeyFile: string;
}

export function makeCredentials(dir: string): Credentials {
  const adminToken = randomBytes(24).toString('hex');
  const tokensFile = join(dir, 'tokens.csv');
  writeFileSync(tokensFile, `${adminToken},admin,admin,system:masters\n`, { mode: 0o600 });
  const serviceAccountKeyFile = join(dir, 'service-account.key');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  writeFileSync(serviceAccountKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return { adminToken, tokensFile, serviceAccountKeyFile };
}

/** A kubeconfig with one context of that name. Returns its path. */
export function writeKubeconfig(
  dir: string,
  { name, server, caFile, token }: { name: string; server: string; caFile: string; token: string },
): string {
  const path = join(dir, `${name}-${randomBytes(4).toString('hex')}.kubeconfig`);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, 'certificate-authority': caFile } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [{ name, user: { token } }],
  };
  writeFileSync(path, JSON.stringify(config, null, 2), { mode: 0o600 });
  return path;
}
