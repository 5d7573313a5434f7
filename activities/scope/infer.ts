import type { DiagnoseRequest, Scope } from '../../workflows/contract.ts';
import { type InventoryItem, type Match, matchOf, nearestNames } from './match.ts';
import type { Service, ServicesFile } from './services-file.ts';
import { valuesOf } from './window.ts';
import { isIdentifier, namedService, namingWords } from './words.ts';

/** Labels and fields that alert sources use for what the alert is about. */
const serviceFields = `service service_name workload_name deployment kube_deployment statefulset app job ServiceName
  DBInstanceIdentifier db_instance_identifier FunctionName`.split(/\s+/);
const namespaceFields = ['namespace', 'kube_namespace'];

export type Found = Pick<
  Scope,
  'clusters' | 'accounts' | 'log_groups' | 'repositories' | 'names' | 'owners' | 'inferred'
> &
  Pick<Partial<Scope>, 'service' | 'runningCommit' | 'unknownService' | 'channel'>;

/**
 * From words, alert, services.yaml and what exists, to what the question is about. Pure. Where the inventory is not
 * `complete`, since something could not be listed, nothing is said to exist nowhere.
 */
export function inferScope(
  request: DiagnoseRequest,
  { services }: ServicesFile,
  inventory: InventoryItem[],
  complete = true,
): Found {
  const candidates = candidateNames(request);
  const configured = configuredService(request, services, candidates);
  const [service, known] = configured ?? [];
  const wanted = service === undefined ? candidates : [service, ...(known?.aliases ?? [])];
  const matches = bestMatches(wanted, inventory);
  const namespaces = namespacesOf(request, inventory);
  const said = request.hints?.service ?? valuesOf(request.alert, serviceFields)[0] ?? namedService(request.question);
  const named = service ?? matches[0]?.wanted ?? (complete ? undefined : said);
  const missing =
    named === undefined && said !== undefined
      ? unknownService(said, inventory, services, namespaces.length > 0)
      : undefined;
  const unconfigured = matches.map(({ match }) => match).filter(({ item }) => isFree(item, known));
  const items = unconfigured.map(({ item }) => item);
  return {
    ...(named === undefined ? {} : { service: named }),
    names: namesOf(
      request,
      known,
      matches.map(({ match }) => match.item),
    ),
    clusters: mergedClusters(known, items, namespaces, inventory),
    accounts: mergedAccounts(known, items),
    log_groups: [...new Set([...(known?.logGroups ?? []), ...items.flatMap((item) => item.logGroups ?? [])])],
    repositories: mergedRepositories(known, items),
    owners: known?.owners ?? [],
    ...(known?.channel ? { channel: known.channel } : {}),
    inferred: [
      ...unconfigured.map(reason),
      ...namespaces.map((name) => `namespace ${name} (named in the question or alert)`),
    ].slice(0, 12),
    ...commitOf(matches.map(({ match }) => match.item)),
    ...(missing ? { unknownService: missing } : {}),
  };
}

/** Names that the question or the alert gives to its subject, the most telling first. */
function candidateNames({ question, alert, hints }: DiagnoseRequest): string[] {
  const said = namedService(question);
  const words = namingWords(question);
  const all = [hints?.service, ...valuesOf(alert, serviceFields), said, ...words.filter(isIdentifier), ...words];
  return [...new Set(all.filter((name) => name !== undefined))];
}

