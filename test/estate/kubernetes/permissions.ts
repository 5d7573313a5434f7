import type { Case, Denied } from '../case.ts';
import { deniedBy } from '../denied.ts';
import { unknownName } from '../nearest.ts';
import type { Kind } from './kinds.ts';

/** What a request wants to do, as the API server's authorizer sees it. */
export interface Attributes {
  verb: string;
  group: string;
  plural: string;
  subresource?: string | undefined;
  /** Undefined for all of them, and for what is in none. */
  namespace?: string | undefined;
  name?: string | undefined;
}

interface Rule {
  denied: Denied;
  verb: string;
  namespace: string | undefined;
  covers(asked: Attributes): boolean;
}

/** Every authenticated account may ask about itself, whatever else it may. */
const aboutOneself = ['authorization.k8s.io', 'authentication.k8s.io'];

/** The Kubernetes entries of denied.yaml. Throws an Error that says what is wrong with which entry. */
export class Permissions {
  readonly #incident: Pick<Case, 'denied'>;
  readonly #kinds: Kind[];
  readonly #rules: Rule[];

  constructor(incident: Pick<Case, 'denied'>, kinds: Kind[]) {
    this.#incident = incident;
    this.#kinds = kinds;
    this.#rules = incident.denied.flatMap((denied) =>
      denied.kubernetes ? [parseRule(denied, denied.kubernetes, kinds)] : [],
    );
  }

  /** Whether nothing is denied of what could be. */
  get unlimited(): boolean {
    return this.#rules.length === 0;
  }

  /** The entry that shuts the whole API. */
  outage(): Denied | undefined {
    return deniedBy(this.#incident, { system: 'kubernetes' });
  }

  /**
   * The entry that forbids a request. RBAC only ever grants, so an entry for one namespace means that no role grants the
   * verb in the whole cluster: a list across all namespaces is forbidden with it.
   */
  denial(asked: Attributes): Denied | undefined {
    const outage = this.outage();
    if (outage || aboutOneself.includes(asked.group)) return outage;
    const isOfCluster = this.#kinds.some(
      ({ group, plural, namespaced }) => group === asked.group && plural === asked.plural && !namespaced,
    );
    return this.#rules.find(({ verb, namespace, covers }) => {
      if (verb !== '*' && verb !== asked.verb) return false;
      if (!covers(asked)) return false;
      if (namespace === undefined || namespace === asked.namespace) return true;
      return asked.namespace === undefined && !isOfCluster;
    })?.denied;
  }
}

function parseRule(denied: Denied, rule: string, kinds: Kind[]): Rule {
  const [verb = '', resource = '', , namespace] = rule.split(' ');
  const [word = '', ...rest] = resource.split('/');
  const subresource = rest.join('/');
  const meant = word === '*' ? undefined : resolve(word, kinds);
  return {
    denied,
    verb,
    namespace,
    covers: (asked) => {
      if (resource === '*') return true;
      if (subresource !== '*' && subresource !== (asked.subresource ?? '')) return false;
      return meant === undefined || meant.some(({ group, plural }) => group === asked.group && plural === asked.plural);
    },
  };
}

/** Whatever kubectl would take the word for: plural, singular, short name or kind, with or without its group. */
function resolve(word: string, kinds: Kind[]): Pick<Kind, 'group' | 'plural'>[] {
  const [plural = '', ...group] = word.split('.');
  if (group.length > 0) return [{ plural, group: group.join('.') }];
  // The usage of pods and nodes shares their names, and is meant by its kind only.
  const named = kinds.filter((kind) => namesOf(kind).includes(word));
  if (named.length > 0) return named;
  throw new Error(unknownName('resource', word, [...new Set(kinds.flatMap(namesOf))]));
}

function namesOf({ group, plural, singular, kind, shortNames }: Kind): string[] {
  if (group === 'metrics.k8s.io') return [kind.toLowerCase()];
  return [plural, singular, kind.toLowerCase(), ...shortNames];
}
