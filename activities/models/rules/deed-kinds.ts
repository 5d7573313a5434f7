import type { Category } from '../../../workflows/categories.ts';
import { everyday, isTelling, pairsOf, partsOf, valuesOf, wordsOf } from './deed-names.ts';
import { names as isWord, programsOf } from './graph.ts';
import type { Root } from './root.ts';
import type { Deed } from './structured.ts';

/** What the trouble says, and everything that was read beside the trail itself. */
export interface Told {
  said: string;
  read: string;
  root: Root;
}

/** One kind of deed, and the trouble that it is known to bring. */
export interface Kind {
  action: RegExp;
  /** What its parameters have to say, or must not. */
  target?: RegExp;
  never?: RegExp;
  /** Whether trouble looks like what such a deed brings. */
  fits(told: Told): boolean;
  /** At most so long before the first sign. */
  minutes: number;
  says: string;
  category(told: Told): Category;
  shared(deed: Deed, told: Told, alike: Deed[]): string | undefined;
}

const ofRoot = ({ root }: Told): Category => root.lead.finding.category;
const isOneOf =
  (...categories: Category[]) =>
  (told: Told): boolean =>
    categories.includes(ofRoot(told));

/** A name that the deed's parameters hold and the trouble names too. */
const namedIn =
  (where: 'said' | 'read', keys = /./) =>
  (deed: Deed, told: Told): string | undefined =>
    valuesOf(deed, keys).find(
      (value) =>
        isTelling(value) && (isWord(told[where].toLowerCase(), value.toLowerCase()) || isBegun(value, told[where])),
    );

/** A quoted line is cut somewhere: the first groups of a UUID are unlike any other's. */
const isBegun = (value: string, text: string): boolean =>
  /^[\da-f]{8}-[\da-f]{4}-/.test(value) && text.includes(value.slice(0, 13));

const timesOut =
  /\bdial\b.{0,80}time?d? ?out|connect(?:ion)?\b.{0,40}\btimed? ?out|\bETIMEDOUT\b|EHOSTUNREACH|No route to host|i\/o timeout|connection attempt failed|ConnectTimeout/i;
const refusedKey =
  /InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|security token included in the request|access[ _-]?key/i;
const refusedLogin =
  /password authentication failed|Access denied for user|authentication failed|invalid (?:credentials|token|api key|password)|\b401\b|Unauthorized|WRONGPASS|NOAUTH|login failed/i;
const refusedCall = /AccessDenied|not authorized|Forbidden|UnauthorizedOperation|KMS\.?\w*Exception|explicit deny/i;

