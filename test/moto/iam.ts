import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Policy } from '../docs/aws-actions.ts';
import { toMoto } from './action-names.ts';
import { clientsOf } from './clients.ts';
import type { Credentials, Endpoint } from './moto.ts';
import { firstOf, query } from './query.ts';

const policyName = 'reader';

/** A user with an access key and one policy of its own. To be called while moto does not check permissions. */
export async function createUser(moto: Endpoint, UserName: string, policy: Policy): Promise<Credentials> {
  await query(moto, 'iam', 'CreateUser', { UserName });
  await permit(moto, UserName, policy);
  const key = await query(moto, 'iam', 'CreateAccessKey', { UserName });
  return { accessKeyId: firstOf(key, 'AccessKeyId'), secretAccessKey: firstOf(key, 'SecretAccessKey') };
}

/** Replaces the user's policy. */
export async function permit(moto: Endpoint, UserName: string, policy: Policy): Promise<void> {
  const PolicyDocument = toMoto(JSON.stringify(policy));
  await query(moto, 'iam', 'PutUserPolicy', { UserName, PolicyName: policyName, PolicyDocument });
}

/** A role in the account that the endpoint's credentials belong to; resolves with its ARN. */
export async function createRole(moto: Endpoint, RoleName: string, trust: unknown, policy: Policy): Promise<string> {
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  const role = await query(moto, 'iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument });
  const PolicyDocument = toMoto(JSON.stringify(policy));
  await query(moto, 'iam', 'PutRolePolicy', { RoleName, PolicyName: policyName, PolicyDocument });
  return firstOf(role, 'Arn');
}

/** Another of moto's accounts: there is one behind each role that is assumed. */
export async function inAccount(moto: Endpoint, account: string): Promise<Endpoint> {
  const { sts, close } = clientsOf(moto);
  const RoleArn = `arn:aws:iam::${account}:role/owner`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' })).finally(close);
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken && { sessionToken: SessionToken }),
  };
  return { ...moto, credentials };
}

export function without(policy: Policy, action: string): Policy {
  const Statement = policy.Statement.map((statement) => ({
    ...statement,
    Action: statement.Action.filter((each) => each !== action),
  }));
  return { ...policy, Statement: Statement.filter(({ Action }) => Action.length > 0) };
}
