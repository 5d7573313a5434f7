import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { accessKeyOf, roleAccessKeyOf } from '../../../estate/aws/signature.ts';
import { account } from './eks-cluster.ts';
import { type EksUnderTest, getToken, region, startEks } from './eks-under-test.ts';

let eks: EksUnderTest;
afterEach(async () => {
  jest.useRealTimers();
  expect([...eks.aws.journal.notServed, ...eks.served.journal.notServed]).toEqual([]);
  await eks.close();
});

const get = { kind: 'deployments', namespace: 'shop' };
const role = `arn:aws:iam::${account}:role/reader`;
const stsCalls = (operation: string) =>
  eks.aws.journal.requests.filter((request) => request.operation === operation).length;

describe("a kubeconfig of the aws command's", () => {
  it('opens the cluster with a token that its signature holds for, without the command', async () => {
    eks = await startEks();
    const { call } = await eks.connect({ exec: getToken() });
    expect((await call('k8s_get', get)).text).toContain('cart');
    expect(eks.cluster.refused).toEqual([]);
    expect(eks.cluster.signed[0]).toMatchObject({
      accessKey: accessKeyOf(account),
      host: `sts.${region}.amazonaws.com`,
    });
    expect(eks.aws.journal.requests).toEqual([]);
  });

  it('opens it as a role, assumed once for all requests', async () => {
    eks = await startEks();
    eks.cluster.entries.clear();
    eks.cluster.entries.add(roleAccessKeyOf(account));
    const { call } = await eks.connect({ exec: getToken('--role-arn', role) });
    expect((await call('k8s_triage')).isError).toBe(false);
    expect(eks.cluster.signed.length).toBeGreaterThan(10);
    expect(eks.cluster.refused).toEqual([]);
    expect(stsCalls('AssumeRole')).toBe(1);
  });

  it("takes the entry's own keys and region before those of the process", async () => {
    eks = await startEks();
    const keys = {
      AWS_ACCESS_KEY_ID: accessKeyOf(account),
      AWS_SECRET_ACCESS_KEY: 'not-a-secret',
      AWS_REGION: 'us-west-2',
    };
    const exec = {
      command: '/usr/local/bin/aws',
      args: ['eks', 'get-token', '--cluster-name=shop'],
      env: Object.entries(keys).map(([name, value]) => ({ name, value })),
    };
    const others = { AWS_ACCESS_KEY_ID: accessKeyOf('999999999999'), AWS_SESSION_TOKEN: 'x', AWS_REGION: 'eu-north-1' };
    const { call } = await eks.connect({ exec, env: others });
    expect((await call('k8s_get', get)).isError).toBe(false);
    expect(eks.cluster.signed[0]?.region).toBe('us-west-2');
  });

  it('is signed for the cluster that it names, and opens no other', async () => {
    eks = await startEks();
    const { call } = await eks.connect({
      exec: { ...getToken(), command: 'aws-iam-authenticator', args: ['token', '-i', 'other', '--region', region] },
    });
    expect((await call('k8s_get', get)).isError).toBe(true);
    expect(eks.cluster.refused[0]).toContain('the signature does not match');
  });
});

describe('a token', () => {
  const at = (time: string) => jest.setSystemTime(new Date(time));
  const onlyDate = {
    now: new Date('2026-05-12T09:00:00Z'),
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ] as const,
  };
  const kinds = ['deployments', 'pods', 'services', 'configmaps', 'jobs'];

  it('serves until it is renewed, long before it expires, and all who wait get the same', async () => {
    eks = await startEks();
    jest.useFakeTimers({ ...onlyDate, doNotFake: [...onlyDate.doNotFake] });
    eks.cluster.entries.add(roleAccessKeyOf(account));
    const { call } = await eks.connect({ exec: getToken('--role-arn', role) });
    const readAll = () => Promise.all(kinds.map((kind) => call('k8s_get', { kind, namespace: 'shop' })));
    await readAll();
    expect(stsCalls('AssumeRole')).toBe(1);
    at('2026-05-12T09:09:00Z');
    await call('k8s_get', { kind: 'secrets', namespace: 'shop' });
    expect(stsCalls('AssumeRole')).toBe(1);
    at('2026-05-12T09:13:00Z');
    await Promise.all(kinds.map((kind) => call('k8s_get', { kind })));
    expect(stsCalls('AssumeRole')).toBe(2);
    expect(eks.cluster.refused).toEqual([]);
    expect(new Set(eks.cluster.signed.map(({ signedAt }) => new Date(signedAt).toISOString()))).toEqual(
      new Set(['2026-05-12T09:00:00.000Z', '2026-05-12T09:13:00.000Z']),
    );
  });

  it('serves on while it holds where the next one cannot be had, and not longer', async () => {
    eks = await startEks();
    jest.useFakeTimers({ ...onlyDate, doNotFake: [...onlyDate.doNotFake] });
    eks.cluster.entries.add(roleAccessKeyOf(account));
    const { call } = await eks.connect({ exec: getToken('--role-arn', role) });
    await call('k8s_get', { kind: 'pods' });
    const denied = { status: 403, headers: { 'content-type': 'text/xml' }, body: accessDenied };
    eks.aws.journal.fault({ system: 'aws', match: /AssumeRole/, ...denied });
    at('2026-05-12T09:12:00Z');
    expect((await call('k8s_get', { kind: 'jobs' })).isError).toBe(false);
    at('2026-05-12T09:14:30Z');
    expect((await call('k8s_get', { kind: 'services' })).text).toContain('sts:AssumeRole');
    expect(eks.cluster.refused).toEqual([]);
  });

  it('that is refused after a while is signed anew, once', async () => {
    eks = await startEks();
    jest.useFakeTimers({ ...onlyDate, doNotFake: [...onlyDate.doNotFake] });
    const { call } = await eks.connect({ exec: getToken() });
    await call('k8s_get', { kind: 'pods' });
    at('2026-05-12T09:05:00Z');
    eks.cluster.entries.clear();
    expect((await call('k8s_get', { kind: 'jobs' })).isError).toBe(true);
    expect(eks.cluster.refused).toHaveLength(2);
    expect(new Set(eks.cluster.tokens).size).toBe(2);
  });
});

const accessDenied =
  '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no longer</Message></Error></ErrorResponse>';