export const kinds: Kind[] = [
  {
    action:
      /^ec2:(?:Revoke|Modify)SecurityGroup|^ec2:(?:Delete|Replace)(?:NetworkAclEntry|Route)\b|^ec2:Delete(?:VpcEndpoints|NatGateway|VpcPeeringConnection|TransitGateway\w*)/,
    fits: ({ said }) => timesOut.test(said),
    // Connections that stand live on: it shows when a pool or a deployment opens new ones.
    minutes: 240,
    says: 'took a network rule away',
    category: () => 'dependency-unreachable',
    shared: (deed, told, alike) =>
      namedIn('read', /id$/i)(deed, told) ?? (alike.length === 1 ? valuesOf(deed, /id$/i)[0] : undefined),
  },
  {
    action: /^iam:(?:Update|Delete)AccessKey$/,
    never: /status=Active/,
    fits: ({ said }) => refusedKey.test(said),
    minutes: 60,
    says: 'made an access key inactive',
    category: () => 'credentials-invalid',
    shared: (deed, told, alike) =>
      namedIn('said', /accessKeyId|userName/)(deed, told) ??
      namedIn('read', /accessKeyId|userName/)(deed, told) ??
      (alike.length === 1 ? valuesOf(deed, /userName/)[0] : undefined),
  },
  {
    action:
      /^secretsmanager:(?:PutSecretValue|UpdateSecret|RotateSecret|DeleteSecret)$|^ssm:(?:Put|Delete)Parameters?$|^rds:ModifyDBInstance$|^iam:UpdateLoginProfile$/,
    fits: (told) => isOneOf('credentials-invalid')(told) || refusedLogin.test(told.said),
    minutes: 24 * 60,
    says: 'changed a secret',
    category: () => 'credentials-invalid',
    shared: (deed, told) => {
      const [called = ''] = valuesOf(deed, /secretId|^name|identifier/i);
      // A secret is called after what it opens and who holds it.
      const parts = called
        .toLowerCase()
        .split(/[/_.:]/)
        .filter((part) => part.length > 3 && !everyday.test(part));
      return parts.find((part) => isWord(told.said.toLowerCase(), part)) && called;
    },
  },
  {
    action:
      /^iam:(?:Put|Delete|Detach)\w*Policy$|^iam:(?:UpdateAssumeRolePolicy|SetDefaultPolicyVersion|CreatePolicyVersion|DeleteRole)$|^kms:(?:PutKeyPolicy|DisableKey|ScheduleKeyDeletion|RevokeGrant)$|^s3:(?:Put|Delete)BucketPolicy$|^(?:sqs|sns):(?:SetQueueAttributes|SetTopicAttributes|RemovePermission)$/,
    fits: (told) => isOneOf('permission-denied')(told) || refusedCall.test(told.said),
    minutes: 180,
    says: 'changed what is permitted',
    category: () => 'permission-denied',
    shared: namedIn('said'),
  },
  {
    action: /^flag:|^appconfig:Start(?:Deployment|ConfigurationSession)$|^evidently:UpdateFeature$/,
    fits: (told) => !isOneOf('cloud-outage', 'certificate-expired', 'node-down', 'disk-full')(told),
    minutes: 30,
    says: 'switched a flag',
    category: () => 'feature-flag',
    shared: (deed, told) => flagsIn(deed).find((flag) => isFlagNamed(flag, told)),
  },
  {
    action:
      /^(?:ecs:RunTask|batch:SubmitJob|states:StartExecution|glue:StartJobRun|emr-?\w*:\w*Job\w*|elasticmapreduce:AddJobFlowSteps|dms:StartReplicationTask|redshift-data:ExecuteStatement|athena:StartQueryExecution|databrew:StartJobRun|sagemaker:Create\w*Job)$/,
    fits: isOneOf(
      ...(['database-cpu', 'database-connections', 'database-locks', 'database-storage', 'slow-query'] as const),
      ...(['replication-lag', 'throttled', 'traffic-surge', 'connection-pool-exhausted', 'insufficient-cpu'] as const),
    ),
    minutes: 45,
    says: 'started a job',
    category: ofRoot,
    shared: (deed, told) => {
      const own = new Set(programsOf(told.root.lead.finding.object));
      const at = valuesOf(deed, /dsn|database|host|table|queue|stream|target/i).find((value) =>
        own.has(value.toLowerCase()),
      );
      // Its definition without the revision, by which its metrics, logs and sessions call it.
      const called = valuesOf(deed, /name|definition|family|machine|job/i).map((value) => value.replace(/:\d+$/, ''));
      const seen = called.find(
        (value) => isTelling(value) && !own.has(value) && isWord(told.read.toLowerCase(), value.toLowerCase()),
      );
      return seen ?? (at && called[0]);
    },
  },
];

/** Flags that a deed switches: AppConfig says which of a profile's in the words of its deployment, if at all. */
const flagsIn = (deed: Deed): string[] =>
  (deed.action.startsWith('flag:')
    ? [deed.target.split(' ')[0] ?? '']
    : valuesOf(deed, /description|ConfigurationProfile|feature|name/i).map((value) => value.replace(/\W+$/, ''))
  ).filter((flag) => flag.length > 4 && !everyday.test(flag));

/**
 * By what fails, as it is written or by two of its words that are not just the program's name, which stands in all its errors.
 * That a program says which flags it took up accuses none of them.
 */
function isFlagNamed(flag: string, { said, root }: Told): boolean {
  if (isWord(said.toLowerCase(), flag.toLowerCase())) return true;
  const own = new Set(programsOf(root.lead.finding.object).flatMap(partsOf));
  const words = new Set(wordsOf(said));
  return pairsOf(flag).some((pair) => words.has(pair) && !pair.split(' ').every((part) => own.has(part)));
}
