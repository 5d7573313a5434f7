import { readFileSync } from 'node:fs';
import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { StopTaskCommand } from '@aws-sdk/client-ecs';
import { DeleteTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { DeleteDBInstanceCommand } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Policy, readerPolicy } from '../docs/aws-actions.ts';
import {
  alarms,
  callNeeding,
  databases,
  functions,
  group,
  services,
  type ToolCall,
  triage,
} from '../mcp-servers/aws/needed-actions.ts';
import { type Clients, clientsOf } from './clients.ts';
import { furnish } from './furnish.ts';
import { furnishEks } from './furnish-eks.ts';
import { createRole, createUser, inAccount, permit, without } from './iam.ts';
import { whyNoMoto } from './install-moto.ts';
import { account, type Credentials, type RunningMoto, startMoto } from './moto.ts';
import { refuseAsAws } from './refuse-as-aws.ts';
import { connectTools } from './tools.ts';
import { startTimeoutMs } from './two.ts';

const missing = await whyNoMoto();

/** What moto does not have; `npm test` holds the server to these at the estate. */
const unknown = /^(?:health|pi):|^eks:\w+(?:Addons?|Updates?)$/;
const asked = Object.entries(callNeeding).filter(([action]) => !unknown.test(action));

const [trust, assuming]: [trust: object, assuming: Policy] = JSON.parse(
  `[${[...readFileSync('docs/aws-permissions.md', 'utf8').matchAll(/^```json\n(.*?)^```/gms)].map(([, json]) => json)}]`,
);
const otherAccount = '444455556666';

(missing ? describe.skip : describe)(`an IAM that decides${missing}`, () => {
  let moto: RunningMoto;
  let aws: Awaited<ReturnType<typeof refuseAsAws>>;
  let reader: Credentials;
  const now = Date.now();
  beforeAll(async () => {
    moto = await startMoto();
    aws = await refuseAsAws(moto.url);
    await furnish(moto, now);
    await furnishEks(moto);
    reader = await createUser(moto, 'reader', readerPolicy());
    await moto.checkPermissions(true);
  }, startTimeoutMs);
  afterAll(async () => {
    await aws?.close();
    await moto?.close();
  });

  async function said([tool, args]: ToolCall, credentials = reader, env: Record<string, string> = {}): Promise<string> {
    const tools = await connectTools({ ...moto, url: aws.url, credentials }, now, env);
    const { text, structured } = await tools.call(tool, args).finally(() => tools.close());
    return `${text}\n${JSON.stringify(structured)}`;
  }

  async function changing(change: () => Promise<unknown>): Promise<void> {
    await moto.checkPermissions(false);
    await change();
    await moto.checkPermissions(true);
  }

  it.each<ToolCall>([...new Set(asked.map(([, call]) => call)), triage, ['aws_get', { what: 'inventory' }]])(
    'permits %s %j all it asks for, with the policy that is shipped',
    async (...call) => {
      expect(await said(call)).not.toMatch(/not permitted|^forbidden|^unauthorized/);
    },
  );

  it.each(asked)('without %s the answer names it', async (action, call) => {
    await changing(() => permit(moto, 'reader', without(readerPolicy(), action)));
    try {
      expect(await said(call)).toContain(`the credentials need the IAM action ${action}`);
    } finally {
      await changing(() => permit(moto, 'reader', readerPolicy()));
    }
  });

  it('aws_triage goes on with the rest', async () => {
    await changing(() => permit(moto, 'reader', without(readerPolicy(), 'logs:FilterLogEvents')));
    try {
      const answer = await said(triage);
      expect(answer).toContain('image-not-found');
      expect(answer).toContain(`log group ${group}: not permitted, the credentials need the IAM action`);
    } finally {
      await changing(() => permit(moto, 'reader', readerPolicy()));
    }
  });

  it.each<[string, (clients: Clients) => Promise<unknown>]>([
    ['a log group', ({ logs: it }) => it.send(new DeleteLogGroupCommand({ logGroupName: group }))],
    ['a task', ({ ecs }) => ecs.send(new StopTaskCommand({ cluster: 'prod', task: 'x' }))],
    ['a database', ({ rds }) => rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'orders' }))],
    ['a function', ({ lambda }) => lambda.send(new DeleteFunctionCommand({ FunctionName: 'mailer' }))],
    ['a target group', ({ elbv2 }) => elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn: 'x' }))],
    [
      'an alarm',
      ({ cloudwatch }) =>
        cloudwatch.send(
          new PutMetricAlarmCommand({ AlarmName: 'x', EvaluationPeriods: 1, ComparisonOperator: 'LessThanThreshold' }),
        ),
    ],
  ])('does not let the reader touch %s', async (_what, change) => {
    const clients = clientsOf({ ...moto, url: aws.url, credentials: reader });
    await expect(change(clients).finally(clients.close)).rejects.toThrow('is not authorized to perform');
  });

  it.each([services, alarms, databases, functions])(
    '%s %j says of a wrong key and of a wrong secret that the credentials are at fault',
    async (...call) => {
      for (const credentials of [
        { ...reader, secretAccessKey: 'other' },
        { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' },
      ]) {
        const answer = await said(call, credentials);
        expect(answer).toMatch(/^unauthorized: /);
        expect(answer).toContain('renew them');
      }
    },
  );

  describe('roles per account', () => {
    const roleOf = (id: string): string => `arn:aws:iam::${id}:role/sre-agent-reader`;
    const roles = { SRE_AGENT_AWS_ACCOUNTS: `${otherAccount}=${roleOf(otherAccount)}` };
    let agent: Credentials;
    beforeAll(() =>
      changing(async () => {
        agent = await createUser(moto, 'sre-agent', assuming);
        const other = await inAccount(moto, otherAccount);
        await createRole(other, 'sre-agent-reader', trust, readerPolicy());
        await furnish(other, now);
      }),
    );

    // moto holds nobody to a trust policy across accounts: that one is only taken as it is.
    it('are read with the policies of the documentation', async () => {
      const answer = await said(services, agent, roles);
      expect(answer).toContain(`1 ECS services in ${otherAccount}/us-east-1`);
    });

    it('give the identity nothing in its own account', async () => {
      expect(await said(services, agent)).toContain('the credentials need the IAM action ecs:ListClusters');
    });

    it('say of an account without a role what is missing', async () => {
      const elsewhere = `${account}=${roleOf('777788889999').replace('sre-agent-reader', 'unknown')}`;
      expect(await said(services, reader, { SRE_AGENT_AWS_ACCOUNTS: elsewhere })).toContain(
        'the credentials need the IAM action sts:AssumeRole',
      );
    });
  });
});
