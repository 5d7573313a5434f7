import { element, link } from './elements.js';
import { emoji } from './emoji.js';

/** Slack's mrkdwn as elements: paragraphs, code blocks, quotes and lists, and what stands inside a line. */
export function mrkdwn(text, names) {
  return text.split(/```([\s\S]*?)```/).flatMap((part, at) => {
    if (at % 2 === 1) return [element('pre', {}, element('code', {}, unescaped(part.replace(/^\n|\n$/g, ''))))];
    // The line ends round a code block are the block's own.
    const lines = part.split('\n');
    if (at > 0 && lines[0].trim() === '') lines.shift();
    if (lines.length > 0 && lines.at(-1).trim() === '') lines.pop();
    return paragraphs(lines, names);
  });
}

const kinds = [
  { kind: 'quote', pattern: /^(?:&gt;|>) ?(.*)$/ },
  { kind: 'bullet', pattern: /^\s*[•◦▪-] (.*)$/ },
  { kind: 'number', pattern: /^\s*(\d+)[.)] (.*)$/ },
];

function paragraphs(lines, names) {
  const groups = [];
  for (const line of lines) {
    const found = kinds.find(({ pattern }) => pattern.test(line));
    const kind = found?.kind ?? 'text';
    const match = found?.pattern.exec(line);
    if (groups.at(-1)?.kind !== kind) groups.push({ kind, items: [], start: kind === 'number' ? match[1] : undefined });
    groups.at(-1).items.push(match ? match.at(-1) : line);
  }
  return groups.map(({ kind, items, start }) => {
    if (kind === 'bullet' || kind === 'number') {
      const entries = items.map((item) => element('li', {}, inline(item, names)));
      return kind === 'bullet' ? element('ul', {}, entries) : element('ol', { start }, entries);
    }
    const shown = items.flatMap((item, at) => [at > 0 ? element('br') : '', ...inline(item, names)]);
    return element(kind === 'quote' ? 'blockquote' : 'p', {}, shown);
  });
}

/** Tried in this order: code first, since nothing inside it means anything. */
const spans = [
  { pattern: /`([^`\n]+)`/, make: ([, inner]) => [element('code', {}, unescaped(inner))] },
  { pattern: /<([@#!])([^>|]*)(?:\|([^>]*))?>/, make: mention },
  { pattern: /<([^>|\s]+)(?:\|([^>]*))?>/, make: ([, url, label]) => [link(unescaped(url), unescaped(label || url))] },
  { pattern: /(?<![\w*])\*(?=\S)([^*\n]*[^*\s])\*(?![\w*])/, tag: 'strong' },
  { pattern: /(?<![\w_])_(?=\S)([^_\n]*[^_\s])_(?![\w_])/, tag: 'em' },
  { pattern: /(?<![\w~])~(?=\S)([^~\n]*[^~\s])~(?![\w~])/, tag: 's' },
  { pattern: /(?<![\w:]):([a-z0-9_+-]+):(?![\w:])/, make: ([whole, name]) => [emoji(name) ?? whole] },
];

function inline(text, names) {
  let first;
  for (const span of spans) {
    const match = span.pattern.exec(text);
    if (match && (first === undefined || match.index < first.match.index)) first = { span, match };
  }
  if (!first) return text === '' ? [] : [unescaped(text)];
  const { span, match } = first;
  const shown = span.tag ? [element(span.tag, {}, inline(match[1], names))] : span.make(match, names);
  return [...inline(text.slice(0, match.index), names), ...shown, ...inline(text.slice(match.index + match[0].length), names)];
}

function mention([, sign, target, label], names) {
  if (sign === '@') return [pill(`@${names.person(target) ?? (label || target)}`)];
  if (sign === '#') return [pill(`#${names.channel(target) ?? (label || target)}`)];
  const [command, seconds] = target.split('^');
  if (command === 'date') return [time(Number(seconds) * 1_000) ?? unescaped(label ?? '')];
  return [pill(unescaped(label || `@${command}`))];
}

function time(at) {
  if (!Number.isFinite(at)) return undefined;
  const shown = new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return element('time', { datetime: new Date(at).toISOString() }, shown);
}

export function pill(text) {
  return element('span', { class: 'mention' }, text);
}

/** Slack escapes three characters and no others. */
function unescaped(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
