/** An object as `kubectl get -o json` prints it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [more: string]: unknown };
  [more: string]: unknown;
}

/** The value at a dotted path, or undefined; keys that contain dots are given one by one. */
export function field(value: unknown, ...path: string[]): unknown {
  const steps = path.length === 1 ? (path[0] ?? '').split('.') : path;
  let at = value;
  for (const step of steps) {
    if (!isRecord(at) && !Array.isArray(at)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text at a path; numbers and booleans as they are written, and empty where there is nothing. */
export function text(value: unknown, ...path: string[]): string {
  const found = field(value, ...path);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? String(found) : '';
}

export function integer(value: unknown, ...path: string[]): number {
  const found = field(value, ...path);
  return typeof found === 'number' ? found : 0;
}

export function list(value: unknown, ...path: string[]): unknown[] {
  const found = field(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function record(value: unknown, ...path: string[]): Record<string, unknown> {
  const found = field(value, ...path);
  return isRecord(found) ? found : {};
}
