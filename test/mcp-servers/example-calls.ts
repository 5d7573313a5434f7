import type { Connected } from './connect.ts';

type Arguments = Record<string, unknown>;

/**
 * One call of each tool against test/cases/pool-exhausted, with a word that its answer has to hold. A tool that has none
 * fails the tests: whoever adds a tool adds its line here.
 */
export const exampleCalls: Record<
  string,
  { args: Arguments | ((server: Connected) => Promise<Arguments>); says: RegExp }
> = {
  k8s_triage: { args: { scope: { service: 'checkout' } }, says: /checkout-api/ },
  k8s_get: { args: { kind: 'deployment', name: 'checkout-api', namespace: 'shop' }, says: /checkout-api/ },
  k8s_logs: { args: { workload: 'Deployment/checkout-api', namespace: 'shop' }, says: /checkout-api/ },
  k8s_events: { args: { namespace: 'shop', since: '2h' }, says: /shop/ },
  k8s_changes: { args: { namespace: 'shop', since: '6h' }, says: /shop/ },

  aws_triage: { args: { scope: { service: 'checkout' } }, says: /checkout-svc/ },
  aws_get: { args: { what: 'alarms' }, says: /checkout-svc-5xx-rate/ },
  aws_metrics: { args: { metric: 'DatabaseConnections', since: '2h' }, says: /DatabaseConnections/ },
  aws_changes: { args: { since: '6h' }, says: /CloudTrail|changes|writes/i },
  aws_traces: { args: { since: '2h' }, says: /traces/ },
  aws_logs: { args: { log_group: '/prod/checkout-svc/application', since: '1h' }, says: /connection from pool/ },
  aws_logs_query: {
    args: {
      log_groups: ['/prod/checkout-svc/application'],
      query: 'fields @timestamp, @message | filter @message like /pool/ | limit 5',
      since: '1h',
    },
    says: /pool/,
  },

  github_changes: { args: { repository: 'acme/storefront', since: '2d' }, says: /042e57a/ },
  github_commit: { args: { repository: 'acme/storefront', ref: '042e57a', hunks: true }, says: /maxPoolSize/ },
  github_compare: { args: { repository: 'acme/storefront', path: 'services/checkout' }, says: /0974f89\.\.\.042e57a/ },
  github_runs: { args: { repository: 'acme/storefront', since: '2d' }, says: /job .*: failure/ },
  github_file: {
    args: { repository: 'acme/storefront', path: 'services/checkout/config/production.yaml' },
    says: /maxPoolSize/,
  },
  github_search: { args: { kind: 'commits', query: 'checkout', repository: 'acme/storefront' }, says: /042e57a/ },

  github_create_issue: {
    args: { repository: 'acme/storefront', title: 'seen', body: 'seen', key: 'example' },
    says: /(?:already )?opened acme\/storefront#\d+ https:/,
  },

  slack_read: { args: { channel: '#incidents', since: '8h' }, says: /checkout-svc-5xx-rate/ },
  slack_search: { args: { query: 'checkout', since: '1d' }, says: /method: history/ },
  slack_upload: {
    args: { channel: '#incidents', key: 'example', filename: 'seen.md', content: 'seen' },
    says: /shared seen-[0-9a-f]+\.md/,
  },
  slack_post: { args: { channel: '#incidents', text: 'seen', key: 'example' }, says: /\d+\.\d+/ },
  slack_update: {
    args: async (server) => {
      const posted = await server.call('slack_post', { channel: '#incidents', text: 'seen', key: 'example-update' });
      return { channel: '#incidents', text: 'seen again', ts: /\d{10}\.\d{6}/.exec(posted.text)?.[0] };
    },
    says: /\d+\.\d+/,
  },
  slack_find: { args: { channel: '#incidents', minutes: 60, match: { key: 'example' } }, says: /\d own messages/ },
  slack_user: { args: { user: 'U0MARIA01' }, says: /maria/ },
};
