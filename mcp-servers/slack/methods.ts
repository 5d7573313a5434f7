import type {
  AuthTestArguments,
  BookmarksListArguments,
  ChatPostMessageArguments,
  ChatUpdateArguments,
  ConversationsHistoryArguments,
  ConversationsInfoArguments,
  ConversationsRepliesArguments,
  FilesCompleteUploadExternalArguments,
  FilesGetUploadURLExternalArguments,
  PinsListArguments,
  SearchMessagesArguments,
  UsergroupsListArguments,
  UsersConversationsArguments,
  UsersInfoArguments,
} from '@slack/web-api';

/** Every method that this server calls, with what @slack/web-api says that it takes. */
export interface Requests {
  'assistant.search.context': AssistantSearchContextArguments;
  'auth.test': AuthTestArguments;
  'bookmarks.list': BookmarksListArguments;
  'chat.postMessage': ChatPostMessageArguments;
  'chat.update': ChatUpdateArguments;
  'conversations.history': ConversationsHistoryArguments;
  'conversations.info': ConversationsInfoArguments;
  'conversations.replies': ConversationsRepliesArguments;
  'files.completeUploadExternal': FilesCompleteUploadExternalArguments;
  'files.getUploadURLExternal': FilesGetUploadURLExternalArguments;
  'pins.list': PinsListArguments;
  'search.messages': SearchMessagesArguments;
  'usergroups.list': UsergroupsListArguments;
  'users.conversations': UsersConversationsArguments;
  'users.info': UsersInfoArguments;
}

/** Not in this version of the package: https://docs.slack.dev/reference/methods/assistant.search.context */
interface AssistantSearchContextArguments {
  query: string;
  /** Seconds since the epoch. */
  after: number;
  before: number;
  include_bots: boolean;
  /** At most 20. */
  limit: number;
  sort: 'timestamp';
  /** Words as they stand, so that the same question finds the same messages. */
  disable_semantic_search: boolean;
  cursor?: string;
}
