/** What a command can take away for good, by what it looks like. A pattern that is missing here costs more than one too many. */
const patterns: [RegExp, string][] = [
  [/\bkubectl\b.*\bdelete\b/, 'deletes cluster objects'],
  [/\bkubectl\b.*\b(?:drain|cordon)\b/, 'takes a node out of service'],
  [/\bkubectl\b.*\bscale\b.*--replicas[= ]0\b/, 'scales to zero'],
  [/\bkubectl\b.*\breplace\b.*--force\b/, 'deletes and recreates objects'],
  [/\bkubectl\b.*\bexec\b/, 'runs a command inside a container'],
  [/\bhelm\b.*\b(?:uninstall|delete)\b/, 'removes a release'],
  [/\brm\b\s|\bunlink\b|\bshred\b|\bmkfs\b|\bdd\b\s.*\bof=/, 'deletes files'],
  [/\b(?:drop|truncate)\s+(?:table|database|schema|index|view|role|user|column)\b|\btruncate\s+\w/i, 'drops data'],
  [/\bdelete\s+from\b/i, 'deletes rows'],
  [/\b(?:flushall|flushdb)\b/i, 'empties a data store'],
  [/\b(?:terraform|tofu|pulumi|cdk)\b.*\bdestroy\b/, 'destroys infrastructure'],
  [
    /\baws\b.*\s(?:delete|terminate|deregister|purge|remove|revoke|stop|reboot)[a-z-]*/,
    'removes or stops AWS resources',
  ],
  [/\baws\b.*\s(?:rm|rb)\b/, 'deletes objects in S3'],
  [/\baws\b.*--desired-count[= ]0\b/, 'scales to zero'],
  [/\bgit\b.*\bpush\b.*(?:--force|-f\b|--delete)/, 'rewrites a branch'],
  [/\bgh\b.*\bdelete\b/, 'deletes on GitHub'],
  [/\b(?:kill|pkill|killall|shutdown|reboot|halt)\b/, 'stops processes or machines'],
];

/** What the command destroys, in words; undefined where nothing about it is known to. */
export function destruction(command: string): string | undefined {
  const flat = command.replace(/\\\n/g, ' ').replace(/\s+/g, ' ');
  return patterns.find(([pattern]) => pattern.test(flat))?.[1];
}
