import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { build } from 'esbuild';
import type { ServerName } from '../settings/setting.ts';

const servers = dirname(import.meta.dirname);
const above = dirname(servers);
/** The folder of package.json: above the sources, or above what they were compiled to. */
export const packageRoot = existsSync(join(above, 'package.json')) ? above : dirname(above);
/** `.ts` from the sources, `.js` where this was compiled. */
const ending = extname(import.meta.filename);

/** CommonJS packages in an ES module ask for Node's own modules by `require`. */
const requireInModule =
  "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);";

/**
 * Puts a server and all it needs into one file, which loads in a fraction of what hundreds of small ones take. Names stay,
 * since error classes are told apart by them.
 * @returns the files it was made of, relative to the package
 */
export async function bundle(server: ServerName, outfile: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: {
      // Imported when it is its turn: everything in a bundle that is imported statically would run before `first`.
      contents: `import './desktop/first${ending}'; await import('./${server}/main${ending}');`,
      resolveDir: servers,
    },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22.19',
    format: 'esm',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    banner: { js: requireInModule },
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: packageRoot,
  });
  return Object.keys(metafile.inputs);
}
