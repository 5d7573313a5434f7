import type { Category } from '../../../workflows/categories.ts';

/** What the words of a symptom imply beside the category of its finding: a commit that is known to bring that may be meant. */
const implications: { words: RegExp; categories: readonly Category[] }[] = [
  {
    words: /\bheap\b|\bgc[_ ]|out.?of.?memory|\boom|\brss\b|memory_(?:mb|pct|used|working)/i,
    categories: ['out-of-memory'],
  },
  {
    words: /db[._]quer|queries|\bsql\b|db_cpu|db_query/i,
    categories: ['slow-query', 'database-cpu'],
  },
  {
    words: /time.?d?.?out|deadline exceeded/i,
    categories: ['dependency-unreachable', 'function-timeout', 'dependency-slow'],
  },
  {
    words: /too many requests|surge|request_rate|\b429\b|shedding|throttl/i,
    categories: ['traffic-surge', 'throttled'],
  },
  {
    words: /pool (?:is )?exhausted|for a connection|connections? (?:pool|limit)/i,
    categories: ['connection-pool-exhausted', 'database-connections'],
  },
  {
    words: /\b40[13]\b|unauthori[sz]ed|forbidden|signature|assertion/i,
    categories: ['credentials-invalid', 'permission-denied'],
  },
  {
    words:
      /(?:Type|Attribute|Key|Value|Parse|Syntax|Reference|Index|Range|Overflow|ZeroDivision|Assertion|Lookup|Decode|Validation)Error|NullPointer|ClassCast|NumberFormat|IllegalState|IllegalArgument|OutOfBounds|Arithmetic|NoSuchElement|ConcurrentModification|nil pointer|index out of range|divi(?:de|sion) by zero|Deserializ|fromisoformat|unmarshal|unexpected (?:token|type|end)|cannot (?:parse|read|convert)|invalid (?:date|format|json|type)/i,
    categories: ['code-defect', 'application-crash', 'schema-mismatch'],
  },
  {
    words: /\b413\b|\b431\b|too large|larger than (?:the )?max|exceeds? (?:the )?(?:max|limit|allowed)|body limit/i,
    categories: ['configuration-change', 'bad-configuration'],
  },
  // Work that stops without an error goes elsewhere, or is waited for elsewhere.
  { words: /: work done, \S+ fell /, categories: ['configuration-change', 'job-failing', 'scaled-to-zero'] },
  { words: /event.?loop|blocked_ms|cpu_pct|cpu usage|\bcpu\b/i, categories: ['function-timeout'] },
];

/** Beside `found`, what is said in `spoken`. */
export const impliedBy = (spoken: string): Set<Category> =>
  new Set(implications.flatMap(({ words, categories }) => (words.test(spoken) ? categories : [])));

/** Trouble that fills up: what brings it took effect long before anybody sees it. */
export const buildsUp: ReadonlySet<Category> = new Set<Category>([
  'out-of-memory',
  'disk-full',
  'too-many-open-files',
  'database-storage',
  'database-connections',
  'connection-pool-exhausted',
]);

/** Kinds that a change of code may well show as; of all others, only what is known to bring them is accused by likelihood. */
export const opensToCode: ReadonlySet<Category> = new Set<Category>([
  'unknown',
  'application-crash',
  'code-defect',
  'bad-configuration',
  'configuration-change',
  'feature-flag',
  'schema-mismatch',
  'dependency-slow',
  'dependency-outage',
  'probe-failing',
  'rollout-stuck',
  'load-balancer-unhealthy',
  'function-timeout',
  'out-of-memory',
  'slow-query',
]);
