import { z } from 'zod';
import { defineTool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import type { Github } from '../github.ts';
import { readContent } from '../read-file.ts';
import { repositoryName } from '../repositories.ts';

const linesByDefault = 200;

export const fileTool = (github: Github) =>
  defineTool({
    name: 'github_file',
    title: 'Lines of a file',
    description: 'Numbered lines of a file at a ref, 200 from the start by default; the names in a folder.',
    input: z.strictObject({
      repository: z.string().describe('owner/repo'),
      path: z.string(),
      ref: z.string().optional().describe('SHA, branch or tag; default the default branch'),
      from: z.int().min(1).default(1).describe('first line'),
      to: z.int().min(1).optional().describe('last line'),
    }),
    async run({ repository, path, ref, from, to = from + linesByDefault - 1 }, { signal }) {
      if (to < from) throw new ToolError('invalid_arguments', `to ${to} is before from ${from}`);
      const place = repositoryName(github, repository);
      const plain = path.replace(/^\/+|\/+$/g, '');
      const content = await readContent(github, { place, path: plain, ref, signal });
      const where = `${place.fullName} ${plain || '/'} at ${ref ?? 'the default branch'}`;
      if (content.kind === 'folder') {
        return {
          lines: [`${where}: ${content.names.length} entries`, ...content.names],
          structured: { examined: [where] },
        };
      }
      const lines = content.text.replace(/\n$/, '').split('\n');
      const shown = lines.slice(from - 1, to);
      const width = String(from + shown.length - 1).length;
      const range = shown.length > 0 ? `lines ${from}-${from + shown.length - 1}` : `no lines from ${from}`;
      return {
        lines: [
          `${where}: ${range} of ${lines.length}`,
          content.url,
          ...shown.map((line, index) => `${String(from + index).padStart(width)} ${line}`),
        ],
        structured: { repository: place.fullName, path: plain, total: lines.length, examined: [where] },
      };
    },
  });
