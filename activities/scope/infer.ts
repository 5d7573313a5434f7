import type { DiagnoseRequest, Scope } from '../../workflows/contract.ts';
import { readQuestion } from './clauses.ts';
import { type InventoryItem, likelyMatch, type Match, matchOf } from './match.ts';
import type { Service, ServicesFile } from './services-file.ts';
import { identified, nameLike, unknownService } from './unknown.ts';
import { valuesOf } from './window.ts';
import { isIdentifier, namedService, namingWords, substantialWords } from './words.ts';

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
  const reading = readQuestion(request.question);
  const asked = { ...request, question: reading.subject };
  const candidates = candidateNames(asked);
  const configured = configuredService(request, services, candidates);
  const [service, known] = configured ?? [];
  const wanted = service === undefined ? candidates : [service, ...(known?.aliases ?? [])];
  const sure = bestMatches(wanted, inventory);
  const namespaces = namespacesOf(request, `${reading.subject}. ${reading.guesses}`, inventory);
  const given = request.hints?.service ?? valuesOf(request.alert, serviceFields)[0];
  const said = given ?? namedService(reading.subject);
  const identifier = given ?? identified(reading.subject);
  const isFound = service !== undefined || sure.length > 0;
  // Where nobody says which service it is, several may be meant: all are named, and none is the one that is looked at.
  const likely = isFound || identifier !== undefined ? [] : likelyMatches(reading.subject, inventory, complete);
  const guessed = bestMatches(candidateNames({ question: reading.guesses }), inventory);
  const missing =
    complete && !isFound && likely.length === 0
      ? unknownService(reading.subject, given, inventory, Object.keys(services), namespaces.length > 0)
      : undefined;
  const isNamed = isFound || missing !== undefined || nameOfPair(likely[0]) !== undefined;
  const matches = [...sure, ...likely, ...(isNamed ? [] : guessed.map(asGuess))];
  const named =
    service ??
    sure[0]?.wanted ??
    nameOfPair(likely[0]) ??
    (complete ? undefined : (said ?? nameLike(reading.subject)[0]));
  const unconfigured = matches.map(({ match }) => match).filter(({ item }) => isFree(item, known));
  const items = unconfigured.map(({ item }) => item);
  return {
    ...(named === undefined ? {} : { service: named }),
    names: namesOf(
      asked,
      known,
      matches.map(({ match }) => match.item),
    ),
    // What somebody suspects is read as well, but is not what the answer has to be about.
    clusters: mergedClusters(known, [...items, ...guessed.map(({ match }) => match.item)], namespaces, inventory),
    accounts: mergedAccounts(known, items),
    log_groups: [...new Set([...(known?.logGroups ?? []), ...items.flatMap((item) => item.logGroups ?? [])])],
    repositories: mergedRepositories(known, items),
    owners: known?.owners ?? [],
    ...(known?.channel ? { channel: known.channel } : {}),
    inferred: [
      ...unconfigured.map(reason),
      ...namespaces.map((name) => `namespace ${name} (named in the question or alert)`),
    ].slice(0, 12),
    ...commitOf(
      matches.map(({ match }) => match.item),
      isFound,
    ),
    ...(missing ? { unknownService: missing } : {}),
  };
}

/** Names that the question or the alert gives to its subject, the most telling first. */
function candidateNames({ question, alert, hints }: Pick<DiagnoseRequest, 'question' | 'alert' | 'hints'>): string[] {
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

/**
 * What the words of a symptom may mean, two in a row before one alone, the likeliest first; six at most. Where not everything
 * could be listed, a part of a name is too little: the one that is meant may be unread.
 */
function likelyMatches(
  subject: string,
  inventory: InventoryItem[],
  complete: boolean,
): { wanted: string; match: Match }[] {
  const words = substantialWords(subject);
  const pairs = [...subject.matchAll(/(?<![\w-])([A-Za-z]\w+)\s+(?=([A-Za-z]\w+))/g)]
    .map(([, first = '', second = '']) => [first, second])
    .filter((pair) => pair.some((word) => words.includes(word)));
  const found = [...pairs, ...words.map((word) => [word])].flatMap((wanted) =>
    inventory.flatMap((item) => {
      const match = likelyMatch(wanted, item);
      return match ? [{ wanted: wanted.join('-'), match: { ...match, strength: match.strength + wanted.length } }] : [];
    }),
  );
  const seen = new Set<InventoryItem>();
  return found
    .sort((a, b) => b.match.strength - a.match.strength)
    .filter(({ match }) => (complete || match.strength > 2) && !seen.has(match.item) && seen.add(match.item))
    .slice(0, 6);
}

/** Two words that are all of a name say it as surely as the name itself: `billing portal`. */
const nameOfPair = (one: { wanted: string; match: Match } | undefined): string | undefined =>
  one !== undefined && one.match.strength === 4 ? one.match.item.name : undefined;

const asGuess = ({ wanted, match }: { wanted: string; match: Match }) => ({
  wanted,
  match: { ...match, why: `${match.why}; somebody's guess` },
});

/** Who suffers, which is no place: a namespace may be called so, but is meant only where the word stands beside it. */
const audience = /^(?:customers?|users?|partners?|members?|clients?|drivers?)$/;

/** Beside the word, but no name: "in the namespace", "which namespace". */
const beside = new Set('the this that a each every same our my which what any all in of its and no'.split(' '));

function namespacesOf({ alert, hints }: DiagnoseRequest, question: string, inventory: InventoryItem[]): string[] {
  const exist = new Set(inventory.map((item) => item.namespace));
  const after = [...question.matchAll(/\bnamespaces?\s+([a-z0-9][a-z0-9-]*)/gi)].flatMap(([, word]) => word ?? []);
  const before = [...question.matchAll(/\b([a-z0-9][a-z0-9-]*)\s+namespace\b/gi)].flatMap(([, word]) => word ?? []);
  // A namespace that may not be listed is believed where the sentence names it; other words have to be one.
  const believed = [...after.filter((word) => exist.has(word) || namingWords(word).length > 0), ...before];
  const said = believed.filter((word) => !beside.has(word.toLowerCase()));
  const anyWord = namingWords(question).filter((word) => exist.has(word) && !audience.test(word));
  return [...new Set([...(hints?.namespaces ?? []), ...valuesOf(alert, namespaceFields), ...said, ...anyWord])];
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

/** Of several that may be meant, which commit runs is known only where it is the same. */
function commitOf(items: InventoryItem[], sure: boolean): Pick<Partial<Scope>, 'runningCommit'> {
  const [commit, ...others] = new Set(items.flatMap((item) => item.commit ?? []));
  return commit === undefined || (!sure && others.length > 0) ? {} : { runningCommit: commit };
}
