import { permissionsResource } from '../runtime/places-resource.ts';

export const permissions = permissionsResource(
  'github',
  [
    'Repository permissions of the GitHub App or the fine-grained token, all of them read-only:',
    '',
    '- Metadata: which repositories there are',
    '- Contents: commits, files, comparisons, releases, code search',
    '- Pull requests: what was merged and reviewed',
    '- Issues: earlier incidents',
    '- Deployments: what was deployed when, and where',
    '- Actions: workflow runs, their jobs and logs',
    '- Commit statuses and Checks: whether a commit was green. A fine-grained token can have no Checks: statuses and jobs',
    '  tell instead.',
    '',
    "Only to open an issue after a person's click: Issues, read and write. A classic token needs the scope repo.",
  ].join('\n'),
);
