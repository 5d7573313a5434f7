import { z } from 'zod';
import type { InventoryItem } from '../../runtime/finding.ts';
import { defineTool, type ToolAnswer } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import type { Layouts } from '../components.ts';
import type { Github } from '../github.ts';
import { listRepositories, repositoryName } from '../repositories.ts';
import { sameService } from '../same-service.ts';
import { type Found, searchAll } from '../search.ts';

/** A layout costs some requests for each repository. */
const mostLayouts = 40;

export const searchTool = (github: Github, layouts: Layouts) =>
  defineTool({
    name: 'github_search',
    title: 'Search GitHub',
    description:
      'Code (whole words, default branch only), issues, pulls or commits by words and GitHub qualifiers; or the repositories that may be read.',
    input: z.strictObject({
      kind: z.enum(['code', 'issues', 'pulls', 'commits', 'repositories']),
      query: z.string().max(200).optional(),
      repository: z.string().optional().describe('owner/repo; default all'),
      limit: z.int().min(1).max(50).default(10),
    }),
    inventory: { kind: 'repositories' },
    async run({ kind, query = '', repository, limit }, { signal }) {
      if (kind === 'repositories') return inventory(github, layouts, query, signal);
      if (query.trim() === '') throw new ToolError('invalid_arguments', `kind ${kind} needs a query`);
      const place = repository ? repositoryName(github, repository) : undefined;
      const { found, total, notChecked } = await searchAll(github, { kind, query, place, limit, signal });
      const note = kind === 'code' ? ' on default branches; other branches are not searched' : '';
      return {
        lines: [
          `GitHub ${kind} matching ${query}${place ? ` in ${place.fullName}` : ''}: ${found.length} shown of ${total}${note}`,
          ...found.flatMap(foundLines),
          ...notChecked.map((one) => `not checked: ${one}`),
        ],
        structured: { results: found, examined: [`${total} ${kind} matching ${query}`], notChecked },
      };
    },
  });

const foundLines = ({ title, url, snippet }: Found): string[] => [`${title} ${url}`, ...snippet];

async function inventory(github: Github, layouts: Layouts, query: string, signal: AbortSignal): Promise<ToolAnswer> {
  const { repositories, notChecked } = await listRepositories(github, signal);
  const parts = await layouts.of(repositories.slice(0, mostLayouts), signal);
  if (repositories.length > mostLayouts)
    notChecked.push(`the folders of ${repositories.length - mostLayouts} repositories`);
  const items = repositories.map(({ fullName, repo }): InventoryItem => {
    const aliases = (parts.get(fullName) ?? []).filter(({ path }) => path !== '').map(({ name }) => name);
    return { name: repo, object: `github:${fullName}`, aliases, repository: fullName };
  });
  const wanted = items.filter(
    ({ name, aliases }) =>
      query === '' || [name, ...aliases].some((one) => one.includes(query.toLowerCase()) || sameService(one, query)),
  );
  return {
    lines: [
      `${wanted.length} of ${items.length} repositories, most recently pushed first`,
      ...wanted.map(({ repository, aliases }) => `${repository}${aliases.length ? `: ${aliases.join(', ')}` : ''}`),
      ...notChecked.map((one) => `not checked: ${one}`),
    ],
    structured: { inventory: wanted, examined: [`${items.length} repositories`], notChecked },
  };
}
