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
    '- usergroups:read: which group a message mentions',
    '- pins:read, bookmarks:read: what stands at the head of a channel',
    '- metadata.message:read: to find its own messages again',
    '',
    'To write, where the investigation posts its answer: chat:write; files:write to share a file.',
    '',
    'Slack lets no bot search: that takes a user token (SLACK_USER_TOKEN) with the user scope search:read, or',
    'the newer search:read.public. Without it, slack_search reads the history of the channels that the bot is in, and says so.',
  ].join('\n'),
);
