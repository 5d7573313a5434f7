import type { Description, Operation } from './cut.ts';

export interface FoundRoute {
  /** `/repos/{owner}/{repo}/commits` */
  template: string;
  operation: Operation;
  /** Where the operation stands in the document. */
  pointer: string;
}

/** These may hold slashes in what they stand for. */
const manySegments = /^\{(?:ref|basehead)\}$/;

/** The operation that a path is one of; of several the one with the most words of its own. */
export function routeOf({ paths }: Description, method: string, path: string): FoundRoute | undefined {
  const verb = method.toLowerCase();
  const [template] = Object.keys(paths)
    .filter((one) => paths[one]?.[verb] !== undefined && patternOf(one).test(path))
    .sort((a, b) => wordsOf(b) - wordsOf(a));
  if (template === undefined) return undefined;
  const pointer = `/paths/${template.replaceAll('/', '~1')}/${verb}`;
  return { template, operation: paths[template]?.[verb] as Operation, pointer: encodeBraces(pointer) };
}

const wordsOf = (template: string): number => template.replace(/\{[^}]+\}/g, '').length;

const patternOf = (template: string): RegExp => {
  const [, ...segments] = template.split('/');
  const patterns = segments.map((segment) => {
    // The root of a tree is the empty path.
    if (segment === '{path}') return '(?:/.*)?';
    if (manySegments.test(segment)) return '/.+';
    const own = segment.split(/\{[^}]+\}/).map((text) => text.replaceAll('.', '\\.'));
    return `/${own.join('[^/]+')}`;
  });
  return new RegExp(`^${patterns.join('')}/?$`);
};

/** A pointer in a URI's fragment. */
const encodeBraces = (pointer: string): string => pointer.replaceAll('{', '%7B').replaceAll('}', '%7D');
