import { NotServed } from '../../system.ts';

/** The form of AWS's query protocol as an object: `Filters.member.1.Name=x` becomes `{Filters: [{Name: 'x'}]}`. */
export function parseQuery(form: URLSearchParams): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [key, value] of form) {
    if (key === 'Action' || key === 'Version') continue;
    place(root, key.split('.'), value);
  }
  const lists = asLists(root);
  return lists !== null && typeof lists === 'object' && !Array.isArray(lists) ? { ...lists } : {};
}

function place(into: Record<string, unknown>, [name = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    into[name] = value;
    return;
  }
  const existing = into[name];
  const child: Record<string, unknown> = isFields(existing) ? existing : {};
  into[name] = child;
  place(child, rest, value);
}

function isFields(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** A level whose keys are 1, 2, 3 is a list; the level above it (`member`, `Filter`, ...) only names its elements. */
function asLists(value: unknown): unknown {
  if (!isFields(value)) return value;
  const names = Object.keys(value);
  if (names.length > 0 && names.every((name) => /^\d+$/.test(name))) {
    return names.sort((a, b) => Number(a) - Number(b)).map((name) => asLists(value[name]));
  }
  const only = names.length === 1 ? value[names[0] ?? ''] : undefined;
  if (isFields(only) && Object.keys(only).every((name) => /^\d+$/.test(name))) return asLists(only);
  return Object.fromEntries(names.map((name) => [name, asLists(value[name])]));
}

const namespaces: Record<string, string> = {
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  cloudwatch: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
  rds: 'http://rds.amazonaws.com/doc/2014-10-31/',
  elbv2: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
};

/** RDS names the elements of most of its lists; the other services say `member`. */
const rdsElements: Record<string, string> = {
  AdditionalStorageVolumes: 'member',
  AssociatedRoles: 'DBInstanceRole',
  AvailabilityZones: 'AvailabilityZone',
  DBInstances: 'DBInstance',
  DBClusters: 'DBCluster',
  DBClusterMembers: 'DBClusterMember',
  DomainMemberships: 'DomainMembership',
  EnabledCloudwatchLogsExports: 'member',
  Events: 'Event',
  EventCategories: 'EventCategory',
  ReadReplicaDBInstanceIdentifiers: 'ReadReplicaDBInstanceIdentifier',
  ReadReplicaDBClusterIdentifiers: 'ReadReplicaDBClusterIdentifier',
  ReadReplicaIdentifiers: 'ReadReplicaIdentifier',
  Subnets: 'Subnet',
  VpcSecurityGroups: 'VpcSecurityGroupMembership',
  DBParameterGroups: 'DBParameterGroup',
  DBSecurityGroups: 'DBSecurityGroup',
  OptionGroupMemberships: 'OptionGroupMembership',
  StatusInfos: 'DBInstanceStatusInfo',
  PendingMaintenanceActions: 'ResourcePendingMaintenanceActions',
  TagList: 'Tag',
  Parameters: 'Parameter',
  ProcessorFeatures: 'ProcessorFeature',
};

export function writeQuery(service: string, operation: string, response: Record<string, unknown>): string {
  const result = fields(service, response);
  return (
    `<${operation}Response xmlns="${namespaces[service] ?? ''}"><${operation}Result>${result}</${operation}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`
  );
}

export function writeQueryError(service: string, code: string, message: string): string {
  return (
    `<ErrorResponse xmlns="${namespaces[service] ?? ''}"><Error><Type>Sender</Type><Code>${escapeXml(code)}</Code>` +
    `<Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`
  );
}

const requestId = '00000000-0000-4000-8000-000000000000';

function fields(service: string, value: Record<string, unknown>): string {
  return Object.entries(value)
    .filter(([, field]) => field !== undefined && field !== null)
    .map(([name, field]) => `<${name}>${content(service, name, field)}</${name}>`)
    .join('');
}

function content(service: string, name: string, value: unknown): string {
  if (Array.isArray(value)) {
    const element = service === 'rds' ? rdsElements[name] : 'member';
    if (element === undefined)
      throw new NotServed(`the list ${name} in ${service}'s XML (its element's name is unknown)`);
    return value.map((item) => `<${element}>${content(service, element, item)}</${element}>`).join('');
  }
  if (value instanceof Date) return value.toISOString();
  return isFields(value) ? fields(service, value) : escapeXml(String(value));
}

function escapeXml(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write these
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\ufffd')
  );
}
