import { ToolError } from '../../runtime/tool-error.ts';

export interface Term {
  text: string;
  /** A phrase in quotes. */
  phrase: boolean;
  /** `-word`: messages that hold it are not wanted. */
  without: boolean;
}

/** Slack's own modifiers, which would reach past the arguments. */
const modifier = /^-?(?:in|from|to|with|before|after|on|during|has|is|hasmy|threads|creator|type|channel):/i;

/**
 * Words and "phrases" that must all stand in a message, `-word` not.
 *
 * @throws ToolError invalid_arguments for an empty query and for modifiers
 */
export function parseQuery(query: string): Term[] {
  const found = [...query.matchAll(/(-?)"([^"]+)"|(\S+)/g)].map(([, minus, phrase, word = '']): Term => {
    if (phrase !== undefined) return { text: phrase, phrase: true, without: minus === '-' };
    const without = /^-\w/.test(word);
    return { text: (without ? word.slice(1) : word).replaceAll('"', ''), phrase: false, without };
  });
  const terms = found.filter(({ text }) => text !== '');
  const wrong = terms.find(({ text, phrase }) => !phrase && modifier.test(text));
  if (wrong) {
    throw new ToolError('invalid_arguments', `'${wrong.text}' is a modifier of Slack's, not words to look for`, {
      hint: 'channels, since and until are arguments; put it in quotes to look for the words',
    });
  }
  if (!terms.some(({ without }) => !without)) {
    throw new ToolError('invalid_arguments', 'query names no word to look for', { hint: 'a word, or "a phrase"' });
  }
  return terms;
}

/** As Slack's search takes it. */
export function slackQuery(terms: Term[]): string {
  return terms.map(({ text, phrase, without }) => `${without ? '-' : ''}${phrase ? `"${text}"` : text}`).join(' ');
}

/** Whether text holds every word and phrase, whatever their case, and none of the unwanted. */
export function matches(text: string, terms: Term[]): boolean {
  const flat = text.toLowerCase().replace(/\s+/g, ' ');
  return terms.every(({ text: wanted, without }) => flat.includes(wanted.toLowerCase()) !== without);
}
