import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonLines } from '../world.ts';

export interface LogEvent {
  /** Milliseconds since the epoch. */
  timestamp: number;
  message: string;
  stream: string;
  /** Position in its stream, for stable identities. */
  index: number;
}

export interface LogGroup {
  name: string;
  streams: { name: string; events: LogEvent[] }[];
  /** Of all streams, oldest first. */
  events: LogEvent[];
  /** Bytes of all messages. */
  storedBytes: number;
}

const line = z.strictObject({ timestamp: z.int(), message: z.string() });

/** A folder that holds `.jsonl` files is the log group of its path; `%2F` in a file's name is a slash of the stream's. */
export async function loadLogGroups(root: string, path = ''): Promise<LogGroup[]> {
  const folder = join(root, path);
  if (!existsSync(folder)) return [];
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl')).map((entry) => entry.name);
  const nested = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map((entry) => loadLogGroups(root, `${path}/${entry.name}`)),
  );
  const own = files.length > 0 ? [await loadGroup(folder, path, files)] : [];
  return [...own, ...nested.flat()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function loadGroup(folder: string, name: string, files: string[]): Promise<LogGroup> {
  const streams = await Promise.all(
    files.map(async (file) => {
      const stream = file.slice(0, -'.jsonl'.length).replaceAll(/%2f/gi, '/');
      const events = await jsonLines(join(folder, file), (value) => line.parse(value));
      return {
        name: stream,
        events: events
          .map((event, index) => ({ ...event, stream, index }))
          .sort((a, b) => a.timestamp - b.timestamp || a.index - b.index),
      };
    }),
  );
  const events = streams
    .flatMap((stream) => stream.events)
    .sort((a, b) => a.timestamp - b.timestamp || (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0));
  const storedBytes = events.reduce((sum, event) => sum + Buffer.byteLength(event.message), 0);
  return { name, streams, events, storedBytes };
}
