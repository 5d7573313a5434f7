#!/usr/bin/env node
import { extname } from 'node:path';
import { nearest } from './runtime/nearest.ts';
import { version } from './runtime/version.ts';
import { dropUnset } from './settings/drop-unset.ts';
import { helpOf, overview } from './settings/help.ts';
import { tooOld } from './settings/oldest-node.ts';
import { serverNames } from './settings/setting.ts';

/*
 * `sre-agent-mcp kubernetes|aws|github|slack [--http PORT] [--host H]`, the command of the package. It loads nothing of a
 * server until one is chosen: the clients of all four would cost a second, and an old Node could not even say that it is
 * too old.
 */

/** What a wrong command line exits with, as a refused configuration does. */
const misused = 2;

await main(process.argv.slice(2));

async function main([name = '', ...rest]: string[]): Promise<void> {
  const asksFor = (...flags: string[]) => [name, ...rest].some((argument) => flags.includes(argument));
  const server = serverNames.find((known) => known === name);
  if (asksFor('--version', '-v')) return say(version);
  if (asksFor('--help', '-h')) return say(server ? helpOf(server) : overview);
  if (name === '') return refuse(overview);
  if (!server) {
    const [closest] = nearest(name, serverNames, 1);
    return refuse(
      `no server '${name}', ${closest ? `did you mean '${closest}'?` : `known: ${serverNames.join(', ')}`}`,
    );
  }
  const problem = tooOld('sre-agent-mcp');
  if (problem) return refuse(problem);
  dropUnset(process.env);
  // The server reads its own arguments, as it does where its main.ts is the program.
  process.argv.splice(2, 1);
  await import(`./${server}/main${extname(import.meta.filename)}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function refuse(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = misused;
}
