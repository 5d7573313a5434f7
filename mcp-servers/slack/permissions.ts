import { permissionsResource } from '../runtime/places-resource.ts';

/** Bot scopes of deploy/slack-manifest.yaml that the server's own calls need, by a test. */
export const permissions = permissionsResource(
  'slack',
  [
    'Bot scopes of the Slack app. To read, in channels that it was invited to:',
    '',
    '- channels:history, groups:history: messages of public and private channels',
    '- channels:read, groups:read: names of the channels that it is in',
    '- users:read: who wrote a message',
    '- metadata.message:read: to find its own messages again',
    '',
    'To write, where the investigation posts its answer: chat:write.',
  ].join('\n'),
);
