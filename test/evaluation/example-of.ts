/**
 * A short text that a regular expression of a case matches, for reports that have to be scored as right. Knows what cases use:
 * alternatives, groups, classes, escapes and quantifiers. Throws where its text does not match after all.
 */
export function exampleOf(source: string): string {
  const reader = new Reader(source);
  const text = ` ${reader.alternatives()} `;
  if (!reader.done || !new RegExp(source, 'i').test(text)) throw new Error(`no example of /${source}/ is known`);
  return text.trim();
}

class Reader {
  private at = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  get done(): boolean {
    return this.at >= this.source.length;
  }

  /** The first alternative; the others are read over. */
  alternatives(): string {
    const [first = ''] = this.allAlternatives();
    return first;
  }

  private allAlternatives(): string[] {
    const all = [this.sequence()];
    while (this.took('|')) all.push(this.sequence());
    return all;
  }

  private sequence(): string {
    let text = '';
    while (!this.done && !'|)'.includes(this.source[this.at] ?? '')) text += this.repeated(this.atom());
    return text;
  }

  /** Once, but not at all where an optional thing would only lengthen it. */
  private repeated(atom: string): string {
    if (this.took('?') || this.took('*')) {
      this.took('?');
      return '';
    }
    if (this.took('+')) return atom;
    const counted = /^\{(\d+)(?:,\d*)?\}/.exec(this.source.slice(this.at));
    if (!counted) return atom;
    this.at += counted[0].length;
    return atom.repeat(Number(counted[1]));
  }

  private atom(): string {
    const character = this.source[this.at++] ?? '';
    if (character === '(') return this.group();
    if (character === '[') return this.ofClass();
    if (character === '\\') return escaped(this.source[this.at++] ?? '');
    if (character === '.') return 'x';
    return character === '^' || character === '$' ? '' : character;
  }

  private group(): string {
    const looksAway = /^\?<?!/.test(this.source.slice(this.at));
    this.at += /^\?(?::|<?[=!])/.exec(this.source.slice(this.at))?.[0].length ?? 0;
    const text = this.alternatives();
    this.took(')');
    return looksAway ? '' : text;
  }

  private ofClass(): string {
    const end = this.source.indexOf(']', this.at + 1);
    const inside = this.source.slice(this.at, end);
    this.at = end + 1;
    if (inside.startsWith('^')) return inside.includes('x') ? 'q' : 'x';
    return inside.startsWith('\\') ? escaped(inside[1] ?? '') : (inside[0] ?? '');
  }

  private took(character: string): boolean {
    if (this.source[this.at] !== character) return false;
    this.at += 1;
    return true;
  }
}

/** A word's edge needs something that is no word character beside it. */
const escaped = (character: string): string =>
  ({ b: '', B: '', d: '7', w: 'w', s: ' ', S: 's', D: 'd', W: '-' })[character] ?? character;
