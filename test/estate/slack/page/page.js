import { element } from './elements.js';
import { dayElement, messageElement } from './message.js';

const byId = (id) => document.getElementById(id);
const state = await (await fetch('/page/state')).json();
const messages = new Map(state.messages.map((message) => [message.ts, message]));
const shown = { channel: state.channel, thread: undefined };
const unread = new Set();
const names = {
  person: (id) => state.people.find((person) => person.id === id)?.name,
  channel: (id) => state.channels.find((channel) => channel.id === id)?.name,
};

byId('team').textContent = state.team;
byId('viewer').append(
  ...state.people.filter(({ bot }) => !bot).map(({ id, realName }) => element('option', { value: id }, realName)),
);
byId('viewer').addEventListener('change', draw);
byId('close-thread').addEventListener('click', () => openThread(undefined));
const composers = [
  composer(byId('channel-composer'), () => ({ channel: shown.channel })),
  composer(byId('thread-composer'), () => ({ channel: shown.channel, threadTs: shown.thread })),
];

/** `/archives/<channel>/p<ts>`, as links of messages have it. */
const [, linkedChannel, linkedTs] = /^\/archives\/(\w+)\/p(\d+)/.exec(location.pathname) ?? [];
if (state.channels.some(({ id }) => id === linkedChannel)) shown.channel = linkedChannel;
const linked = linkedTs && messages.get(`${linkedTs.slice(0, -6)}.${linkedTs.slice(-6)}`);
if (linked) shown.thread = linked.thread_ts ?? linked.ts;
else if (wide()) shown.thread = inChannel().findLast((message) => isOwn(message) && message.thread_ts)?.thread_ts;
draw({ toEnd: true });
follow();

function follow() {
  const events = new EventSource('/events');
  events.addEventListener('message', ({ data }) => {
    const { change, message } = JSON.parse(data);
    if (change === 'deleted') messages.delete(message.ts);
    else messages.set(message.ts, message);
    if (change === 'posted') noticed(message);
    draw();
  });
  events.addEventListener('error', () => {
    byId('connection').textContent = 'Connection lost, trying again …';
  });
  events.addEventListener('open', async () => {
    // What was said before the stream was open, or while it was not, is in the state.
    const { messages: all } = await (await fetch('/page/state')).json();
    for (const message of all) messages.set(message.ts, message);
    byId('connection').textContent = '';
    draw();
  });
}

/** An answer to somebody opens its thread, where there is room beside the channel. */
function noticed(message) {
  if (message.channel !== shown.channel) unread.add(message.channel);
  else if (isOwn(message) && message.thread_ts && !shown.thread && wide()) shown.thread = message.thread_ts;
}

function draw({ toEnd = false } = {}) {
  const channel = state.channels.find(({ id }) => id === shown.channel);
  byId('channel-name').textContent = `# ${channel.name}`;
  byId('thread-channel').textContent = `# ${channel.name}`;
  document.title = `#${channel.name} · ${state.team}`;
  byId('channels').replaceChildren(...state.channels.map(channelEntry));
  const roots = inChannel().filter((message) => !message.thread_ts || message.thread_ts === message.ts);
  fill(byId('channel-log'), roots, { withThreads: true, toEnd });
  byId('thread').hidden = !shown.thread;
  document.body.classList.toggle('with-thread', Boolean(shown.thread));
  fill(byId('thread-log'), shown.thread ? threadOf(shown.thread) : [], { toEnd });
}

function channelEntry({ id, name }) {
  const choose = () => {
    shown.channel = id;
    unread.delete(id);
    shown.thread = undefined;
    draw({ toEnd: true });
  };
  const classes = `${id === shown.channel ? 'current' : ''} ${unread.has(id) ? 'unread' : ''}`;
  return element('li', {}, element('button', { type: 'button', class: classes, onclick: choose }, `# ${name}`));
}

/** Puts messages into a log, keeping the elements of those that did not change and the end in sight. */
function fill(log, list, { withThreads = false, toEnd = false }) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const before = new Map([...log.children].map((child) => [child.dataset.key, child]));
  const children = [];
  let day;
  for (const message of list) {
    const at = new Date(Number(message.ts) * 1_000);
    if (withThreads && at.toDateString() !== day) children.push(keep(`day ${(day = at.toDateString())}`, () => dayElement(at)));
    const replies = withThreads ? threadOf(message.ts).slice(1) : undefined;
    const key = JSON.stringify([message, replies?.map(({ ts }) => ts), shown.thread === message.ts]);
    children.push(keep(key, () => messageElement(message, contextOf(replies, withThreads))));
  }
  if (list.length === 0) children.push(keep('empty', empty));
  log.replaceChildren(...children);
  const last = children.at(-1);
  const grew = last && !before.has(last.dataset.key);
  if (toEnd || (grew && (atEnd || list.at(-1)?.user === byId('viewer').value))) scrollToLast(log);

  function keep(key, make) {
    const made = before.get(key) ?? make();
    made.dataset.key = key;
    return made;
  }
}

/** To the end, but not past the beginning of the last message: a long answer is read from its top. */
function scrollToLast(log) {
  const { offsetTop = 0 } = log.lastElementChild ?? {};
  log.scrollTop = Math.min(log.scrollHeight, offsetTop - log.offsetTop - 8);
}

function empty() {
  return element('p', { class: 'empty' }, `Nothing here yet. Ask: @${state.bot.name} ${state.question}`);
}

function contextOf(replies, withThreads) {
  return {
    names,
    author({ user, bot_id }) {
      const person = state.people.find(({ id }) => id === user);
      return { name: person?.realName ?? user, bot: bot_id !== undefined };
    },
    press: async (ts, actionId) => {
      const { acknowledged } = await send('/page/click', { ts, actionId, user: byId('viewer').value });
      return acknowledged;
    },
    ...(withThreads && { replies, openThread }),
  };
}

function openThread(ts) {
  shown.thread = ts;
  draw();
  scrollToLast(byId('thread-log'));
  for (const { reset } of composers) reset();
}

function composer(form, target) {
  const [box, button] = form.elements;
  const problem = form.querySelector('.problem');
  const greeting = `@${state.bot.name} `;
  const grow = () => {
    box.style.height = 'auto';
    // A hidden box has no height of its own.
    if (box.scrollHeight > 0) box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
  };
  const reset = () => {
    box.value = greeting;
    grow();
  };
  box.placeholder = `@${state.bot.name} ${state.question}`;
  box.addEventListener('input', grow);
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (text === '' || text === greeting.trim()) return;
    button.disabled = true;
    problem.hidden = true;
    try {
      const { ts } = await send('/page/message', { text, user: byId('viewer').value, ...target() });
      if (!target().threadTs && text.includes(greeting.trim())) openThread(ts);
      reset();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
    button.disabled = false;
    box.focus();
  });
  reset();
  return { reset };
}

async function send(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

function inChannel() {
  const viewer = byId('viewer').value;
  return [...messages.values()]
    .filter(({ channel, ephemeral_for }) => channel === shown.channel && (!ephemeral_for || ephemeral_for === viewer))
    .sort((a, b) => Number(a.ts) - Number(b.ts));
}

function threadOf(root) {
  return inChannel().filter(({ ts, thread_ts }) => ts === root || thread_ts === root);
}

function isOwn({ user }) {
  return user === state.bot.id;
}

function wide() {
  return matchMedia('(min-width: 900px)').matches;
}
