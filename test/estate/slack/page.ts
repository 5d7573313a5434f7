import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Case } from '../case.ts';
import type { Asked } from '../system.ts';
import type { Slack } from './method.ts';
import type { SlackMessage, SlackWorld } from './system.ts';

const types: Record<string, string> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };
const files = ['page.css', 'page.js', 'blocks.js', 'elements.js', 'emoji.js', 'message.js', 'mrkdwn.js'];

/** The page runs its own script and nothing else, whatever a message says. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const said = z.strictObject({
  channel: z.string(),
  text: z.string().trim().min(1).max(4_000),
  user: z.string(),
  threadTs: z.string().optional(),
});
const clicked = z.strictObject({ ts: z.string(), actionId: z.string(), user: z.string() });

/** The page for people: channels, threads, Block Kit, and a box to write in. */
export function pageRoutes(
  world: SlackWorld,
  slack: Slack,
  incident: Case,
): { serve(asked: Asked, answer: ServerResponse): Promise<boolean>; close(): void } {
  const open = new Set<ServerResponse>();
  const alive = setInterval(() => {
    for (const stream of open) stream.write(': alive\n\n');
  }, 15_000);
  alive.unref();
  const unsubscribe = world.onMessage((message, change) => {
    const data = JSON.stringify({ change, message: shown(message) });
    for (const stream of open) stream.write(`event: message\ndata: ${data}\n\n`);
  });

  return {
    async serve({ method, url: { pathname }, headers, body }, answer) {
      const route = `${method} ${pathname}`;
      if (route === 'GET /' || /^GET \/archives\/\w+\/p\d+$/.test(route)) await serveFile('page.html', answer);
      else if (method === 'GET' && files.includes(pathname.slice('/page/'.length))) {
        await serveFile(pathname.slice('/page/'.length), answer);
      } else if (route === 'GET /events') follow(answer);
      else if (route === 'GET /page/state') json(answer, 200, pageState(world, slack, incident));
      else if (route === 'POST /page/message' || route === 'POST /page/click') {
        // A page of another origin cannot send this type without being asked first.
        if (headers['content-type'] !== 'application/json') json(answer, 415, { message: 'JSON is expected' });
        else await act(pathname, JSON.parse(body.toString('utf8')), answer);
      } else return false;
      return true;
    },
    close() {
      clearInterval(alive);
      unsubscribe();
      for (const stream of open) stream.end();
    },
  };

  function follow(answer: ServerResponse): void {
    answer.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    answer.write(': hello\n\n');
    open.add(answer);
    answer.on('close', () => open.delete(answer));
  }

  async function act(pathname: string, given: unknown, answer: ServerResponse): Promise<void> {
    try {
      if (pathname === '/page/click') {
        const { ts, actionId, user } = clicked.parse(given);
        json(answer, 200, await world.click(ts, actionId, user));
        return;
      }
      const { text, ...where } = said.parse(given);
      const mentions = text.includes(`@${slack.workspace.bot.name}`);
      json(answer, 200, { ts: mentions ? await world.mention(text, where) : world.say(text, where) });
    } catch (error) {
      const message = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
      json(answer, 400, { message });
    }
  }
}

function pageState(world: SlackWorld, { workspace }: Slack, incident: Case): Record<string, unknown> {
  const channels = workspace.channels.filter((channel) => !channel.directWith);
  return {
    team: workspace.team.name,
    bot: workspace.bot,
    people: workspace.people,
    question: incident.request,
    channel: world.channelId(incident.channel),
    channels: channels.map(({ id, name }) => ({ id, name })),
    messages: [...channels.flatMap((channel) => channel.messages), ...workspace.ephemerals].map(shown),
  };
}

function shown({ metadata: _, ...message }: SlackMessage): Omit<SlackMessage, 'metadata'> {
  return message;
}

async function serveFile(name: string, answer: ServerResponse): Promise<void> {
  const content = await readFile(join(packageRoot(), 'test/estate/slack/page', name));
  answer.writeHead(200, {
    'content-type': `${types[name.split('.').at(-1) ?? '']}; charset=utf-8`,
    'content-security-policy': contentSecurityPolicy,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  answer.end(content);
}

/** The compiled estate runs below dist/, where only scripts are. */
function packageRoot(): string {
  let at = import.meta.dirname;
  while (!existsSync(join(at, 'package.json')) && at !== dirname(at)) at = dirname(at);
  return at;
}

function json(answer: ServerResponse, status: number, body: unknown): void {
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
