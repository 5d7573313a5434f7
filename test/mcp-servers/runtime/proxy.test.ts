import { describe, expect, it } from '@jest/globals';
import { proxyFor } from '../../../mcp-servers/runtime/proxy.ts';

const env = {
  HTTPS_PROXY: 'http://proxy:3128',
  NO_PROXY: 'localhost, .internal,*.corp.example,db.example:5432',
};

describe('the proxy for an address', () => {
  it.each([
    ['https://api.example', 'http://proxy:3128'],
    ['https://db.example', 'http://proxy:3128'],
    ['https://notinternal', 'http://proxy:3128'],
    ['http://api.example', undefined],
    ['https://LOCALHOST:6443', undefined],
    ['https://k8s.internal:6443', undefined],
    ['https://a.corp.example', undefined],
    ['https://db.example:5432', undefined],
  ])('%s is %s', (address, proxy) => {
    expect(proxyFor(address, env)).toBe(proxy);
  });

  it('is taken from the lower-case variables first, and none where NO_PROXY is *', () => {
    expect(proxyFor('http://a', { http_proxy: 'http://lower', HTTP_PROXY: 'http://upper' })).toBe('http://lower');
    expect(proxyFor('https://a', { ...env, no_proxy: '*' })).toBeUndefined();
    expect(proxyFor('https://a', {})).toBeUndefined();
  });
});
