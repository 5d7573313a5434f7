import { afterEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../../../mcp-servers/kubernetes/config.ts';
import { roleAccessKeyOf } from '../../../estate/aws/signature.ts';
import { account } from './eks-cluster.ts';
import { type EksUnderTest, getToken, startEks } from './eks-under-test.ts';

let eks: EksUnderTest;
afterEach(async () => {
  expect([...eks.aws.journal.notServed, ...eks.served.journal.notServed]).toEqual([]);
  await eks.close();
});

const get = { kind: 'deployments', namespace: 'shop' };
const role = `arn:aws:iam::${account}:role/reader`;
const named = (clusters: string, more: Record<string, string> = {}) => ({
  env: { SRE_AGENT_EKS_CLUSTERS: clusters, ...more },
});

describe('a cluster of SRE_AGENT_EKS_CLUSTERS', () => {
  it('is found by its name, without a kubeconfig, when it is first asked', async () => {
    eks = await startEks();
    const { call } = await eks.connect(named('eu-west-1/shop'));
    expect(eks.aws.journal.requests).toEqual([]);
    await Promise.all([call('k8s_get', get), call('k8s_get', { kind: 'pods' })]);
    expect((await call('k8s_get', get)).text).toContain('cart');
    expect(eks.aws.journal.requests.map(({ path }) => path)).toEqual(['/clusters/shop']);
    expect(eks.cluster.refused).toEqual([]);
  });

  it('is read with the role of its account', async () => {
    eks = await startEks();
    eks.cluster.entries.clear();
    eks.cluster.entries.add(roleAccessKeyOf(account));
    const { call } = await eks.connect(
      named(`${account}/eu-west-1/shop`, { SRE_AGENT_AWS_ACCOUNTS: `111122223333,${account}=${role}` }),
    );
    expect((await call('k8s_get', get)).text).toContain('cart');
    expect(eks.cluster.refused).toEqual([]);
  });

  it('stands beside the contexts that are allowed, each under its own name', async () => {
    eks = await startEks();
    const { call } = await eks.connect({
      exec: getToken(),
      ...named('eu-west-1/shop', { SRE_AGENT_KUBERNETES_CONTEXTS: 'far' }),
    });
    expect((await call('k8s_get', { ...get, context: 'eu-west-1/shop' })).text).toContain('cart');
    expect((await call('k8s_get', { ...get, context: 'far' })).text).toContain('cart');
    expect((await call('k8s_get', get)).text).toContain('context is one of far, eu-west-1/shop');
  });

  it('that does not exist is said to be missing', async () => {
    eks = await startEks();
    const { call } = await eks.connect(named('eu-west-1/shopp'));
    const { text, structured } = await call('k8s_get', get);
    expect(text).toContain('No cluster found for name: shopp');
    expect(structured.error).toMatchObject({ code: 'not_found' });
  });

  it('that may not be described names the IAM action', async () => {
    eks = await startEks([{ aws: 'eks:DescribeCluster', error: 'AccessDeniedException' }]);
    const { call } = await eks.connect(named('eu-west-1/shop'));
    const { structured } = await call('k8s_get', get);
    expect(structured.error).toMatchObject({
      code: 'forbidden',
      hint: 'the credentials need the IAM action eks:DescribeCluster',
    });
  });

  it('of another account than the credentials are of is not taken for it', async () => {
    eks = await startEks();
    const { call } = await eks.connect(named('999999999999/eu-west-1/shop'));
    const { structured } = await call('k8s_get', get);
    expect(structured.error).toMatchObject({
      code: 'not_allowed',
      hint: expect.stringContaining('SRE_AGENT_AWS_ACCOUNTS: 999999999999=arn:aws:iam::999999999999:role/NAME'),
    });
    expect(eks.cluster.tokens).toEqual([]);
  });

  it('that is written wrongly is one of the problems at the start', async () => {
    eks = await startEks();
    const env = await eks.env(named('shop,eu-west-1/shop/x', { SRE_AGENT_KUBERNETES_CONTEXTS: 'nowhere' }));
    expect(() => readConfig(env)).toThrow(
      /names 'nowhere'[\s\S]*'shop' is not \[account\/\]region\/name[\s\S]*'eu-west-1\/shop\/x' is not/,
    );
  });
});
