import { blocks } from './blocks.js';
import { element } from './elements.js';
import { emoji } from './emoji.js';
import { mrkdwn } from './mrkdwn.js';

/**
 * A message with its author and time. `context` has names, people, `press(ts, actionId)`, and where the message is a
 * thread's root in its channel `replies` and `openThread`.
 */
export function messageElement(message, context) {
  const author = context.author(message);
  const at = new Date(Number(message.ts) * 1_000);
  const body = message.blocks?.length
    ? blocks(message.blocks, context.names, (action) => context.press(message.ts, action))
    : mrkdwn(message.text, context.names);
  return element(
    'article',
    { class: `message ${message.ephemeral_for ? 'ephemeral' : ''}`, id: `m${message.ts}` },
    element('div', { class: 'avatar', style: `--hue: ${hue(author.name)}`, 'aria-hidden': 'true' }, initials(author.name)),
    element(
      'div',
      { class: 'body' },
      message.ephemeral_for ? element('p', { class: 'faint' }, '👁 Only visible to you') : '',
      element(
        'p',
        { class: 'byline' },
        element('strong', {}, author.name),
        author.bot ? element('span', { class: 'badge' }, 'APP') : '',
        element('time', { datetime: at.toISOString(), title: at.toLocaleString() }, clock(at)),
        message.edited && message.bot_id === undefined ? element('span', { class: 'faint' }, '(edited)') : '',
      ),
      body,
      attachments(message, context),
      reactions(message),
      threadLink(message, context),
    ),
  );
}

/** The line between two days. */
export function dayElement(at) {
  const today = new Date().toDateString() === at.toDateString();
  const shown = today ? 'Today' : at.toLocaleDateString(undefined, { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' });
  return element('div', { class: 'day' }, element('span', {}, shown));
}

function attachments({ attachments: list = [] }, { names }) {
  return list.map(({ pretext, title, text, fallback, fields = [] }) =>
    element(
      'div',
      { class: 'attachment' },
      pretext ? mrkdwn(pretext, names) : [],
      title ? element('strong', {}, title) : '',
      mrkdwn(text ?? (title ? '' : (fallback ?? '')), names),
      fields.map((field) => element('p', {}, element('strong', {}, `${field.title} `), field.value)),
    ),
  );
}

function reactions({ reactions: list = [] }) {
  if (list.length === 0) return '';
  const pills = list.map(({ name, users }) => element('span', { class: 'reaction' }, `${emoji(name) ?? `:${name}:`} ${users.length}`));
  return element('div', { class: 'reactions' }, pills);
}

function threadLink({ ts }, { replies, openThread }) {
  if (!openThread) return '';
  if (!replies?.length) return element('button', { type: 'button', class: 'thread-link quiet', onclick: () => openThread(ts) }, 'Reply in thread');
  const last = clock(new Date(Number(replies.at(-1).ts) * 1_000));
  const count = `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`;
  return element(
    'button',
    { type: 'button', class: 'thread-link', onclick: () => openThread(ts) },
    element('strong', {}, count),
    element('span', { class: 'faint' }, `Last reply ${last}`),
  );
}

function clock(at) {
  return at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}

function initials(name) {
  return name.split(/\s+/).map((word) => word[0] ?? '').join('').slice(0, 2).toUpperCase();
}

function hue(name) {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
}
