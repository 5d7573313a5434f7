import type { Category } from '../../../workflows/categories.ts';
import type { Submission } from '../../../workflows/contract.ts';
import type { Suspect } from './suspect.ts';

type Step = Submission['nextSteps'][number];

/** What usually repairs a kind of cause; a kind that is not here gets the advice at the end. */
const repairs: Partial<Record<Category, string>> = {
  'image-not-found': 'Set the image to a tag that exists, or push the one that is named.',
  'image-pull-credentials': 'Renew the pull secret or the permission to read the registry.',
  'missing-configmap': 'Create the ConfigMap, or correct its name where it is referred to.',
  'missing-secret': 'Create the Secret, or correct its name where it is referred to.',
  'out-of-memory': 'Raise the memory limit, or reduce what the process holds.',
  'bad-command': "Correct the container's command or arguments.",
  'bad-configuration': 'Correct the setting that the error names.',
  'insufficient-cpu': 'Lower the requests or add nodes.',
  'insufficient-memory': 'Lower the requests or add nodes.',
  'connection-pool-exhausted': 'Enlarge the pool, or shorten the time for which a connection is held.',
  'database-connections': 'Lower what each client may open, or raise what the database takes.',
  'schema-mismatch': 'Run the migration that is missing, or go back to the code that fits the schema.',
  'certificate-expired': 'Renew the certificate.',
  'credentials-invalid': 'Renew the credentials, and restart what read the old ones.',
  'permission-denied': 'Grant what the error names.',
  'service-selector': "Make the Service's selector match the labels of its pods.",
  'service-port': "Make the Service's port match the one that the container listens on.",
  'scaled-to-zero': 'Scale it up again.',
  'disk-full': 'Free or enlarge the volume.',
  'too-many-open-files': 'Restart it to win time, and close what it leaves open.',
  throttled: 'Slow the caller down, or raise the quota.',
};

const investigate = 'Look at the first finding in the evidence, and at what it depends on.';

/** The rollback first, where a change did it, then the repair. Commands are templates of ours, filled with plain names. */
export function nextSteps(category: Category, object: string | undefined, suspect: Suspect | undefined): Step[] {
  const repair: Step = { what: repairs[category] ?? investigate };
  if (!suspect) return [repair];
  const commit = `${suspect.repository}@${suspect.commit.sha.slice(0, 7)}`;
  const undo = object === undefined ? undefined : undoCommand(object);
  return [{ what: `Roll ${commit} back, or revert it.`, ...(undo ? { command: undo } : {}) }, repair];
}

function undoCommand(object: string): string | undefined {
  const [, kind, namespace, name] =
    /^(Deployment|StatefulSet|DaemonSet)\/([a-z0-9.-]+)\/([a-z0-9.-]+)$/.exec(object) ?? [];
  return kind ? `kubectl rollout undo ${kind.toLowerCase()}/${name} --namespace ${namespace}` : undefined;
}
