/** What names of things come to in whatever way they are written: `readTimeout`, `READ_TIMEOUT` and `read-timeout` are one. */
export interface Features {
  /** Single words, without the endings of the plural. */
  words: Set<string>;
  /** Two words that stand beside each other in one name. */
  pairs: Set<string>;
}

export function featuresOf(text: string): Features {
  const words = new Set<string>();
  const pairs = new Set<string>();
  for (const [name] of text.matchAll(/[A-Za-z][\w-]*\w/g)) {
    if (isRandom(name)) continue;
    // What runs beside its predecessor is told from it by a number alone: `engine_v3`.
    for (const [, mark = ''] of name.matchAll(/(?<![A-Za-z])(v[2-9]\d?)(?![A-Za-z\d])/gi))
      words.add(mark.toLowerCase());
    const parts = partsOf(name);
    parts.filter((part) => part.length > 3 && !everywhere.has(part)).map((part) => words.add(part));
    for (const [at, part] of parts.entries()) {
      const before = parts[at - 1];
      if (before !== undefined && !(everywhere.has(part) && everywhere.has(before))) pairs.add(`${before} ${part}`);
    }
  }
  return { words, pairs };
}

/** Of a humped, dashed or underscored name its words, in one form. */
export const partsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2')
    .split(/[^A-Za-z]+/)
    .map((part) => stem(part.toLowerCase()))
    .filter((part) => part.length > 1);

const stem = (word: string): string =>
  word.length > 4
    ? word
        .replace(/ies$/, 'y')
        .replace(/(?<=[^s])s$/, '')
        .replace(/ed$/, '')
    : word;

/** Ids, digests and stamps are of nobody's making. */
const isRandom = (name: string): boolean => /\d.*\d.*\d/.test(name) || /^(?=.*\d)[0-9a-f-]{6,}$/i.test(name);

/** Words of which every program, log and curve is made. */
const everywhere = new Set(
  `status code http https request response error trace span service handler client server level time count name type value
  user found from with that this then else when while return const import export async await public private final static
  class function func void null none true false undefined string number boolean package module default extends implements
  version build image config configuration application data content message text host port path file line
  internal external total size east west north south central fail failure exception before after last mean largest step
  service.name operation severity info warn warning msg trace.id duration apps prod production main java kotlin python src
  lib libs app api www http2 json yaml yml method self super throw throws catch finally try switch case break continue
  into over than more most some each every only also which what where there have been being would could should
  changed finding start started stop stopped new old first since until window dimension
  item list array object map key set get put post delete patch head option start end begin min max`
    .split(/\s+/)
    .map((word) => (word.length > 4 ? stem(word) : word)),
);
