import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PrivateCertificate {
  key: string;
  cert: string;
  /** The certificate as a PEM file, as NODE_EXTRA_CA_CERTS takes it. */
  file: string;
  remove(): void;
}

/** A certificate that nobody's list of authorities knows, for one host name. Undefined where there is no `openssl`. */
export function privateCertificate(host: string): PrivateCertificate | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'private-ca-'));
  const file = join(folder, 'cert.pem');
  const keyFile = join(folder, 'key.pem');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const making = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const naming = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  try {
    execFileSync('openssl', [...making, ...naming, '-keyout', keyFile, '-out', file], { stdio: 'ignore' });
    return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(file, 'utf8'), file, remove };
  } catch {
    remove();
    return undefined;
  }
}

/** TLS before a plain server: what is asked here is asked there. */
export async function startTlsBefore(
  plain: string,
  { key, cert }: PrivateCertificate,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer({ key, cert }, (incoming, answer) => {
    const { method, headers } = incoming;
    const upstream = request(new URL(incoming.url ?? '/', plain), { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    upstream.on('error', () => answer.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('TLS is served on TCP only');
  return {
    url: `https://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
