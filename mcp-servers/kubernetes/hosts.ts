/** A host that a log line or an environment value names, as far as it may be a Service: `name`, `name.namespace[.svc...]`. */
export interface NamedHost {
  name: string;
  namespace: string | undefined;
  port: number | undefined;
  /** One label, or with `.svc`: a name that only the cluster can mean. */
  clusters: boolean;
  /** The name did not resolve. */
  unresolved: boolean;
  line: string;
}

const label = '[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?';
const host = `(${label}(?:\\.[a-z0-9-]+)*)`;
const forms: { pattern: RegExp; unresolved: boolean }[] = [
  { pattern: new RegExp(`lookup ${host}[ :]`, 'g'), unresolved: true },
  { pattern: new RegExp(`(?:ENOTFOUND|EAI_AGAIN) ${host}`, 'g'), unresolved: true },
  { pattern: new RegExp(`host ?name "?${host}"? to address`, 'g'), unresolved: true },
  { pattern: new RegExp(`could not resolve host(?:name)?:? '?"?${host}`, 'gi'), unresolved: true },
  { pattern: new RegExp(`bad address '?"?${host}`, 'g'), unresolved: true },
  { pattern: new RegExp(`UnknownHostException:? ${host}`, 'g'), unresolved: true },
  {
    pattern: new RegExp(`(?:can't|cannot|failed to|could not|unable to) resolve:? (?:host )?'?"?${host}`, 'gi'),
    unresolved: true,
  },
  { pattern: new RegExp(`server can't find ${host}`, 'g'), unresolved: true },
  { pattern: new RegExp(`getaddrinfo (?:for |failed for )?'?"?${host}`, 'g'), unresolved: true },
  { pattern: new RegExp(`host='${host}', port=(\\d+)`, 'g'), unresolved: false },
  { pattern: new RegExp(`on host "${host}"(?: \\([^)]*\\))?(?:.{0,40}port (\\d+))?`, 'g'), unresolved: false },
  { pattern: new RegExp(`server at "${host}"(?: \\([^)]*\\))?, port (\\d+)`, 'g'), unresolved: false },
  { pattern: new RegExp(`host not found in upstream "${host}`, 'g'), unresolved: true },
  { pattern: new RegExp(`[a-z][a-z0-9+]*://(?:[^/@\\s]*@)?${host}(?::(\\d+))?`, 'g'), unresolved: false },
  { pattern: new RegExp(`(?:^|[\\s"'(=])${host}:(\\d{2,5})\\b`, 'g'), unresolved: false },
  { pattern: new RegExp(`jdbc:oracle:thin:@(?://)?${host}(?::(\\d+))?`, 'g'), unresolved: false },
  { pattern: new RegExp(`[Cc]onn(?:ecting|ection|ect) to (?!server at)${host}\\b(?!://)`, 'g'), unresolved: false },
];

/** Hosts in error lines; addresses and what is plainly outside the cluster are left out. */
export function hostsIn(lines: string[]): NamedHost[] {
  const found = new Map<string, NamedHost>();
  for (const line of lines) {
    const named = new Set<string>();
    for (const { pattern, unresolved } of forms) {
      for (const match of line.matchAll(pattern)) {
        const parsed = parse(match[1] ?? '');
        if (!parsed || named.has(parsed.name)) continue;
        named.add(parsed.name);
        const key = `${parsed.name}.${parsed.namespace ?? ''}`;
        const port = match[2] ? Number(match[2]) : undefined;
        const known = found.get(key);
        if (known) known.unresolved ||= unresolved;
        else found.set(key, { ...parsed, port, unresolved, line });
      }
    }
  }
  return [...found.values()];
}

function parse(text: string): Pick<NamedHost, 'name' | 'namespace' | 'clusters'> | undefined {
  const [name = '', namespace, suffix] = text.split('.');
  if (
    name.length < 2 ||
    /^(localhost|the|a|remote|host|hostname|address|name|failed|error|line|at|to|info|warn|enotfound|eai)$/.test(name)
  )
    return undefined;
  if (namespace === undefined) return { name, namespace: undefined, clusters: true };
  // `name.namespace` and `name.namespace.svc...` are the cluster's; anything else is a public name.
  if (suffix === undefined || suffix === 'svc') return { name, namespace, clusters: suffix === 'svc' };
  return undefined;
}
