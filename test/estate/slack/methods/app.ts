import { z } from 'zod';
import { defineMethod, json, type Method, Refusal, text } from '../method.ts';

export const appMethods: Method[] = [
  defineMethod('auth.test', {
    params: z.object({}),
    answer(_, { workspace, url }) {
      return {
        url: `${url()}/`,
        team: workspace.team.name,
        user: workspace.bot.name,
        team_id: workspace.team.id,
        user_id: workspace.bot.id,
        bot_id: workspace.botId,
        is_enterprise_install: false,
      };
    },
  }),
  defineMethod('apps.connections.open', {
    token: 'app',
    scope: 'connections:write',
    params: z.object({}),
    answer(_, slack) {
      return { url: slack.socketUrl() };
    },
  }),
  defineMethod('views.open', {
    params: z.object({ trigger_id: text, view: json }),
    answer({ trigger_id, view }, { triggers, views, workspace }) {
      if (!triggers.delete(trigger_id)) throw new Refusal('expired_trigger_id');
      const modal = z.looseObject({ type: z.literal('modal'), title: z.unknown(), blocks: z.array(z.unknown()) });
      const parsed = modal.safeParse(view);
      if (!parsed.success) throw new Refusal('invalid_arguments');
      const opened = {
        ...parsed.data,
        id: `V0${views.length + 1}`,
        team_id: workspace.team.id,
        app_id: workspace.appId,
      };
      views.push(opened);
      return { view: opened };
    },
  }),
];
