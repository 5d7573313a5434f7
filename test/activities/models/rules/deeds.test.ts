import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../../workflows/contract.ts';
import { briefing, finding, result } from '../transcripts.ts';
import { investigateByRules } from './loop.ts';

const onset = '2026-03-02T09:20:00Z';
const log = (category: Finding['category'], line: string, more: Partial<Finding> = {}): Partial<Finding> => ({
  id: category,
  category,
  object: 'aws:logs/shop/cart',
  title: `/shop/cart logs errors: ${line}`,
  evidence: [`2026-03-02T09:20:00Z ERROR ${line}`],
  since: onset,
  ...more,
});

const deed = (action: string, target: string, more: object = {}) => {
  const one = { at: '2026-03-02T09:15:00Z', author: 'Admins/kim@example.com', action, target, ...more };
  return { ...one, line: `${one.at} ${one.author} ${one.action} ${one.target}` };
};

/** What the rules say where the trail shows these deeds; `read` is what else was seen. */
async function judged(found: Partial<Finding>, deeds: ReturnType<typeof deed>[], read = '') {
  const told = finding(found);
  const first = [
    result('first-1', 'aws_triage', [told.title, ...told.evidence].join('\n'), {
      findings: [told],
      structured: { examined: ['1 log group'] },
    }),
    result('first-2', 'aws_metrics', read),
  ];
  const { submission } = await investigateByRules(briefing({ firstLook: first }), {
    aws_changes: (_, callId) =>
      result(callId, 'aws_changes', deeds.map(({ line }) => line).join('\n'), { structured: { deeds } }),
  });
  return submission;
}

const timeout = log('dependency-unreachable', 'dial tcp 10.0.0.7:5432 (shop-db.x.eu.rds.amazonaws.com): i/o timeout');
const guarded = 'shop-db: available, security groups: sg-0aa11bb22cc33dd44';
const revoked = deed('ec2:RevokeSecurityGroupIngress', 'groupId=sg-0aa11bb22cc33dd44');
const refused = log('credentials-invalid', 'InvalidAccessKeyId: AKIAEXAMPLEOFCART does not exist');
const deactivated = deed('iam:UpdateAccessKey', 'userName=svc-cart accessKeyId=AKIAEXAMPLEOFCART status=Inactive');
const denied = log('permission-denied', 'AccessDenied: role/cart-task is not authorized to perform: sqs:SendMessage');
const detached = deed('iam:DetachRolePolicy', 'roleName=cart-task policyArn=policy/queues');
const crash = log('unknown', 'TypeError: zone is undefined at FastTotals.sum, flag fast-totals=true');
const switched = deed('flag:turned-on', 'fast-totals');
const busy: Partial<Finding> = {
  ...log('database-cpu', 'RDS shop-db: CPU at 98%'),
  object: 'aws:rds/shop-db',
  related: ['aws:logs/shop/cart'],
};
const started = deed('batch:SubmitJob', 'jobName=yearly-report jobDefinition=yearly-report:4');
const seen = 'Shop queries_per_second Client=yearly-report: last 900, before 0';

describe('what somebody did before it began', () => {
  it.each<[string, Partial<Finding>, ReturnType<typeof deed>, string, Finding['category']]>([
    ['a rule of the group that guards what times out', timeout, revoked, guarded, 'dependency-unreachable'],
    ['the key that is refused', refused, deactivated, '', 'credentials-invalid'],
    ['the role that is denied', denied, detached, '', 'permission-denied'],
    [
      'the policy of the key that is refused, cut in the quote',
      log(
        'permission-denied',
        'cart-task is not authorized to perform: kms:Decrypt on resource: key/0a1b2c3d-93be-4c0a…',
      ),
      deed('kms:PutKeyPolicy', 'keyId=0a1b2c3d-93be-4c0a-8a57-2be1f3c9d704 policyName=default'),
      '',
      'permission-denied',
    ],
    ['the flag that the errors name', crash, switched, '', 'feature-flag'],
    [
      'the flag of a profile that the errors name',
      crash,
      deed(
        'appconfig:StartDeployment',
        'applicationId=cart configurationProfileId=flags description=fast_totals: off->on',
      ),
      '',
      'feature-flag',
    ],
    ['a job whose name takes the load', busy, started, seen, 'database-cpu'],
  ])('is the cause where it touched %s', async (_, found, done, read, category) => {
    const submission = await judged(found, [done], read);
    expect(submission).toMatchObject({ verdict: 'incident', category });
    expect(submission.rootCause).toContain('kim@example.com');
    expect(submission.rootCause).toContain(done.at);
    expect(submission).not.toHaveProperty('suspectChange');
    expect(submission.evidence.map((one) => one.quote)).toContain(done.line);
  });

  it.each<[string, Partial<Finding>, ReturnType<typeof deed>[], string]>([
    ['it came after the first sign', timeout, [{ ...revoked, at: '2026-03-02T09:30:00Z' }], guarded],
    ['it came long before', refused, [{ ...deactivated, at: '2026-03-02T05:15:00Z' }], ''],
    ['it made the key active', refused, [{ ...deactivated, target: deactivated.target.replace('Ina', 'A') }], ''],
    ['what fails is no connection', log('application-crash', 'TypeError: zone is undefined'), [revoked], guarded],
    ['another flag was switched', crash, [deed('flag:turned-on', 'gift-wrap')], ''],
    [
      'what fails names no flag that a profile of flags switched',
      crash,
      [
        deed(
          'appconfig:StartDeployment',
          'applicationId=cart configurationProfileId=flags description=gift_wrap: off->on',
        ),
      ],
      '1x info at 2026-03-02T09:16:00Z: flags refreshed, changed gift_wrap',
    ],
    ['another role lost a policy', denied, [deed('iam:DetachRolePolicy', 'roleName=search-task')], ''],
    ['nothing of the job is seen at the database', busy, [started], 'Shop queries_per_second Client=cart: last 9'],
    [
      'a robot put a commit out with it',
      denied,
      [deed('iam:DetachRolePolicy', 'roleName=cart-task', { author: 'terraform-apply/GitHubActions' })],
      '',
    ],
  ])('is not where %s', async (_, found, deeds, read) => {
    const submission = await judged(found, deeds, read);
    expect(submission.rootCause).not.toContain('kim@example.com');
    expect(submission.rootCause).not.toContain('GitHubActions');
  });

  it('is the one of several that fits the name in the error', async () => {
    const others = ['ci-old', 'partner'].map((user) =>
      deed('iam:UpdateAccessKey', `userName=${user} accessKeyId=AKIAOTHER${user} status=Inactive`, {
        at: '2026-03-02T09:19:00Z',
      }),
    );
    const submission = await judged(refused, [...others, deactivated]);
    expect(submission.rootCause).toContain('userName=svc-cart');
  });
});
