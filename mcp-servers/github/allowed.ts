import { placesResource } from '../runtime/places-resource.ts';
import type { PromptArgument } from '../runtime/prompt.ts';
import type { Resource } from '../runtime/resource.ts';
import type { Github } from './github.ts';
import { listRepositories } from './repositories.ts';

/** The repositories that can be seen, most recently pushed first. */
export const suggestRepositories =
  (github: Github): PromptArgument['suggest'] =>
  async ({ signal }) => {
    const { repositories } = await listRepositories(github, signal);
    return repositories.map(({ fullName }) => fullName);
  };

/** What the allow-list says, and what of it the credentials see now. */
export const allowedRepositories = (github: Github): Resource =>
  placesResource('github', 'repositories', async ({ signal }) => {
    const { repositories, notChecked } = await listRepositories(github, signal);
    const { allow } = github.config;
    return [
      `Allowed (SRE_AGENT_GITHUB_REPOSITORIES): ${allow.length > 0 ? allow.join(', ') : 'whatever the credentials see'}`,
      '',
      'Seen, most recently pushed first:',
      ...repositories.map(({ fullName }) => `- ${fullName}`),
      ...notChecked.map((reason) => `not checked: ${reason}`),
    ].join('\n');
  });
