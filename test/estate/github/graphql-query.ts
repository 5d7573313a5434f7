import { NotServed } from '../system.ts';

/** What a query asks of an object. Aliases and directives are not served. */
export type Selection =
  | { kind: 'field'; name: string; args: Record<string, unknown>; selections: Selection[] }
  | { kind: 'on'; type: string; selections: Selection[] };

/** Reads a document of one query and its fragments, and fills variables and fragments in. */
export function parseQuery(text: string, variables: Record<string, unknown>): Selection[] {
  const tokens = text.replace(/#.*/g, '').match(/\.\.\.|[{}():$!,[\]=@]|"(?:[^"\\]|\\.)*"|[\w.-]+/g) ?? [];
  const fragments = new Map<string, Extract<Selection, { kind: 'on' }>>();
  let at = 0;
  const next = (): string => tokens[at++] ?? '';
  const expect = (token: string): void => {
    const found = next();
    if (found !== token) throw new NotServed(`a query with '${found}' where '${token}' was expected`);
  };
  const given = (token: string): unknown => {
    if (token === '$') {
      const name = next();
      if (!(name in variables)) throw new NotServed(`a query without its variable ${name}`);
      return variables[name];
    }
    return JSON.parse(token);
  };
  const fields = (): Selection[] => {
    expect('{');
    const found: Selection[] = [];
    while (tokens[at] !== '}') {
      const token = next();
      if (token === '...') {
        const word = next();
        if (word === 'on') found.push({ kind: 'on', type: next(), selections: fields() });
        else found.push(lazily(word));
        continue;
      }
      const args: Record<string, unknown> = {};
      if (tokens[at] === '(') {
        next();
        while (tokens[at] !== ')') {
          const name = next();
          expect(':');
          args[name] = given(next());
          if (tokens[at] === ',') next();
        }
        next();
      }
      if (!/^[a-zA-Z_]\w*$/.test(token) || tokens[at] === ':') throw new NotServed(`a query with '${token}:'`);
      found.push({ kind: 'field', name: token, args, selections: tokens[at] === '{' ? fields() : [] });
    }
    next();
    return found;
  };
  /** A fragment may be defined after it is used. */
  const lazily = (name: string): Selection => {
    const used: Extract<Selection, { kind: 'on' }> = { kind: 'on', type: name, selections: [] };
    pending.push(() => {
      const fragment = fragments.get(name);
      if (!fragment) throw new NotServed(`a query without its fragment ${name}`);
      used.type = fragment.type;
      used.selections = fragment.selections;
    });
    return used;
  };
  const pending: (() => void)[] = [];
  let query: Selection[] | undefined;
  while (at < tokens.length) {
    const word = next();
    if (word === 'fragment') {
      const name = next();
      expect('on');
      fragments.set(name, { kind: 'on', type: next(), selections: fields() });
    } else if (word === 'query') {
      while (tokens[at] !== '{') next();
      query = fields();
    } else throw new NotServed(`the GraphQL operation ${word}`);
  }
  for (const fill of pending) fill();
  if (!query) throw new NotServed('a GraphQL document without a query');
  return query;
}

/** An object of the schema: its type's name, and what each of its fields is. A field may take arguments. */
export interface Node {
  type: string;
  fields: Record<string, (args: Record<string, unknown>) => unknown>;
}

/** What a query asks of a node. A field that the node does not have is not served. */
export function select(node: Node, selections: Selection[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const selection of selections) {
    if (selection.kind === 'on') {
      if (selection.type === node.type) Object.assign(found, select(node, selection.selections));
      continue;
    }
    const { name, args, selections: inner } = selection;
    const field = node.fields[name];
    if (!field && name !== '__typename') throw new NotServed(`the GraphQL field ${node.type}.${name}`);
    found[name] = field ? shown(field(args), inner) : node.type;
  }
  return found;
}

function shown(value: unknown, selections: Selection[]): unknown {
  if (Array.isArray(value)) return value.map((one) => shown(one, selections));
  return isNode(value) ? select(value, selections) : value;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'fields' in value;
