import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { type Operation, operation } from '../operation.ts';
import { isRole, roleAccessKeyOf } from '../signature.ts';
import type { AwsWorld } from '../world.ts';

/** Who the caller is, and roles in the accounts that the case has. */
export function stsOperations(world: AwsWorld): Record<string, Operation> {
  return {
    GetCallerIdentity: operation(z.strictObject({}), (_input, { caller }) => ({
      Arn: isRole(caller)
        ? `arn:aws:sts::${caller.account}:assumed-role/reader/estate`
        : `arn:aws:iam::${caller.account}:user/estate`,
      UserId: 'AIDAESTATE',
      Account: caller.account,
    })),
    AssumeRole: operation(
      z.strictObject({
        RoleArn: z.string(),
        RoleSessionName: z.string(),
        DurationSeconds: z.coerce.number().optional(),
        ExternalId: z.string().optional(),
      }),
      ({ RoleArn, RoleSessionName }, { caller }) => {
        const [, account, role] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(RoleArn) ?? [];
        if (account === undefined || !world.knows(account)) {
          const who = `arn:aws:iam::${caller.account}:user/estate`;
          throw new AwsError(
            'AccessDenied',
            `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
            403,
          );
        }
        return {
          Credentials: {
            AccessKeyId: roleAccessKeyOf(account),
            SecretAccessKey: 'not-a-secret',
            SessionToken: 'not-a-token',
            // By the real clock: the SDK compares it with that.
            Expiration: new Date(Date.now() + 3_600_000),
          },
          AssumedRoleUser: {
            AssumedRoleId: `AROAESTATE:${RoleSessionName}`,
            Arn: `arn:aws:sts::${account}:assumed-role/${role}/${RoleSessionName}`,
          },
        };
      },
    ),
  };
}
