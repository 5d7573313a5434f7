import { z } from 'zod';
import { defineTool } from '../../runtime/tool.ts';
import { short } from '../change.ts';
import { fileLines, filesAsData } from '../changed-files.ts';
import { comparisonEnds, type End } from '../comparison-ends.ts';
import type { Github } from '../github.ts';
import { type Comparison, readComparison } from '../read-comparison.ts';
import { repositoryName } from '../repositories.ts';

const mostStructuredCommits = 40;

export const compareTool = (github: Github) =>
  defineTool({
    name: 'github_compare',
    title: 'What lies between two refs',
    description:
      'Commits and files between SHAs, tags, branches, releases (release, release~1) or deployments (production, production~1); default: what runs, since what ran before.',
    input: z.strictObject({
      repository: z.string(),
      base: z.string().optional(),
      head: z.string().optional(),
      path: z.string().optional(),
      hunks: z.boolean().default(false),
    }),
    async run({ repository, base, head, path, hunks }, { signal }) {
      const place = repositoryName(github, repository);
      const ends = await comparisonEnds(github, { place, base, head, path, signal });
      const asked = await readComparison(github, place, ends.base.ref, ends.head.ref, signal);
      // Three dots show nothing of a head that lies behind: what a rollback took back is the comparison the other way.
      const backwards = asked.status === 'behind';
      const shown = backwards ? await readComparison(github, place, ends.head.ref, ends.base.ref, signal) : asked;
      const { commits, files, leftOut } = shown;
      return {
        lines: [
          `${place.fullName} ${title(ends.base)}...${title(ends.head)}: ${inWords(asked)}`,
          ...[ends.base, ends.head].flatMap((end, at) =>
            end.why ? [`${at === 0 ? 'base' : 'head'} ${title(end)}: ${end.why}`] : [],
          ),
          ...(backwards ? ['head lies behind base; shown is what it lacks, from head to base'] : []),
          shown.url,
          ...leftOut.map((one) => `left out: ${one}`),
          ...(commits.length > 0 ? [`${count(commits.length)}, newest first:`] : []),
          ...commits.map(({ at, sha, author, title }) => `${at} ${short(sha)} ${title} (${author})`),
          ...(files.length > 0 ? fileLines(files, { path, hunks }) : ['no file differs']),
        ],
        structured: {
          repository: place.fullName,
          base: asked.baseSha,
          head: backwards ? shown.baseSha : asked.headSha,
          status: asked.status,
          ahead: asked.ahead,
          behind: asked.behind,
          url: shown.url,
          commits: commits.slice(0, mostStructuredCommits),
          files: filesAsData(files, { path, hunks }),
          examined: [`${count(commits.length)} and ${files.length} files of ${place.fullName}`],
          notChecked: leftOut,
        },
      };
    },
  });

const count = (commits: number): string => `${commits} ${commits === 1 ? 'commit' : 'commits'}`;

const title = ({ ref }: End): string => (/^[0-9a-f]{40}$/.test(ref) ? short(ref) : ref);

function inWords({ status, ahead, behind }: Comparison): string {
  switch (status) {
    case 'identical':
      return 'identical';
    case 'diverged':
      return `diverged, head has ${count(ahead)} that base lacks (shown) and lacks ${behind} that base has`;
    default:
      return status === 'ahead' ? `head is ${count(ahead)} ahead` : `head is ${count(behind)} behind`;
  }
}
