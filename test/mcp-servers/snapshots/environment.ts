import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the four servers need to be made; none of it is asked for what they list. */
export function snapshotEnvironment(): { env: Record<string, string>; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sre-agent-contracts-'));
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    clusters: [{ name: 'here', cluster: { server: 'http://127.0.0.1:9' } }],
    users: [{ name: 'me', user: {} }],
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'me' } }],
  };
  const file = join(folder, 'kubeconfig.json');
  writeFileSync(file, JSON.stringify(kubeconfig));
  const env = {
    KUBECONFIG: file,
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    GITHUB_TOKEN: 'unused',
    // So that the contract of the tool that is off by default is held, too.
    SRE_AGENT_GITHUB_ISSUES: 'true',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    SLACK_BOT_TOKEN: 'xoxb-unused',
    SLACK_API_URL: 'http://127.0.0.1:9/api/',
  };
  return { env, folder };
}
