import { expect, it } from '@jest/globals';
import { record, text } from '../../estate/kubernetes/fields.ts';
import type { ApiClient } from '../api-client.ts';
import { names } from './words.ts';

/** Selectors and pages, and what is wrong with them. */
export function selectsAndPages(api: () => ApiClient): void {
  const pods = '/api/v1/namespaces/shop/pods';

  it.each([
    ['labelSelector=app=cart', ['cart-1-a', 'cart-1-b']],
    ['labelSelector=app==cart,tier!=gold', ['cart-1-b']],
    ['labelSelector=app in (gate, pay)', ['gate-1-a']],
    ['labelSelector=tier notin (gold)', ['cart-1-b', 'gate-1-a']],
    ['labelSelector=tier', ['cart-1-a', 'cart-1-b']],
    ['labelSelector=!tier', ['gate-1-a']],
    ['fieldSelector=metadata.name=cart-1-a', ['cart-1-a']],
    ['fieldSelector=status.phase!=Running', []],
    ['fieldSelector=spec.nodeName=node-a&labelSelector=app=gate', ['gate-1-a']],
  ])('selects by %s', async (query, expected) => {
    expect(names(await api().ask('GET', `${pods}?${encodeURI(query)}`))).toEqual(expected);
  });

  it.each([
    'labelSelector=app in cart',
    'labelSelector=a b',
    'fieldSelector=spec.colour=red',
    'fieldSelector=status.phase',
  ])('refuses %s', async (query) => {
    const { status, body } = await api().ask('GET', `${pods}?${encodeURI(query)}`);
    expect([status, text(body, 'reason')]).toEqual([400, 'BadRequest']);
  });

  it.each([
    [
      'resourceVersion=x',
      400,
      'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
    ],
    ['timeoutSeconds=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['limit=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    [
      'resourceVersionMatch=Exact',
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
  ])('refuses a list with %s', async (query, code, message) => {
    expect((await api().ask('GET', `${pods}?${query}`)).body).toMatchObject({ code, message });
  });

  it('pages, and says how many are left', async () => {
    const first = await api().ask('GET', `${pods}?limit=2`);
    expect(names(first)).toEqual(['cart-1-a', 'cart-1-b']);
    const metadata = record(first.body, 'metadata');
    expect(metadata.remainingItemCount).toBe(1);
    const rest = await api().ask('GET', `${pods}?limit=2&continue=${metadata.continue}`);
    expect(names(rest)).toEqual(['gate-1-a']);
    expect(text(rest.body, 'metadata.continue')).toBe('');
    const selected = await api().ask('GET', `${pods}?limit=1&labelSelector=app%3Dcart`);
    expect(record(selected.body, 'metadata').remainingItemCount).toBeUndefined();
  });

  it.each([
    ['abc', /^invalid character '.' looking for beginning of value$/],
    ['e30', /^server does not recognize this encoded version $/],
    ['***', /^illegal base64 data at input byte 0$/],
  ])('refuses the token %s', async (token, why) => {
    const { status, body } = await api().ask('GET', `${pods}?limit=2&continue=${token}`);
    const [, said = ''] = /^invalid continue token: continue key is not valid: (.*)$/.exec(text(body, 'message')) ?? [];
    expect([status, said]).toEqual([400, expect.stringMatching(why)]);
  });
}
