import { awsCredentials, awsEndpoint } from './aws-credentials.ts';
import { everyServer } from './every-server.ts';
import type { ServerName, Setting } from './setting.ts';

/** What each server can be told, most needed first. */
export const settings: Record<ServerName, Setting[]> = {
  kubernetes: [
    {
      name: 'KUBECONFIG',
      title: 'kubeconfig',
      description: 'The kubeconfig file. Default: .kube/config in the home folder.',
      type: 'file',
    },
    {
      name: 'SRE_AGENT_KUBERNETES_CONTEXTS',
      title: 'Contexts',
      description: 'Contexts that may be read, joined by commas. Default: the current context only.',
      type: 'string',
    },
    {
      name: 'SRE_AGENT_KUBERNETES_NAMESPACES',
      title: 'Namespaces',
      description: 'Namespaces that may be read, joined by commas. Default: all that the credentials may read.',
      type: 'string',
    },
    {
      name: 'SRE_AGENT_EKS_CLUSTERS',
      title: 'EKS clusters',
      description:
        'Clusters of EKS that are read without a kubeconfig, as region/name or account/region/name, joined by commas.',
      type: 'string',
    },
    {
      name: 'SRE_AGENT_AWS_ACCOUNTS',
      title: 'AWS accounts',
      description: 'For EKS: the role that is assumed in an account, as id=roleArn, joined by commas.',
      type: 'string',
    },
    {
      name: 'AWS_REGION',
      title: 'AWS region',
      description: 'For EKS: the region in which tokens are signed, where the kubeconfig does not name it.',
      type: 'string',
    },
    ...awsCredentials,
    awsEndpoint,
    ...everyServer,
  ],
  aws: [
    {
      name: 'AWS_REGION',
      title: 'Region',
      description: 'The region to read, such as eu-west-1.',
      type: 'string',
      required: true,
    },
    {
      name: 'SRE_AGENT_AWS_REGIONS',
      title: 'Regions',
      description: 'Regions that may be read where they are several, joined by commas. Default: the region above.',
      type: 'string',
    },
    {
      name: 'SRE_AGENT_AWS_ACCOUNTS',
      title: 'Accounts',
      description:
        "Accounts that may be read, joined by commas: twelve digits, or id=roleArn to assume a role. Default: the credentials' own.",
      type: 'string',
    },
    {
      name: 'SRE_AGENT_AWS_MAX_SCAN_GB',
      title: 'Largest query',
      description:
        'A Logs Insights query that would scan more gigabytes than this is refused: it costs by what it scans.',
      type: 'number',
      default: 50,
      min: 0,
    },
    ...awsCredentials,
    awsEndpoint,
    ...everyServer,
  ],
  github: [
    {
      name: 'GITHUB_TOKEN',
      title: 'Token',
      description: 'A fine-grained or classic token that reads the repositories; or a GitHub App, by the next two.',
      type: 'string',
      sensitive: true,
    },
    {
      name: 'GITHUB_APP_ID',
      title: 'App id',
      description: 'The number of a GitHub App, which is preferred where both are set.',
      type: 'string',
    },
    {
      name: 'GITHUB_APP_PRIVATE_KEY',
      title: 'App private key',
      description: 'Its private key in PEM form; line ends may be written \\n.',
      type: 'string',
      sensitive: true,
    },
    {
      name: 'SRE_AGENT_GITHUB_REPOSITORIES',
      title: 'Repositories',
      description: 'Repositories that may be read, owner/repo or owner/*, joined by commas. Default: all that it sees.',
      type: 'string',
    },
    {
      name: 'GITHUB_API_URL',
      title: 'API address',
      description: 'https://HOST/api/v3 on an Enterprise server.',
      type: 'string',
      default: 'https://api.github.com',
    },
    {
      name: 'SRE_AGENT_GITHUB_ISSUES',
      title: 'Open issues',
      description: 'Offers a tool that opens issues, for which the token needs to write them. All other tools read.',
      type: 'boolean',
      default: false,
    },
    ...everyServer,
  ],
  slack: [
    {
      name: 'SLACK_BOT_TOKEN',
      title: 'Bot token',
      description: "The app's bot token (xoxb-...), from its OAuth & Permissions page.",
      type: 'string',
      required: true,
      sensitive: true,
    },
    {
      name: 'SRE_AGENT_SLACK_CHANNELS',
      title: 'Channels',
      description: 'Channels that may be posted to, ids or names, joined by commas. Default: any that the bot is in.',
      type: 'string',
    },
    {
      name: 'SRE_AGENT_SLACK_READ_CHANNELS',
      title: 'Channels to read',
      description:
        'Channels that may be read and searched, ids or names, joined by commas. Default: the ones above, else every public one.',
      type: 'string',
    },
    {
      name: 'SLACK_USER_TOKEN',
      title: 'User token',
      description:
        "A person's token (xoxp-...) with search:read: no bot may search. Without it, history is read instead.",
      type: 'string',
      sensitive: true,
    },
    {
      name: 'SLACK_API_URL',
      title: 'API address',
      description: "Root of Slack's Web API, for a gateway or GovSlack.",
      type: 'string',
      default: 'https://slack.com/api/',
    },
    ...everyServer,
  ],
};
