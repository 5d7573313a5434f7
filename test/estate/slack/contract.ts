import type * as api from '@slack/web-api';

/**
 * What @slack/web-api says that each method takes and answers. Methods are defined against it, so that an answer with a
 * field that Slack has not, or of another type, does not compile, and neither does a parameter that the client cannot send.
 */
export interface Contract {
  'apps.connections.open': [api.AppsConnectionsOpenArguments, api.AppsConnectionsOpenResponse];
  'assistant.search.context': [AssistantSearchContextArguments, AssistantSearchContextResponse];
  'auth.test': [api.AuthTestArguments, api.AuthTestResponse];
  'bookmarks.list': [api.BookmarksListArguments, api.BookmarksListResponse];
  'bots.info': [api.BotsInfoArguments, api.BotsInfoResponse];
  'chat.delete': [api.ChatDeleteArguments, api.ChatDeleteResponse];
  'chat.getPermalink': [api.ChatGetPermalinkArguments, api.ChatGetPermalinkResponse];
  'chat.postEphemeral': [api.ChatPostEphemeralArguments, api.ChatPostEphemeralResponse];
  'chat.postMessage': [api.ChatPostMessageArguments, api.ChatPostMessageResponse];
  'chat.update': [api.ChatUpdateArguments, api.ChatUpdateResponse];
  'conversations.history': [api.ConversationsHistoryArguments, api.ConversationsHistoryResponse];
  'conversations.info': [api.ConversationsInfoArguments, api.ConversationsInfoResponse];
  'conversations.join': [api.ConversationsJoinArguments, api.ConversationsJoinResponse];
  'conversations.list': [api.ConversationsListArguments, api.ConversationsListResponse];
  'conversations.members': [api.ConversationsMembersArguments, api.ConversationsMembersResponse];
  'conversations.open': [api.ConversationsOpenArguments, api.ConversationsOpenResponse];
  'conversations.replies': [api.ConversationsRepliesArguments, api.ConversationsRepliesResponse];
  'files.completeUploadExternal': [api.FilesCompleteUploadExternalArguments, api.FilesCompleteUploadExternalResponse];
  'files.getUploadURLExternal': [api.FilesGetUploadURLExternalArguments, api.FilesGetUploadURLExternalResponse];
  'pins.list': [api.PinsListArguments, api.PinsListResponse];
  'reactions.add': [api.ReactionsAddArguments, api.ReactionsAddResponse];
  'search.messages': [api.SearchMessagesArguments, api.SearchMessagesResponse];
  'team.info': [api.TeamInfoArguments, api.TeamInfoResponse];
  'usergroups.list': [api.UsergroupsListArguments, api.UsergroupsListResponse];
  'users.conversations': [api.UsersConversationsArguments, api.UsersConversationsResponse];
  'users.info': [api.UsersInfoArguments, api.UsersInfoResponse];
  'users.list': [api.UsersListArguments, api.UsersListResponse];
  'views.open': [api.ViewsOpenArguments, api.ViewsOpenResponse];
}

export type MethodName = keyof Contract;

/** Names of a method's parameters, of whichever form of it. */
export type ParameterOf<Name extends MethodName> = KeysOfUnion<NonNullable<Contract[Name][0]>>;

/** What a method answers beside `ok`, as JSON carries it. */
export type Answer<Name extends MethodName> = Omit<OnTheWire<Contract[Name][1]>, 'ok' | 'error'>;

/** A message (as far as the estate writes one), a file, a conversation, a person and a bot, as several methods give them. */
type AnyMessage = NonNullable<Answer<'conversations.history'>['messages']>[number];
export type FileObject = Pick<
  NonNullable<AnyMessage['files']>[number],
  'id' | 'name' | 'title' | 'size' | 'user' | 'mode' | 'is_external' | 'created' | 'mimetype' | 'filetype' | 'permalink'
>;
export type MessageObject = Pick<
  AnyMessage,
  | ('type' | 'subtype' | 'ts' | 'user' | 'username' | 'bot_id' | 'app_id' | 'bot_profile' | 'team' | 'hidden')
  | ('text' | 'blocks' | 'attachments' | 'metadata' | 'edited' | 'reactions')
  | ('thread_ts' | 'reply_count' | 'reply_users_count' | 'reply_users' | 'latest_reply' | 'is_locked' | 'subscribed')
> & { files?: FileObject[] };
export type ConversationObject = NonNullable<Answer<'conversations.list'>['channels']>[number];
export type UserObject = NonNullable<Answer<'users.info'>['user']>;
export type BotObject = NonNullable<Answer<'bots.info'>['bot']>;

type KeysOfUnion<T> = T extends T ? keyof T : never;

type Shared = 'channel' | 'channels' | 'members' | 'message' | 'messages' | 'user' | 'view';

/**
 * `Given`, with `never` for each field that `Known` has not, in every depth. Messages, channels, people
 * and views are let be: what the package says of them differs from method to method by what was seen when its types were
 * made, and the functions that build them state their types.
 */
export type Exactly<Given, Known> = unknown extends Known
  ? Given
  : Given extends readonly (infer Item)[]
    ? Known extends readonly (infer KnownItem)[]
      ? Exactly<Item, KnownItem>[]
      : Given
    : Given extends object
      ? {
          [Key in keyof Given]: Key extends keyof Known
            ? Key extends Shared
              ? Given[Key]
              : Exactly<Given[Key], NonNullable<Known[Key]>>
            : never;
        }
      : Given;

/** What people and apps wrote themselves: Slack passes it on, and the package's types know only what they once saw of it. */
type Written = 'attachments' | 'blocks' | 'event_payload' | 'view';

/** The package's enums as their values, and what is passed on as anything. */
type OnTheWire<T> = T extends string
  ? `${T}`
  : T extends readonly (infer Item)[]
    ? OnTheWire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Key extends Written ? unknown : OnTheWire<T[Key]> }
      : T;

/** Not in this version of the package: https://docs.slack.dev/reference/methods/assistant.search.context */
interface AssistantSearchContextArguments {
  token?: string;
  query: string;
  action_token?: string;
  channel_types?: string;
  content_types?: string;
  include_bots?: boolean;
  before?: number;
  after?: number;
  cursor?: string;
  limit?: number;
  sort?: 'score' | 'timestamp';
  sort_dir?: 'asc' | 'desc';
  disable_semantic_search?: boolean;
}

type AssistantSearchContextResponse = api.WebAPICallResult & {
  results?: {
    messages?: {
      author_name?: string;
      author_user_id?: string;
      team_id?: string;
      channel_id?: string;
      channel_name?: string;
      message_ts?: string;
      content?: string;
      is_author_bot?: boolean;
      permalink?: string;
    }[];
  };
};
