import type { AnyObject } from './objects.ts';

const hidden = '(not shown)';
const longestText = 2_000;

/**
 * An object without what must not leave the server: Secret data and environment values; nor what only costs: managed
 * fields and the copy in the last-applied annotation.
 */
export function redactObject(object: AnyObject): Record<string, unknown> {
  const copy = structuredClone(object) as Record<string, unknown> & { metadata: Record<string, unknown> };
  delete copy.metadata.managedFields;
  const annotations = copy.metadata.annotations as Record<string, string> | undefined;
  if (annotations) delete annotations['kubectl.kubernetes.io/last-applied-configuration'];
  if (object.kind === 'Secret') {
    for (const field of ['data', 'stringData']) {
      const values = copy[field];
      if (values && typeof values === 'object')
        copy[field] = Object.fromEntries(Object.keys(values).map((k) => [k, hidden]));
    }
  }
  hideEnvironment(copy);
  return copy;
}

/** Wherever a pod template stands: in a Pod, a Deployment, a CronJob or a custom resource. */
function hideEnvironment(value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) hideEnvironment(item);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  for (const [key, child] of Object.entries(value)) {
    if (key === 'env' && Array.isArray(child)) {
      for (const entry of child) if (entry && typeof entry === 'object' && 'value' in entry) entry.value = hidden;
    } else if (typeof child === 'string' && child.length > longestText) {
      (value as Record<string, unknown>)[key] = `${child.slice(0, longestText)}… (${child.length} characters)`;
    } else {
      hideEnvironment(child);
    }
  }
}
