import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { packageRoot } from '../../../../worker/package-root.ts';
import { accessKeyOf } from '../../../estate/aws/signature.ts';
import { connectStdio } from '../../connect.ts';
import { account, secret } from './eks-cluster.ts';
import { type EksUnderTest, getToken, startEks } from './eks-under-test.ts';

const main = join(packageRoot(), 'mcp-servers/kubernetes/main.ts');
let folder: string;
let eks: EksUnderTest;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'profile-'));
  eks = await startEks();
});
afterEach(async () => {
  await eks.close();
  await rm(folder, { recursive: true });
});

const get = { kind: 'deployments', namespace: 'shop' };

/** The server as a program, with a profile in a file and no keys in its environment. */
async function answered(AWS_PROFILE: string): Promise<string> {
  const AWS_SHARED_CREDENTIALS_FILE = join(folder, 'credentials');
  const keys = `[reader]\naws_access_key_id = ${accessKeyOf(account)}\naws_secret_access_key = ${secret}\n`;
  await writeFile(AWS_SHARED_CREDENTIALS_FILE, keys);
  const exec = { ...getToken(), env: [{ name: 'AWS_PROFILE', value: AWS_PROFILE }] };
  const { KUBECONFIG = '' } = await eks.env({ exec });
  const { call, close } = await connectStdio(main, {
    KUBECONFIG,
    AWS_SHARED_CREDENTIALS_FILE,
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  try {
    return (await call('k8s_get', get)).text;
  } finally {
    await close();
  }
}

it("signs with the profile that the kubeconfig's entry names, in a process without an aws command", async () => {
  expect(await answered('reader')).toContain('cart');
  expect(eks.cluster.signed[0]).toMatchObject({ accessKey: accessKeyOf(account) });
});

it('says that a profile gives no credentials', async () => {
  expect(await answered('writer')).toContain('the profile writer gives no credentials');
  expect(eks.cluster.tokens).toEqual([]);
});
