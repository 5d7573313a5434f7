import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Outcome } from './figure.ts';

/** Our Kubernetes server beside those of others on one real control plane. */
export async function tools(): Promise<Outcome> {
  // The control plane is built from Go sources beside its TypeScript, and what is built or installed is kept in the
  // checkout's cache: a build of this project copies neither, so that this much runs from the sources.
  const compiled = import.meta.filename.endsWith('.js');
  const sources = join(import.meta.dirname, compiled ? '../../../test/bench' : '.');
  const compared: typeof import('./tools-compared.ts') = await import(
    pathToFileURL(join(sources, 'tools-compared.ts')).href
  );
  const entry = join(import.meta.dirname, '../../mcp-servers/kubernetes', `main${compiled ? '.js' : '.ts'}`);
  return compared.compareTools(entry);
}
