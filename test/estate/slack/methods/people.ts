import { z } from 'zod';
import { count, defineMethod, flag, type Method, page, Refusal, text } from '../method.ts';
import { userObject } from '../people.ts';
import { botObject } from './conversations.ts';

export const peopleMethods: Method[] = [
  defineMethod('users.info', {
    scope: 'users:read',
    params: z.object({ user: text, include_locale: flag.optional() }),
    answer({ user }, { workspace }) {
      const person = workspace.people.find((candidate) => candidate.id === user);
      if (!person) throw new Refusal('user_not_found');
      return { user: userObject(person, workspace.team.id) };
    },
  }),
  defineMethod('users.list', {
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
  defineMethod('bots.info', {
    scope: 'users:read',
    params: z.object({ bot: text }),
    answer({ bot }, { workspace }) {
      if (bot !== workspace.botId) throw new Refusal('bot_not_found');
      return { bot: botObject(workspace) };
    },
  }),
  defineMethod('usergroups.list', {
    scope: 'usergroups:read',
    params: z.object({
      include_disabled: flag.optional(),
      include_count: flag.optional(),
      include_users: flag.optional(),
    }),
    answer(_, { workspace }) {
      return {
        usergroups: workspace.userGroups.map(({ id, handle, name }) => ({
          id,
          team_id: workspace.team.id,
          is_usergroup: true,
          is_external: false,
          name,
          handle,
          description: '',
        })),
      };
    },
  }),
  defineMethod('team.info', {
    scope: 'team:read',
    params: z.object({ team: text.optional() }),
    answer({ team }, { workspace }) {
      if (team !== undefined && team !== workspace.team.id) throw new Refusal('team_not_found');
      return { team: { ...workspace.team, email_domain: '', icon: {} } };
    },
  }),
];
