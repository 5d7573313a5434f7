import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { kubernetesServer } from '../../../../mcp-servers/kubernetes/server.ts';
import { accessKeyOf } from '../../../estate/aws/signature.ts';
import { connectHttp } from '../../connect.ts';
import { account, secret, sessionToken } from './eks-cluster.ts';
import { type EksUnderTest, getToken, startEks } from './eks-under-test.ts';

let eks: EksUnderTest;
afterEach(async () => {
  expect([...eks.aws.journal.notServed, ...eks.served.journal.notServed]).toEqual([]);
  await eks.close();
});

const get = { kind: 'deployments', namespace: 'shop' };
const role = `arn:aws:iam::${account}:role/reader`;

describe('an EKS cluster that does not let in', () => {
  it('names the principal that lacks an access entry, and how to give it one', async () => {
    eks = await startEks();
    eks.cluster.entries.clear();
    const { call } = await eks.connect({ exec: getToken('--role-arn', role) });
    const { text, structured } = await call('k8s_get', get);
    expect(text).toContain(`401`);
    expect(text).toContain(`EKS cluster shop in eu-west-1 has no access entry for ${role}`);
    expect(structured.error).toMatchObject({
      code: 'unauthorized',
      retryable: false,
      hint: expect.stringContaining(
        `aws eks create-access-entry --region eu-west-1 --cluster-name shop --principal-arn ${role}`,
      ),
    });
  });

  it('asks AWS who it is once, however many requests are refused', async () => {
    eks = await startEks();
    eks.cluster.entries.clear();
    const { call } = await eks.connect({ exec: getToken() });
    expect((await call('k8s_triage')).text).toContain(`no access entry for arn:aws:iam::${account}:user/estate`);
    expect(eks.aws.journal.requests.map(({ operation }) => operation)).toEqual(['GetCallerIdentity']);
  });

  it('tells credentials that have expired from an entry that is missing', async () => {
    eks = await startEks([{ system: 'aws', error: 'ExpiredTokenException' }]);
    eks.cluster.entries.clear();
    const { call } = await eks.connect({ exec: getToken() });
    const { text, structured } = await call('k8s_get', get);
    expect(text).toContain('The security token included in the request is expired');
    expect(text).not.toContain('access entry');
    expect(structured.error).toMatchObject({ code: 'unauthorized', hint: expect.stringContaining('renew them') });
  });
});

describe('a token that cannot be signed', () => {
  it('says which role cannot be assumed, and what is missing', async () => {
    eks = await startEks();
    const other = 'arn:aws:iam::999999999999:role/reader';
    const { call } = await eks.connect({ exec: getToken('--role-arn', other) });
    const { text, structured } = await call('k8s_get', get);
    expect(text).toContain(`not authorized to perform: sts:AssumeRole on resource: ${other}`);
    expect(structured.error).toMatchObject({
      code: 'forbidden',
      hint: `allow the agent's identity sts:AssumeRole on ${other}, and name the identity in that role's trust policy`,
    });
    expect(eks.cluster.tokens).toEqual([]);
  });

  it('says that there is no profile of that name', async () => {
    eks = await startEks();
    const { call } = await eks.connect({ exec: getToken('--profile', 'nobody') });
    const { text, structured } = await call('k8s_get', get);
    expect(text).toContain('Could not load credentials from any providers');
    expect(structured.error).toMatchObject({
      code: 'unauthorized',
      retryable: false,
      hint: expect.stringMatching(/^the profile nobody gives no credentials: .*aws sso login --profile nobody/),
    });
    expect(eks.cluster.tokens).toEqual([]);
  });
});

describe('keys and tokens', () => {
  it('stand in no answer and in no log line', async () => {
    eks = await startEks();
    const written: string[] = [];
    const stream = new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk));
        done();
      },
    });
    const exec = getToken('--role-arn', role);
    const server = kubernetesServer(await eks.env({ exec }));
    const connected = await connectHttp(server, { log: pino({ level: 'trace' }, stream) });
    try {
      for (const letIn of [false, true]) {
        eks.cluster.entries.clear();
        if (letIn) eks.cluster.entries.add(accessKeyOf(account));
        for (const tool of ['k8s_triage', 'k8s_get', 'k8s_changes']) {
          const answer = await connected.call(tool, tool === 'k8s_get' ? get : {});
          written.push(answer.text, JSON.stringify(answer.structured));
        }
      }
    } finally {
      await connected.close();
    }
    const said = written.join('\n');
    const [token = ''] = eks.cluster.tokens;
    expect(token).toMatch(/^k8s-aws-v1\./);
    for (const one of [token.slice(0, 60), token.slice(-60), 'k8s-aws-v1.', secret, sessionToken, 'X-Amz-Signature']) {
      expect(said).not.toContain(one);
    }
  });
});
