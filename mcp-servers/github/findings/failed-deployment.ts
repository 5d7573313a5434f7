import type { Finding } from '../../runtime/finding.ts';
import { type Change, changeLine, short } from '../change.ts';

/**
 * Deployments that ended badly and that no later one of the same place has made good. That something was deployed at all
 * is no finding: a change is a cause only with a mechanism, and that stands in its diff.
 */
export function failedDeployments(changes: Change[]): Finding[] {
  const deployments = changes
    .filter(({ kind }) => kind === 'deployment')
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const seen = new Set<string>();
  return deployments.flatMap((deployment) => {
    const { repository, environment, service, sha, state, at } = deployment;
    const place = `${repository} ${environment} ${service}`;
    if (seen.has(place)) return [];
    seen.add(place);
    if (state !== 'failure' && state !== 'error') return [];
    return [
      {
        id: `failed-deployment:github:${repository}:${service ?? ''}:${environment}`,
        category: 'unknown',
        object: `github:${repository}`,
        severity: 'warning' as const,
        title: `The deployment of ${service ?? repository} at ${short(sha)} to ${environment} ended in ${state}`.slice(
          0,
          300,
        ),
        since: at,
        mechanism: 'a deployment that fails half-way can leave old and new side by side, or nothing running',
        evidence: [changeLine(deployment)],
        related: [],
        next: {
          tool: 'github_commit',
          args: { repository, ref: sha, hunks: true },
          why: 'the diff shows what was being rolled out',
        },
      },
    ];
  });
}
