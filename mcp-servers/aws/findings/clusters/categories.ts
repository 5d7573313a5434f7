/**
 * What EKS's codes of issues and failed updates mean: those of clusters, node groups, add-ons and updates in one list, since
 * they share most. https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html
 */
const codes: { pattern: RegExp; category: string }[] = [
  {
    pattern: /^(?:AccessDenied|OperationNotPermitted|AddonPermissionFailure|Iam\w*NotFound|Kms\w+|IamRoleNotFound)$/,
    category: 'permission-denied',
  },
  { pattern: /Throttling|RateLimitExceeded/, category: 'throttled' },
  {
    pattern: /LimitExceeded|EniLimitReached|InsufficientFreeAddresses|IpNotAvailable|MaxLimit/,
    category: 'quota-exceeded',
  },
  { pattern: /^PodEvictionFailure$/, category: 'disruption-budget' },
  { pattern: /^AdmissionRequestDenied$/, category: 'admission-denied' },
  { pattern: /^ClusterUnreachable$/, category: 'dependency-unreachable' },
  { pattern: /^InternalFailure$/, category: 'cloud-outage' },
  { pattern: /^InsufficientNumberOfReplicas$/, category: 'rollout-stuck' },
  { pattern: /^(?:NodeCreationFailure|NodeTerminationFailure|AsgInstanceLaunchFailures)$/, category: 'node-down' },
  {
    pattern: /NotFound|Invalid|Mismatch|Conflict|Unsupported|Missing|NotSubscribed|DoesNotExist|TooLong|OptIn|Disabled/,
    category: 'bad-configuration',
  },
];

/** Why instances cannot be launched is said in words only. */
const launches: { pattern: RegExp; category: string }[] = [
  { pattern: /VcpuLimitExceeded|InstanceLimitExceeded|exceeds? .{0,40}(?:quota|limit)/i, category: 'quota-exceeded' },
  { pattern: /InsufficientFreeAddresses|not enough free addresses/i, category: 'quota-exceeded' },
  { pattern: /UnauthorizedOperation|not authorized|AccessDenied|KMS/i, category: 'permission-denied' },
  { pattern: /does not exist|Invalid(?:AMI|LaunchTemplate|Parameter)|not supported/i, category: 'bad-configuration' },
];

/** `unknown` for a code that says nothing. */
export function categoryOf(code: string, message: string): string {
  const launch = code === 'AsgInstanceLaunchFailures' && launches.find(({ pattern }) => pattern.test(message));
  return (launch || codes.find(({ pattern }) => pattern.test(code)))?.category ?? 'unknown';
}
