import { join } from 'node:path';
import { packageRoot } from '../../worker/package-root.ts';

/** An entry of mcp.json takes its values from the worker's environment. */
const from = (name: string): string => `$\{${name}}`;

/** The GitHub server as an entry of mcp.json, allowed everything, with or without the tool that opens issues. */
export function githubEntry(issues: 'true' | ''): { github: Record<string, unknown> } {
  const ending = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
  const root = ending === 'ts' ? packageRoot() : join(packageRoot(), 'dist');
  return {
    github: {
      command: process.execPath,
      args: ['--no-warnings', join(root, 'mcp-servers', 'github', `main.${ending}`)],
      env: {
        GITHUB_TOKEN: from('GITHUB_TOKEN'),
        GITHUB_API_URL: from('GITHUB_API_URL'),
        SRE_AGENT_CLOCK: from('SRE_AGENT_CLOCK'),
        SRE_AGENT_GITHUB_ISSUES: issues,
      },
      // Even so no model is offered what writes.
      allow: ['github_*'],
    },
  };
}
