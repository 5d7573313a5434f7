import { execFile } from 'node:child_process';
import { access, constants, mkdir, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { packageRoot } from '../worker/package-root.ts';

const run = promisify(execFile);

/** The last version of Temporal's command line that builds by `go install`. */
const cliModule = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';

/**
 * A `temporal` binary: `TEMPORAL_CLI_PATH`, the path, what an earlier run left in `.cache`, the SDK's own download, or,
 * where Go is installed, a build from source (some minutes, once). Throws an error that names all of these.
 */
export async function findTemporalBinary(
  say: (line: string) => void = () => {},
  signal?: AbortSignal,
): Promise<string> {
  const given = process.env.TEMPORAL_CLI_PATH;
  if (given) {
    if (await executable(given)) return given;
    throw new Error(`TEMPORAL_CLI_PATH is '${given}', which is no executable file`);
  }
  const cache = join(packageRoot(), '.cache', 'bin');
  const places = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), cache];
  for (const place of places) {
    const candidate = join(place, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
    if (await executable(candidate)) return candidate;
  }
  await mkdir(cache, { recursive: true });
  const downloaded = await firstDownload(cache);
  if (downloaded) return downloaded;
  try {
    say('Fetching the Temporal development server (once) …');
    return await download(cache);
  } catch (downloadError) {
    say('No download of Temporal here; building it with Go (about 3 minutes, once) …');
    try {
      await run('go', ['install', cliModule], { env: { ...process.env, GOBIN: cache }, timeout: 15 * 60_000, signal });
      return join(cache, 'temporal');
    } catch (buildError) {
      signal?.throwIfAborted();
      throw new Error(
        'No Temporal server found. Install the `temporal` command line and put it on the PATH, set TEMPORAL_CLI_PATH to ' +
          'it, set TEMPORAL_ADDRESS to a running server, or install Go so that it can be built here. ' +
          `(download: ${message(downloadError)}; build: ${message(buildError)})`,
      );
    }
  }
}

/** The SDK downloads the binary when it starts a server from it; the server itself isn't needed. */
async function download(directory: string): Promise<string> {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir: directory } },
  });
  await environment.teardown();
  const file = await firstDownload(directory);
  if (!file) throw new Error(`the SDK left no binary in ${directory}`);
  return file;
}

async function firstDownload(directory: string): Promise<string | undefined> {
  const names = await readdir(directory);
  const name = names.find((n) => n.startsWith('temporal-cli') || n.startsWith('temporal-sdk'));
  return name && (await executable(join(directory, name))) ? join(directory, name) : undefined;
}

async function executable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function message(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

// `npm test` begins with this, so that tests in parallel do not all fetch or build it.
if (import.meta.main) await findTemporalBinary(console.error);
