import { withoutError } from '../log-level.ts';

/** Stands for what varies between lines of one pattern. */
export const varying = '<*>';

const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';

/** What a splitting into words would tear apart. Of two that begin at the same character, the first is taken. */
const values = new RegExp(
  [
    // Timestamps: 2026-05-12T09:00:00.123Z, 05-12 09:00:00,123; Tue May 12 09:00:00 UTC 2026
    String.raw`\b(?:\d{4}[-/.])?\d\d?[-/.]\d\d?[T ,-]\d\d?[:.]\d\d[:.]\d\d(?:[.,]\d+)?(?:Z|\b ?[+-]\d\d:?\d\d\b)?`,
    String.raw`\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:${month} +\d\d?|\d\d? ${month})(?:,? \d{4})? \d\d:\d\d:\d\d(?: [A-Z]{3,4}\b)?(?: \d{4}\b)?`,
    // URLs; paths of two segments and more, and Windows' paths
    String.raw`\b[a-z][a-z0-9+.-]{1,14}:\/\/[^\s"'<>,;)\]]+`,
    String.raw`(?<![\w<>)])\.{0,2}\/[\w.@%+~$:-]+\/[\w.@%+~$:/=?&-]*`,
    String.raw`(?:\b[a-z]:|\\)\\[^\s"',;]+`,
    // Numbers with their unit, apart from it by a space
    String.raw`\b\d+(?:\.\d+)? (?:[KMGT]?i?B|bytes|[mun]?s|sec|seconds?|minutes?|min|hours?|days?|%)(?![\w])`,
  ].join('|'),
  'gi',
);

const word = /<\*>|[^\s=,;|()[\]{}"'<>]+/g;
const fileOrHost =
  /^(?:[\w-]+\.)+(?:com|net|org|io|edu|gov|info|local|internal|svc|dev|cloud|exe|dll|so|jar|war|py|js|ts|go|java|rb|c|cc|cpp|h|log|txt|xml|json|ya?ml|conf|cfg|ini|properties|dat|db|sql|sh|tmp|gz|zip|html?|php|pid|sock|lock|[a-z]{2})(?::\d+)?$/i;
const joined = /[-_~./@:#$%&?+*\\]/;
const amount = /^[-+]?\d[\d.,]*[a-zµ]{0,3}$/i;
const hexadecimal = /^(?:0x)?[\da-f]+$/i;
const errorCode = /^[A-Z]{2,}-?\d{3,5}$/;

/**
 * The words of a message, with `<*>` for what varies: numbers, sizes, durations, timestamps, identifiers with digits,
 * addresses, hosts, URLs, files and paths. Values that follow each other count as one, however many they are.
 */
export function wordsOf(message: string): string[] {
  const words: string[] = [];
  // `0 errors` is other news than `3 errors`, though both are numbers.
  const told = /err|fail|excep/i.test(message) ? message.replace(withoutError, ' no-error ') : message;
  for (const found of told.replace(values, varying).match(word) ?? []) {
    const masked = maskWord(found.replace(/[.:!?-]+$/, ''));
    if (masked === '' || (masked.includes(varying) && words.at(-1) === masked)) continue;
    words.push(masked);
  }
  return words;
}

function maskWord(found: string): string {
  if (/\d/.test(found)) {
    if (errorCode.test(found)) return found;
    if (joined.test(found) || amount.test(found) || hexadecimal.test(found)) return varying;
    const masked = found.replace(/\d+/g, varying);
    return masked.indexOf(varying) === masked.lastIndexOf(varying) ? masked : varying;
  }
  if (found.includes('@') || (found.includes('.') && fileOrHost.test(found)) || /\/.*[./]/.test(found)) return varying;
  return found;
}
