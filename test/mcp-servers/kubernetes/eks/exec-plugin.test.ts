import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { eksLogin } from '../../../../mcp-servers/kubernetes/eks/exec-plugin.ts';
import { startEks } from './eks-under-test.ts';

const aws = (...args: string[]) => eksLogin({ command: 'aws', args });

describe('an exec entry', () => {
  it.each([
    ['--region eu-west-1 eks get-token --cluster-name shop --output json', { cluster: 'shop', region: 'eu-west-1' }],
    ['eks get-token --cluster-name shop --role-arn r --profile p', { cluster: 'shop', roleArn: 'r', profile: 'p' }],
    ['--profile=p eks get-token --cluster-id=0a1b', { cluster: '0a1b', profile: 'p' }],
  ])('aws %s is a login', (args, login) => {
    expect(aws(...args.split(' '))).toEqual({ ...login, env: {} });
  });

  it.each([
    ['token -i shop', { cluster: 'shop' }],
    ['token --cluster-id shop --role r', { cluster: 'shop', roleArn: 'r' }],
    ['token -i shop -r r --region us-east-1', { cluster: 'shop', roleArn: 'r', region: 'us-east-1' }],
  ])('aws-iam-authenticator %s is a login', (args, login) => {
    expect(eksLogin({ command: '/opt/aws-iam-authenticator', args: args.split(' ') })).toEqual({ ...login, env: {} });
  });

  it.each([
    ['another command', { command: 'gke-gcloud-auth-plugin' }],
    ['another of aws', { command: 'aws', args: ['sso', 'login'] }],
    ['one without a cluster', { command: 'aws', args: ['eks', 'get-token'] }],
    ['a flag that is not known', { command: 'aws', args: ['eks', 'get-token', '--cluster-name', 'shop', '--debug'] }],
    [
      'a variable that only the process can have',
      {
        command: 'aws',
        args: ['eks', 'get-token', '--cluster-name', 'shop'],
        env: [{ name: 'AWS_CONFIG_FILE', value: '/etc/aws' }],
      },
    ],
  ])('%s is left to be run', (_, exec) => {
    expect(eksLogin(exec)).toBeUndefined();
  });
});

it('runs any other command, as the Kubernetes client does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plugin-'));
  const eks = await startEks();
  try {
    const command = join(folder, 'my-plugin');
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'of-the-plugin' },
    };
    await writeFile(command, `#!/bin/sh\necho '${JSON.stringify(credential)}'\n`);
    await chmod(command, 0o700);
    const { call } = await eks.connect({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command } });
    const { structured } = await call('k8s_get', { kind: 'pods' });
    expect(eks.cluster.tokens).toEqual(['of-the-plugin']);
    expect(structured.error).toMatchObject({
      code: 'unauthorized',
      hint: 'renew the credentials of this context in the kubeconfig',
    });
  } finally {
    await eks.close();
    await rm(folder, { recursive: true });
  }
});
