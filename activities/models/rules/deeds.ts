import type { Category } from '../../../workflows/categories.ts';
import { clip } from './clip.ts';
import type { Facts, Lead, Seen } from './facts.ts';
import { names as isWord, programsOf } from './graph.ts';
import type { Root } from './root.ts';
import { spokenOf } from './spoken.ts';
import type { Deed } from './structured.ts';
import { minutesBefore, onsetOf } from './timeline.ts';

/** What somebody did in the cloud or with a flag, and what connects it to the trouble. */
export interface Act {
  deed: Seen<Deed>;
  category: Category;
  /** What was done, in words: `made an access key inactive`. */
  says: string;
  /** What the deed and the trouble both name. */
  shared: string;
  minutes: number;
}

/** What the trouble says, and everything that was read beside the trail itself. */
interface Told {
  said: string;
  read: string;
  root: Root;
}

interface Kind {
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

const kinds: Kind[] = [
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

/** Robots put out what a commit holds: then that is the change. */
const deploys =
  /github|gitlab|\bgha[-_]|jenkins|terraform|deploy|codebuild|codepipeline|cloudformation|argo|spinnaker|atlantis/i;

/**
 * What somebody did before it began and what the trouble names: the nearest of those that fit. What robots put out for a commit
 * does not count.
 */
export function actOf(facts: Facts, root: Root): Act | undefined {
  const onset = onsetOf(root);
  if (onset === undefined) return undefined;
  const told = toldBy(facts, root);
  const before = facts.deeds
    .filter(({ author }) => !deploys.test(author))
    .map((deed) => ({ deed, minutes: minutesBefore(deed.at, onset) ?? -1 }))
    .filter(({ minutes }) => minutes >= -1);
  const acts = kinds.flatMap((kind) => {
    const ofKind = before.filter(
      ({ deed, minutes }) =>
        kind.action.test(deed.action) &&
        minutes <= kind.minutes &&
        !kind.never?.test(deed.target) &&
        (kind.target?.test(deed.target) ?? true),
    );
    if (ofKind.length === 0 || !kind.fits(told)) return [];
    const alike = ofKind.map(({ deed }) => deed);
    return ofKind.flatMap(({ deed, minutes }): Act[] => {
      const shared = kind.shared(deed, told, alike);
      return shared ? [{ deed, minutes, shared, says: kind.says, category: kind.category(told) }] : [];
    });
  });
  return acts.sort((a, b) => a.minutes - b.minutes)[0];
}

function toldBy(facts: Facts, root: Root): Told {
  const leads: Lead[] = [root.lead, ...root.chain, ...root.supporting.slice(0, 6)];
  const read = facts.results
    .filter(({ tool }) => tool !== 'aws_changes' && !tool.startsWith('github_'))
    .flatMap(({ text }) => text.split('\n').filter((line) => !line.startsWith('changed:')));
  return { said: spokenOf(leads, facts), read: read.join('\n'), root };
}

/** `d.okafor@example.com switched a flag (flag:updated inline-tax) at 10:33:02Z`, at most 190 characters. */
export function actWords({ deed, says }: Act): string {
  const { author, action, target, at } = deed;
  const person = author.split('/').at(-1) ?? author;
  return `${clip(`${person} ${says} (${action} ${target}`, 160)}) at ${at.replace(/\.000Z$/, 'Z')}`;
}

/** The finding that tells most of it: of the act's own kind, else the root. */
export const leadOf = ({ category }: Act, root: Root): Lead =>
  [root.lead, ...root.chain, ...root.supporting].find(({ finding }) => finding.category === category) ?? root.lead;

/** Values of the parameters whose names fit: `sg-1` of `groupId=sg-1 count=2`. */
function valuesOf({ target }: Deed, keys: RegExp): string[] {
  const pairs = [...target.matchAll(/(?:^|\s)([A-Za-z][\w.]*)=(\S+)/g)];
  return pairs.flatMap(([, key = '', value = '']) => (keys.test(key) ? (value.split('/').at(-1) ?? []) : []));
}

const everyday =
  /^(?:prod(?:uction)?|staging|live|main|default|secrets?|password|token|config|database|master|shared|service|flags?|(?:feature[-_]?)?(?:flags|toggles)|features?|toggles?|settings)$/i;

const isTelling = (value: string): boolean => value.length > 4 && !/^\d+$/.test(value) && !everyday.test(value);

const wordsOf = (text: string): string[] => {
  const words = (text.match(/[A-Za-z][\w-]*/g) ?? []).map(partsOf).filter((parts) => parts.length > 1);
  return words.flatMap((parts) => parts.slice(1).map((part, at) => `${parts[at]} ${part}`));
};

const pairsOf = (name: string): string[] => {
  const parts = partsOf(name);
  return parts.slice(1).map((part, at) => `${parts[at]} ${part}`);
};

const partsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((part) => part.length > 2);
