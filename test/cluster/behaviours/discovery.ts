import { expect, it } from '@jest/globals';
import { list, text } from '../../estate/kubernetes/fields.ts';
import type { ApiClient } from '../api-client.ts';

/** What there is to ask for. */
export function discovers(api: () => ApiClient): void {
  it('discovers kinds with short names, scope, verbs and subresources', async () => {
    const { body } = await api().ask('GET', '/api/v1');
    const pods = list(body, 'resources').filter((resource) => /^pods(\/log)?$/.test(text(resource, 'name')));
    expect(pods).toMatchObject([
      {
        name: 'pods',
        singularName: 'pod',
        namespaced: true,
        kind: 'Pod',
        shortNames: ['po'],
        categories: ['all'],
        verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      },
      { name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] },
    ]);
  });

  it('discovers a custom kind', async () => {
    const { body } = await api().ask('GET', '/apis/example.com/v1');
    expect(list(body, 'resources')[0]).toMatchObject({ name: 'widgets', kind: 'Widget', shortNames: ['wd'] });
  });

  it('says its version', async () => {
    const { body } = await api().ask('GET', '/version');
    expect(body).toMatchObject({ major: '1', minor: '34' });
  });
}
