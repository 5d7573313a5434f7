import type { Setting } from './setting.ts';

/** Where the AWS SDK's own chain looks; the Kubernetes server signs tokens for EKS with the same. */
export const awsCredentials: Setting[] = [
  {
    name: 'AWS_PROFILE',
    title: 'AWS profile',
    description: 'A profile of the AWS configuration files, goes before keys. Default: the SDK looks for itself.',
    type: 'string',
  },
  {
    name: 'AWS_ACCESS_KEY_ID',
    title: 'AWS access key id',
    description: 'With the two below, instead of a profile; a profile that renews itself is better.',
    type: 'string',
    sensitive: true,
  },
  {
    name: 'AWS_SECRET_ACCESS_KEY',
    title: 'AWS secret access key',
    description: 'Belongs to the access key id.',
    type: 'string',
    sensitive: true,
  },
  {
    name: 'AWS_SESSION_TOKEN',
    title: 'AWS session token',
    description: 'Belongs to keys that are temporary.',
    type: 'string',
    sensitive: true,
  },
  {
    name: 'AWS_CONFIG_FILE',
    title: 'AWS configuration file',
    description: 'Default: .aws/config in the home folder.',
    type: 'file',
  },
  {
    name: 'AWS_SHARED_CREDENTIALS_FILE',
    title: 'AWS credentials file',
    description: 'Default: .aws/credentials in the home folder.',
    type: 'file',
  },
  {
    name: 'AWS_ROLE_ARN',
    title: 'Role of a web identity',
    description: 'The role that the web identity below assumes.',
    type: 'string',
  },
  {
    name: 'AWS_ROLE_SESSION_NAME',
    title: 'Session of a web identity',
    description: 'The name by which CloudTrail shows what was read with that role.',
    type: 'string',
  },
  {
    name: 'AWS_WEB_IDENTITY_TOKEN_FILE',
    title: 'Web identity token file',
    description: 'A file with the token of a web identity, instead of a profile or keys.',
    type: 'file',
  },
  {
    name: 'AWS_CA_BUNDLE',
    title: 'Certificates for AWS',
    description: 'A PEM file of certificates to trust for AWS.',
    type: 'file',
  },
];

export const awsEndpoint: Setting = {
  name: 'AWS_ENDPOINT_URL',
  title: 'AWS endpoint',
  description: "An endpoint instead of AWS's own, such as a VPC endpoint.",
  type: 'string',
};
