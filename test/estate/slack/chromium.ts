import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { z } from 'zod';

/** The browser's program, where the machine has one: `CHROMIUM`, else the usual names. */
export const chromium = [process.env.CHROMIUM ?? '', 'chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => name !== '' && spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--remote-debugging-port=0',
];

export interface Page {
  /** Runs an expression in the page, awaiting a promise, and returns its JSON value. */
  evaluate(expression: string): Promise<unknown>;
  /** Evaluates until the value is truthy. */
  until(expression: string): Promise<unknown>;
  /** A PNG of what is in view. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

const replySchema = z.looseObject({
  id: z.number().optional(),
  result: z.looseObject({}).optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});

/** Opens an address in a headless browser with a profile of its own, over the DevTools protocol. */
export async function openPage(
  address: string,
  { width = 1280, height = 900, dark = false }: { width?: number; height?: number; dark?: boolean } = {},
): Promise<Page> {
  if (!chromium) throw new Error('no Chromium on this machine');
  const profile = await mkdtemp(join(tmpdir(), 'estate-chromium-'));
  const browser = spawn(chromium, [...flags, `--user-data-dir=${profile}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  const close = async (): Promise<void> => {
    const gone = new Promise((resolve) => browser.once('exit', resolve));
    if (browser.kill('SIGKILL')) await gone;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const socket = new WebSocket(await devtoolsUrl(browser));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return { ...(await attach(socket, address, { width, height, dark })), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function devtoolsUrl(browser: ChildProcess): Promise<string> {
  if (!browser.stderr) throw new Error('Chromium has no stderr');
  for await (const line of createInterface(browser.stderr)) {
    const [, url] = /^DevTools listening on (ws:.*)$/.exec(line) ?? [];
    if (url) {
      browser.stderr.resume();
      return url;
    }
  }
  throw new Error('Chromium ended before it was reachable');
}

async function attach(
  socket: WebSocket,
  address: string,
  { width, height, dark }: { width: number; height: number; dark: boolean },
): Promise<Omit<Page, 'close'>> {
  const waiting = new Map<number, (reply: z.output<typeof replySchema>) => void>();
  socket.on('message', (data) => {
    const reply = replySchema.parse(JSON.parse(String(data)));
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
  });
  let last = 0;
  const send = async (method: string, params: object, sessionId?: string): Promise<Record<string, unknown>> => {
    last += 1;
    const id = last;
    const replied = new Promise<z.output<typeof replySchema>>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }));
    const { result, error } = await replied;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  };

  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const page = (method: string, params: object = {}) => send(method, params, String(sessionId));
  await page('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 });
  await page('Emulation.setEmulatedMedia', {
    features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }],
  });
  await page('Page.navigate', { url: address });

  const evaluate = async (expression: string): Promise<unknown> => {
    const answer = z
      .looseObject({
        result: z.looseObject({ value: z.unknown().optional() }),
        exceptionDetails: z.looseObject({ exception: z.looseObject({ description: z.string() }) }).optional(),
      })
      .parse(await page('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }));
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception.description);
    return answer.result.value;
  };
  return {
    evaluate,
    async until(expression) {
      for (;;) {
        const value = await evaluate(expression);
        if (value) return value;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async screenshot() {
      const { data } = await page('Page.captureScreenshot', { format: 'png' });
      return Buffer.from(String(data), 'base64');
    },
  };
}
