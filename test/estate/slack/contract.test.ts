import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { slackErrors } from '../../../mcp-servers/slack/refusal.ts';
import type { Answer, Contract, MethodName } from './contract.ts';
import { documentedErrors, isKnownError, ofEveryMethod, seenErrors } from './documented-errors.ts';
import { defineMethod, type Method, text } from './method.ts';
import { type SlackUnderTest, startSlack } from './slack-under-test.ts';
import { methods, tokens } from './web-api.ts';

let slack: SlackUnderTest;
let ts: string;
let channel: string;

beforeAll(async () => {
  slack = await startSlack();
  slack.world.userScopes.add('search:read').add('search:read.public');
  slack.world.scopes.add('reactions:write');
  slack.world.userGroup('oncall');
  channel = slack.world.channelId('incidents');
  slack.world.describe('incidents', { topic: 'a', purpose: 'b', bookmarks: [{ title: 'c', link: 'https://d.test' }] });
  ts = slack.world.say('needle');
  slack.world.pin('incidents', ts);
});
afterAll(() => slack.close());

async function call(method: MethodName, args: object, token: string = tokens.bot): Promise<Record<string, unknown>> {
  const answer = await fetch(`${slack.env.SLACK_API_URL}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  return z.record(z.string(), z.unknown()).parse(await answer.json());
}

/** Arguments as @slack/web-api types them, and the fields that Slack's own page says are always there. */
type Example<Name extends MethodName> = { args: () => NonNullable<Contract[Name][0]>; has: (keyof Answer<Name>)[] };
const user = 'U0MARIA01';
const own = async () => String((await call('chat.postMessage', { channel, text: 'mine' })).ts);
let mine = '';

const examples: { [Name in MethodName]: Example<Name> } = {
  'apps.connections.open': { args: () => ({}), has: ['url'] },
  'assistant.search.context': { args: () => ({ query: 'needle', disable_semantic_search: true }), has: ['results'] },
  'auth.test': { args: () => ({}), has: ['user_id', 'url', 'team_id', 'user', 'team'] },
  'bookmarks.list': { args: () => ({ channel_id: channel }), has: ['bookmarks'] },
  'bots.info': { args: () => ({ bot: 'B0SREAGENT' }), has: ['bot'] },
  'chat.delete': { args: () => ({ channel, ts: mine }), has: ['channel', 'ts'] },
  'chat.getPermalink': { args: () => ({ channel, message_ts: ts }), has: ['permalink', 'channel'] },
  'chat.postEphemeral': { args: () => ({ channel, user, text: 'x' }), has: ['message_ts'] },
  'chat.postMessage': { args: () => ({ channel, text: 'x' }), has: ['channel', 'ts', 'message'] },
  'chat.update': { args: () => ({ channel, ts: mine, text: 'y' }), has: ['channel', 'ts', 'text', 'message'] },
  'conversations.history': { args: () => ({ channel }), has: ['messages', 'has_more', 'pin_count'] },
  'conversations.info': { args: () => ({ channel }), has: ['channel'] },
  'conversations.join': { args: () => ({ channel }), has: ['channel'] },
  'conversations.list': { args: () => ({ limit: 10 }), has: ['channels', 'response_metadata'] },
  'conversations.members': { args: () => ({ channel }), has: ['members', 'response_metadata'] },
  'conversations.open': { args: () => ({ users: user }), has: ['channel'] },
  'conversations.replies': { args: () => ({ channel, ts }), has: ['messages', 'has_more'] },
  'files.completeUploadExternal': { args: () => ({ files: [{ id: uploaded }], channel_id: channel }), has: ['files'] },
  'files.getUploadURLExternal': { args: () => ({ filename: 'a.md', length: 1 }), has: ['file_id', 'upload_url'] },
  'pins.list': { args: () => ({ channel }), has: ['items'] },
  'reactions.add': { args: () => ({ channel, name: 'eyes', timestamp: ts }), has: [] },
  'search.messages': { args: () => ({ query: 'needle' }), has: ['query', 'messages'] },
  'team.info': { args: () => ({}), has: ['team'] },
  'usergroups.list': { args: () => ({}), has: ['usergroups'] },
  'users.conversations': { args: () => ({}), has: ['channels', 'response_metadata'] },
  'users.info': { args: () => ({ user }), has: ['user'] },
  'users.list': { args: () => ({}), has: ['members', 'cache_ts', 'response_metadata'] },
  'views.open': {
    args: () => ({ trigger_id: 'none', view: { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] } }),
    has: [],
  },
};
let uploaded = '';

const tokenFor = (kind: Method['token']): string => tokens[kind ?? 'bot'];

async function upload(): Promise<string> {
  const { file_id, upload_url } = await call('files.getUploadURLExternal', { filename: 'a.md', length: 1 });
  await fetch(String(upload_url), { method: 'POST', body: 'a' });
  return String(file_id);
}

describe('every method', () => {
  it('stands in the contract, and every one of the contract is served', () => {
    expect(methods.map(({ name }) => name).sort()).toEqual(Object.keys(examples).sort());
  });

  it.each(methods)('$name answers with what Slack always answers', async ({ name, token }) => {
    mine = await own();
    uploaded = await upload();
    const { args, has } = examples[name];
    const answer = await call(name, args(), tokenFor(token));
    // Its trigger was given to nobody.
    if (name === 'views.open') expect(answer).toEqual({ ok: false, error: 'expired_trigger_id' });
    else expect({ ...answer, error: answer.error }).toMatchObject({ ok: true, error: undefined });
    expect(Object.keys(answer)).toEqual(expect.arrayContaining(has));
    expect(slack.journal.notServed).toEqual([]);
  });

  it.each(methods)('$name refuses without a token, and with another kind of token', async ({ name, token }) => {
    const { args } = examples[name];
    const other = token === 'app' ? tokens.bot : tokens.app;
    expect(await call(name, args(), 'xoxb-wrong')).toEqual({ ok: false, error: 'invalid_auth' });
    expect(await call(name, args(), other)).toEqual({ ok: false, error: 'not_allowed_token_type' });
  });

  it.each(methods.filter(({ scope, token }) => scope && token !== 'app'))(
    '$name names the scope that is missing',
    async ({ name, scope = '', token }) => {
      const granted = token === 'user' ? slack.world.userScopes : slack.world.scopes;
      granted.delete(scope);
      const refused = await call(name, examples[name].args(), tokenFor(token));
      granted.add(scope);
      expect(refused).toMatchObject({ ok: false, error: 'missing_scope', needed: scope });
    },
  );
});

describe('errors', () => {
  it('that Slack does not document break the estate instead of being answered', () => {
    expect(isKnownError('search.messages', 'no_query')).toBe(true);
    expect(isKnownError('conversations.replies', 'not_in_channel')).toBe(true);
    expect(isKnownError('search.messages', 'channel_not_found')).toBe(false);
  });

  it('by which the product decides are words of Slack', () => {
    const known = [...ofEveryMethod, ...Object.values(documentedErrors).flat(), ...Object.values(seenErrors).flat()];
    expect(Object.keys(slackErrors).filter((word) => !known.includes(word))).toEqual([]);
  });
});

describe('the types', () => {
  // `tsc --noEmit` holds these: where one compiled, its expectation would be the error.
  it('let no answer and no parameter through that @slack/web-api does not know', () => {
    const params = z.object({ channel: text });
    const methodsOfNobody = [
      // @ts-expect-error a field that Slack has not
      defineMethod('pins.list', { params, answer: () => ({ items: [], invented: true }) }),
      // @ts-expect-error and further inside
      defineMethod('pins.list', { params, answer: () => ({ items: [{ type: 'message', invented: true }] }) }),
      // @ts-expect-error a field of another type
      defineMethod('conversations.history', { params, answer: () => ({ has_more: 'yes' }) }),
      // @ts-expect-error a value that is none of Slack's
      defineMethod('conversations.info', { params, answer: () => ({ channel: { is_private: 1 } }) }),
      // @ts-expect-error a parameter that the client cannot send
      defineMethod('pins.list', { params: z.object({ channels: text }), answer: () => ({ items: [] }) }),
      // @ts-expect-error a method that Slack has not
      defineMethod('pins.invent', { params, answer: () => ({}) }),
    ];
    expect(methodsOfNobody).toHaveLength(6);
  });
});
