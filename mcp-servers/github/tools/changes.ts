import { z } from 'zod';
import { scopeArgument } from '../../runtime/scope.ts';
import { defineTool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { resolveWindow, stamp, windowArguments } from '../../runtime/window.ts';
import { byRelevance, type Change, changeLine } from '../change.ts';
import type { Layouts } from '../components.ts';
import { failedDeployments } from '../findings/failed-deployment.ts';
import { foremostChanges } from '../foremost-changes.ts';
import type { Github } from '../github.ts';
import { inParallel } from '../in-parallel.ts';
import { choosePlaces } from '../places.ts';
import { type RepositoryChanges, readChanges } from '../read-changes.ts';

const dayMs = 24 * 60 * 60_000;
/** Shared by all repositories of a call: opening a commit is a request. */
const commitsToOpen = 60;
/** In the first page of the text, and in `structured`, which is dropped by the caller above 24,000 characters. */
const mostForemost = 40;

export const changesTool = (github: Github, layouts: Layouts) =>
  defineTool({
    name: 'github_changes',
    title: 'What changed on GitHub',
    description:
      'One timeline: merges, commits with files, releases, deployments with the SHA before, failed runs; what touches the service or path first.',
    input: z.strictObject({
      scope: scopeArgument.optional(),
      repository: z.string().optional(),
      path: z.string().optional(),
      ...windowArguments,
    }),
    firstLook: true,
    async run({ scope, repository, path, since, until }, { signal, now, progress }) {
      const asked = resolveWindow({ since, until }, now, dayMs);
      // Changes precede symptoms: what the scope's window covers is often the symptoms alone.
      const early = stamp(new Date(asked.until.getTime() - dayMs));
      const extended = scope !== undefined && repository === undefined && asked.since.getTime() > Date.parse(early);
      const window = extended ? resolveWindow({ since: early, until: stamp(asked.until) }, now, dayMs) : asked;
      const named = repository
        ? { ...scope, repositories: [{ repository, ...(path && { paths: [path] }) }] }
        : (scope ?? {});
      const { places, chosen, notChecked } = await choosePlaces({ scope: named, github, layouts, signal });
      progress(`reading ${places.map(({ fullName }) => fullName).join(', ')}`);
      const open = Math.floor(commitsToOpen / Math.max(1, places.length));
      const read = await inParallel(places, 2, (place) =>
        readChanges(place, { github, window, signal, commitsToOpen: open }),
      );
      refuseWhenNothingWasRead(read);
      const changes = read.flatMap((one) => one.changes).sort(byRelevance);
      const unread = [...notChecked, ...read.flatMap((one) => one.notChecked)];
      const foremost = foremostChanges(read, mostForemost);
      const findings = failedDeployments(changes);
      return {
        lines: [
          `GitHub changes ${window.text}: ${changes.length} in ${places.length} ${places.length === 1 ? 'repository' : 'repositories'}${extended ? '; a day at least, since changes precede symptoms' : ''}`,
          ...(chosen ? [`repositories: ${chosen}`] : []),
          ...findings.map(({ title }) => `finding: ${title}`),
          ...read.flatMap((one) => section(one, foremost)),
          ...unread.map((one) => `not checked: ${one}`),
          ...read.flatMap((one) => others(one, foremost)),
        ],
        structured: {
          window: { since: stamp(window.since), until: stamp(window.until) },
          findings,
          changes: changes.filter((one) => foremost.has(one)),
          examined: read.flatMap((one) => one.examined),
          notChecked: unread,
        },
      };
    },
  });

function section({ place, changes, examined }: RepositoryChanges, foremost: Set<Change>): string[] {
  if (examined.length === 0) return [];
  const sorted = changes.filter((one) => foremost.has(one)).sort(byRelevance);
  const about = sorted.filter(({ relevant }) => relevant);
  const rest = sorted.filter(({ relevant }) => !relevant);
  const subject = place.paths.filter((path) => path !== '').join(', ') || 'the service';
  return [
    ...(about.length > 0 ? [`${place.fullName}, touching ${subject}:`, ...about.map(changeLine)] : []),
    ...(rest.length > 0 ? [`${place.fullName}${about.length > 0 ? ', elsewhere' : ''}:`, ...rest.map(changeLine)] : []),
    ...(changes.length === 0 ? [`${place.fullName}: no change in the window`] : []),
  ];
}

/** What is left of a busy repository, after all that comes first. */
function others({ place, changes }: RepositoryChanges, foremost: Set<Change>): string[] {
  const left = changes.filter((one) => !foremost.has(one)).sort(byRelevance);
  return left.length > 0 ? [`${place.fullName}, more:`, ...left.map(changeLine)] : [];
}

/** An empty timeline because nothing could be read is an error, not an answer. */
function refuseWhenNothingWasRead(read: RepositoryChanges[]): void {
  const [first] = read;
  if (!first || read.some(({ examined }) => examined.length > 0)) return;
  const { code = 'not_found', retryAfterMs } = first.refusal ?? {};
  throw new ToolError(code, first.notChecked[0] ?? 'nothing could be read', {
    retryAfterMs,
    hint: first.refusal?.hint ?? 'see which repositories there are with github_search, kind repositories',
    cause: first.refusal,
  });
}
