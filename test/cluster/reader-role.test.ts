import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { resources } from '../../mcp-servers/kubernetes/resources.ts';
import { list } from '../estate/kubernetes/fields.ts';
import { clientOf } from './kubeconfig-client.ts';
import { onEstate } from './on-estate.ts';
import { rulesOf, shipped, without } from './reader-role.ts';

const rules = rulesOf('reader.yaml');
const page = readFileSync('docs/kubernetes-permissions.md', 'utf8');

describe('deploy/kubernetes/reader.yaml', () => {
  it('grants get and list alone, and nothing on Secrets or on everything', () => {
    expect([...new Set(rules.flatMap(({ verbs }) => verbs))].sort()).toEqual(['get', 'list']);
    const named = rules.flatMap(({ apiGroups, resources: of }) => [...apiGroups, ...of]);
    expect(named.filter((name) => name === '*' || name.includes('secret'))).toEqual([]);
  });

  it('covers every list that the server knows by itself', () => {
    const missing = Object.values(resources).filter(({ apiVersion, plural }) => {
      const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
      return !rules.some(
        (r) => r.apiGroups.includes(group) && r.resources.includes(plural) && r.verbs.includes('list'),
      );
    });
    expect(missing).toEqual([]);
  });

  it('is explained line by line, and nothing else is', () => {
    const said = [...page.matchAll(/^\| (?:core|`([a-z0-9.]+)`) \| (.*?) \|/gm)].flatMap(([, group = '', words = '']) =>
      [...words.matchAll(/`([a-z]+(?:\/[a-z]+)?)`/g)].flatMap(([, name = '']) =>
        name === 'get' ? [] : [`${group} ${name}`],
      ),
    );
    const granted = rules.flatMap(({ apiGroups, resources: of }) => of.map((name) => `${apiGroups[0]} ${name}`));
    expect(said.sort()).toEqual(granted.sort());
  });

  it('is bound to the account that it makes, as the optional role on Secrets is', () => {
    const subject = { kind: 'ServiceAccount', name: 'reader', namespace: 'sre-agent' };
    for (const file of ['reader.yaml', 'secret-existence.yaml'] as const) {
      const [role, binding] = ['ClusterRole', 'ClusterRoleBinding'].map((of) =>
        shipped(file).find((o) => o.kind === of),
      );
      expect(binding).toMatchObject({
        roleRef: { kind: 'ClusterRole', name: role?.metadata.name },
        subjects: [subject],
      });
    }
    expect(rulesOf('secret-existence.yaml')).toEqual([{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }]);
  });

  it('names only what an API server has', async () => {
    const estate = await onEstate('reader');
    const api = clientOf(estate.kubeconfig);
    try {
      for (const { apiGroups, resources: of } of rules.filter((rule) => rule.apiGroups[0] !== 'metrics.k8s.io')) {
        const [group] = apiGroups;
        const version = group === 'autoscaling' ? 'v2' : 'v1';
        const { body } = await api.ask('GET', group ? `/apis/${group}/${version}` : '/api/v1');
        const served = list(body, 'resources').map((resource) => (resource as { name: string }).name);
        expect([group, of.filter((name) => !served.includes(name))]).toEqual([group, []]);
      }
    } finally {
      await api.close();
      await estate.close();
    }
  });
});

describe('a role without one verb', () => {
  it('keeps every other', () => {
    const given = [{ apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['get', 'list'] }];
    expect(without(given, { group: '', resource: 'pods', verb: 'list' })).toEqual([
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
    ]);
  });
});
