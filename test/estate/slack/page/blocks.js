import { element, link } from './elements.js';
import { emoji } from './emoji.js';
import { mrkdwn, pill } from './mrkdwn.js';

/** Block Kit as elements. `press` is called with a button's action id and answers whether the app took it. */
export function blocks(list, names, press) {
  return list.map((block) => (shapes[block.type] ?? unknown)(block, names, press));
}

const shapes = {
  header: ({ text }) => element('h3', {}, plain(text.text)),
  divider: () => element('hr'),
  section: ({ text, fields, accessory }, names, press) =>
    element(
      'div',
      { class: 'section' },
      element(
        'div',
        { class: 'text' },
        text ? textObject(text, names) : [],
        fields ? element('div', { class: 'fields' }, fields.map((field) => element('div', {}, textObject(field, names)))) : '',
      ),
      accessory ? element('div', { class: 'accessory' }, control(accessory, names, press)) : '',
    ),
  context: ({ elements }, names, press) =>
    element(
      'div',
      { class: 'context' },
      elements.map((one) => (one.type === 'image' ? control(one, names, press) : element('div', {}, textObject(one, names)))),
    ),
  actions: ({ elements }, names, press) =>
    element('div', { class: 'actions' }, elements.map((one) => control(one, names, press))),
  image: ({ image_url, alt_text, title }) => element('p', {}, '🖼️ ', link(image_url, title?.text || alt_text)),
  rich_text: ({ elements }, names) => element('div', {}, elements.map((one) => rich(one, names))),
  markdown: ({ text }, names) => element('div', {}, mrkdwn(text, names)),
};

function unknown({ type }) {
  return element('p', { class: 'faint' }, `[a block of type ${type}, which this page does not show]`);
}

function textObject({ type, text }, names) {
  return type === 'mrkdwn' ? mrkdwn(text, names) : [element('p', {}, plain(text))];
}

function plain(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);
}

function control(given, _names, press) {
  if (given.type === 'button') return button(given, press);
  if (given.type === 'image') return element('span', {}, '🖼️ ', link(given.image_url, given.alt_text));
  return element('span', { class: 'faint' }, `[${given.type}]`);
}

function button({ text, action_id, style, url, confirm }, press) {
  const made = element(
    'button',
    { type: 'button', class: `control ${style ?? ''}`, 'data-action': action_id, onclick: () => pressed() },
    plain(text.text),
  );
  return made;

  async function pressed() {
    if (confirm && !window.confirm(`${confirm.title.text}\n\n${confirm.text.text}`)) return;
    if (url && /^https?:/i.test(url)) window.open(url, '_blank', 'noopener,noreferrer');
    made.disabled = true;
    made.classList.remove('failed');
    const taken = await press(action_id);
    made.disabled = false;
    made.classList.toggle('failed', !taken);
    made.title = taken ? '' : 'The app did not answer. Try again?';
  }
}

function rich(given, names) {
  const inner = () => given.elements.map((one) => richSpan(one, names));
  if (given.type === 'rich_text_section') return element('p', {}, inner().flat());
  if (given.type === 'rich_text_quote') return element('blockquote', {}, inner().flat());
  if (given.type === 'rich_text_preformatted') return element('pre', {}, element('code', {}, inner().flat()));
  if (given.type === 'rich_text_list') {
    const items = given.elements.map((section) => element('li', {}, section.elements.flatMap((one) => richSpan(one, names))));
    return element(given.style === 'ordered' ? 'ol' : 'ul', { 'data-indent': given.indent }, items);
  }
  return unknown(given);
}

function richSpan({ type, text = '', style = {}, url, user_id, channel_id, range, name }, names) {
  if (type === 'link') return [link(url, text || url)];
  if (type === 'user') return [pill(`@${names.person(user_id) ?? user_id}`)];
  if (type === 'channel') return [pill(`#${names.channel(channel_id) ?? channel_id}`)];
  if (type === 'broadcast') return [pill(`@${range}`)];
  if (type === 'emoji') return [emoji(name) ?? `:${name}:`];
  const tags = { code: 'code', bold: 'strong', italic: 'em', strike: 's' };
  const lines = text.split('\n').flatMap((line, at) => (at > 0 ? [element('br'), line] : [line]));
  return Object.entries(tags).reduce((inner, [key, tag]) => (style[key] ? [element(tag, {}, inner)] : inner), lines);
}
