import type { Resource } from './resource.ts';

/**
 * The resource that tells where a server may look, so that nobody has to find out by being refused.
 *
 * @param server the last word of the server's name
 * @param read lines, one a place, with the variable that bounds them
 */
export const placesResource = (server: string, what: string, read: Resource['read']): Resource => ({
  uri: `sre-agent://${server}/allowed`,
  name: 'allowed',
  title: `What may be read: ${what}`,
  description: `The ${what} that this server may read, and which variable bounds them.`,
  read,
});

/** The resource that tells which permissions the server's credentials need. */
export const permissionsResource = (server: string, text: string): Resource => ({
  uri: `sre-agent://${server}/permissions`,
  name: 'permissions',
  title: 'Permissions it needs',
  description: 'What the credentials have to allow, and what for. All of it reads, unless it says otherwise.',
  read: () => text,
});
