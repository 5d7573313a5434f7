import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AwsUnderTest, startAws } from '../../../estate/aws/aws-under-test.ts';
import { installAwsCli } from '../../../estate/aws/install-aws-cli.ts';
import { accessKeyOf, roleAccessKeyOf } from '../../../estate/aws/signature.ts';
import { account, secret } from './eks-cluster.ts';
import { type EksUnderTest, getToken, startEks } from './eks-under-test.ts';
import { verifyToken } from './verify-token.ts';

const run = promisify(execFile);
const command = await installAwsCli().catch((error: unknown) => {
  console.warn(`the aws command is skipped, since it cannot be installed: ${String(error).slice(0, 300)}`);
  return undefined;
});

const role = `arn:aws:iam::${account}:role/reader`;

(command === undefined ? describe.skip : describe)('the real aws eks get-token', () => {
  let aws: AwsUnderTest;
  let eks: EksUnderTest;
  beforeAll(async () => {
    aws = await startAws({});
    eks = await startEks();
  });
  afterAll(async () => {
    await eks.close();
    await aws.close();
  });

  async function tokenOf(args: string[]): Promise<string> {
    // Its endpoint would be signed as well: the command is told of the estate only where it assumes a role.
    const { AWS_ENDPOINT_URL: endpoint, ...credentials }: Record<string, string | undefined> = aws.env;
    const reached = args.includes('--role-arn') ? { AWS_ENDPOINT_URL: endpoint } : {};
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, AWS_CONFIG_FILE: '/dev/null', ...credentials, ...reached };
    const { stdout } = await run(command ?? 'aws', args, { env });
    return JSON.parse(stdout).status.token;
  }

  const parametersOf = (token: string): string[] => {
    const url = new URL(Buffer.from(token.replace('k8s-aws-v1.', ''), 'base64url').toString('utf8'));
    return [`${url.protocol}//${url.host}${url.pathname}`, ...[...url.searchParams.keys()].sort()];
  };

  it('makes a token that the cluster of these tests takes, with the same parameters as ours', async () => {
    const theirs = await tokenOf(getToken().args);
    const signed = verifyToken(theirs, 'shop', () => ({ secret }));
    expect(signed).toMatchObject({ accessKey: accessKeyOf(account), region: 'eu-west-1' });
    const { call } = await eks.connect({ exec: getToken() });
    await call('k8s_get', { kind: 'pods' });
    expect(parametersOf(eks.cluster.tokens.at(-1) ?? '')).toEqual(parametersOf(theirs));
  });

  it('makes one of a role with the same parameters as ours', async () => {
    const theirs = parametersOf(await tokenOf(getToken('--role-arn', role).args));
    eks.cluster.entries.add(roleAccessKeyOf(account));
    const { call } = await eks.connect({ exec: getToken('--role-arn', role) });
    await call('k8s_get', { kind: 'jobs' });
    const [, ...ours] = parametersOf(eks.cluster.tokens.at(-1) ?? '');
    expect(ours).toEqual(theirs.slice(1));
    expect(ours).toContain('X-Amz-Security-Token');
  });
});
