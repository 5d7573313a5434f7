import type { Setting } from './setting.ts';

/** What the runtime reads for each server. */
export const everyServer: Setting[] = [
  {
    name: 'HTTPS_PROXY',
    title: 'Proxy',
    description: 'The address of an HTTP proxy, such as http://proxy.example.com:3128. Default: none.',
    type: 'string',
  },
  {
    name: 'NO_PROXY',
    title: 'Without the proxy',
    description: 'Hosts, .suffixes or host:port that are reached directly, joined by commas.',
    type: 'string',
  },
  {
    name: 'NODE_EXTRA_CA_CERTS',
    title: 'Private certificates',
    description: 'A PEM file of certificates to trust beside the usual ones.',
    type: 'file',
  },
  {
    name: 'LOG_LEVEL',
    title: 'Log level',
    description: 'fatal, error, warn, info, debug or trace.',
    type: 'string',
    default: 'info',
  },
  {
    name: 'SRE_AGENT_REDACT',
    title: 'Remove addresses',
    description: 'What is removed beside secrets: email, ip, or both joined by a comma. Default: nothing.',
    type: 'string',
  },
  {
    name: 'SRE_AGENT_CLOCK',
    title: 'Pinned clock',
    description: 'RFC 3339 with a zone: takes this for now, to examine a frozen incident. Leave it empty otherwise.',
    type: 'string',
  },
];