function configuredService(
  request: DiagnoseRequest,
  services: ServicesFile['services'],
  candidates: string[],
): [string, Service] | undefined {
  const entries = Object.entries(services);
  for (const name of candidates) {
    const lower = name.toLowerCase();
    const entry = entries.find(([key, { aliases }]) =>
      [key, ...aliases].some((alias) => alias.toLowerCase() === lower),
    );
    if (entry) return entry;
  }
  return entries.find(
    ([, { channel }]) => channel !== undefined && channel.replace(/^#/, '') === request.thread?.channel,
  );
}

/** The matches of the first name that leads anywhere, and of further names that lead as strongly. */
function bestMatches(wanted: string[], inventory: InventoryItem[]): { wanted: string; match: Match }[] {
  const all = wanted.map((name) => {
    const matches = inventory.map((item) => matchOf(name, item)).filter((match) => match !== undefined);
    return { name, matches: matches.sort((a, b) => b.strength - a.strength) };
  });
  const hits = all.filter(({ matches }) => matches.length > 0).slice(0, 3);
  const seen = new Set<InventoryItem>();
  return hits
    .flatMap(({ name, matches }) => matches.map((match) => ({ wanted: name, match })))
    .filter(({ match }) => !seen.has(match.item) && seen.add(match.item))
    .slice(0, 20);
}

/** Beside the word, but no name: "in the namespace", "which namespace". */
const beside = new Set('the this that a each every same our my which what any all in of its and no'.split(' '));

function namespacesOf({ question, alert, hints }: DiagnoseRequest, inventory: InventoryItem[]): string[] {
  const exist = new Set(inventory.map((item) => item.namespace));
  const after = [...question.matchAll(/\bnamespaces?\s+([a-z0-9][a-z0-9-]*)/gi)].flatMap(([, word]) => word ?? []);
  const before = [...question.matchAll(/\b([a-z0-9][a-z0-9-]*)\s+namespace\b/gi)].flatMap(([, word]) => word ?? []);
  // A namespace that may not be listed is believed where the sentence names it; other words have to be one.
  const believed = [...after.filter((word) => exist.has(word) || namingWords(word).length > 0), ...before];
  const said = believed.filter((word) => !beside.has(word.toLowerCase()));
  const anyWord = namingWords(question).filter((word) => exist.has(word));
  return [...new Set([...(hints?.namespaces ?? []), ...valuesOf(alert, namespaceFields), ...said, ...anyWord])];
}

function unknownService(
  name: string,
  inventory: InventoryItem[],
  services: ServicesFile['services'],
  namespaceKnown: boolean,
): Scope['unknownService'] {
  if (inventory.length === 0) return undefined;
  const names = [...inventory.flatMap((item) => [item.name, ...item.aliases]), ...Object.keys(services)];
  const nearest = nearestNames(name, names);
  // Where the namespace is known the words may name a pod or a volume; only a near miss is then taken for a misspelling.
  return namespaceKnown && nearest.length === 0 ? undefined : { name, nearest };
}

const isFree = (item: InventoryItem, known: Service | undefined): boolean =>
  known === undefined ||
  !(
    (item.namespace !== undefined && known.clusters.length > 0) ||
    (item.repository !== undefined && known.repositories.length > 0) ||
    (item.account !== undefined && known.accounts.length > 0 && known.logGroups.length > 0)
  );

const reason = ({ item, why }: Match): string => `${item.object} (${why})`;

function namesOf(request: DiagnoseRequest, known: Service | undefined, items: InventoryItem[]): string[] {
  const identifiers = namingWords(request.question).filter(isIdentifier);
  const all = [
    ...(known?.aliases ?? []),
    ...items.map((item) => item.name),
    ...valuesOf(request.alert, serviceFields),
    ...identifiers,
  ];
  return [...new Set(all)].slice(0, 20);
}

function mergedClusters(
  known: Service | undefined,
  items: InventoryItem[],
  namespaces: string[],
  inventory: InventoryItem[],
): NonNullable<Scope['clusters']> {
  if (known && known.clusters.length > 0) return known.clusters;
  const found = new Map<string, Set<string>>();
  const add = (context: string, namespace: string) => {
    const into = found.get(context) ?? new Set();
    found.set(context, into.add(namespace));
  };
  for (const { context, namespace } of items) if (context && namespace) add(context, namespace);
  const contexts = [...new Set(inventory.map((item) => item.context).filter((context) => context !== undefined))];
  for (const namespace of namespaces) {
    const holding = inventory.filter((item) => item.namespace === namespace).map((item) => item.context);
    for (const context of holding.length > 0 ? holding : contexts) if (context) add(context, namespace);
  }
  return [...found].map(([context, within]) => ({ context, namespaces: [...within] }));
}

function mergedAccounts(known: Service | undefined, items: InventoryItem[]): NonNullable<Scope['accounts']> {
  if (known && known.accounts.length > 0) return known.accounts;
  const found = new Map<string, Set<string>>();
  for (const { account, region } of items) {
    if (account && region) found.set(account, (found.get(account) ?? new Set()).add(region));
  }
  return [...found].map(([account, regions]) => ({ account, regions: [...regions] }));
}

function mergedRepositories(known: Service | undefined, items: InventoryItem[]): NonNullable<Scope['repositories']> {
  if (known && known.repositories.length > 0) return known.repositories;
  const repositories = items.map((item) => item.repository).filter((name) => name !== undefined);
  return [...new Set(repositories)].map((repository) => ({ repository }));
}

function commitOf(items: InventoryItem[]): Pick<Partial<Scope>, 'runningCommit'> {
  const commit = items.find((item) => item.commit !== undefined)?.commit;
  return commit === undefined ? {} : { runningCommit: commit };
}
