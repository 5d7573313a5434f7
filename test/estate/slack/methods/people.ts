import { z } from 'zod';
import { count, defineMethod, flag, type Methods, page, Refusal, text } from '../method.ts';
import { userObject } from '../people.ts';
import { botObject } from './conversations.ts';

export const peopleMethods: Methods = {
  'users.info': defineMethod({
    scope: 'users:read',
    params: z.object({ user: text, include_locale: flag.optional() }),
    answer({ user }, { workspace }) {
      const person = workspace.people.find((candidate) => candidate.id === user);
      if (!person) throw new Refusal('user_not_found');
      return { user: userObject(person, workspace.team.id) };
    },
  }),
  'users.list': defineMethod({
    scope: 'users:read',
    params: z.object({ cursor: text.optional(), limit: count.max(1_000).default(1_000) }),
    answer(args, { workspace }) {
      const { items, next } = page(workspace.people, args);
      return {
        members: items.map((person) => userObject(person, workspace.team.id)),
        cache_ts: Math.floor(Date.now() / 1_000),
        response_metadata: { next_cursor: next },
      };
    },
  }),
  'bots.info': defineMethod({
    scope: 'users:read',
    params: z.object({ bot: text }),
    answer({ bot }, { workspace }) {
      if (bot !== workspace.botId) throw new Refusal('bot_not_found');
      return { bot: botObject(workspace) };
    },
  }),
  'team.info': defineMethod({
    scope: 'team:read',
    params: z.object({ team: text.optional() }),
    answer({ team }, { workspace }) {
      if (team !== undefined && team !== workspace.team.id) throw new Refusal('team_not_found');
      return { team: { ...workspace.team, email_domain: '', icon: {} } };
    },
  }),
};
