import { describe, expect, it } from '@jest/globals';
import { proxyEnvironment, proxyFor } from '../../../mcp-servers/runtime/proxy.ts';

const env = {
  HTTPS_PROXY: 'http://proxy:3128',
  NO_PROXY: '.internal, *.corp.example,db.example:5432,10.96.0.0/12,fd00::/8,192.168.7.9',
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
    ['https://10.96.0.1', undefined],
    ['https://10.112.0.1', 'http://proxy:3128'],
    ['https://[fd00::1]:6443', undefined],
    ['https://192.168.7.9', undefined],
    ['https://127.0.0.1:6443', undefined],
    ['https://[::1]:6443', undefined],
  ])('%s is %s', (address, proxy) => {
    expect(proxyFor(address, env)).toBe(proxy);
  });

  it('is taken from the lower-case variables first, and none where NO_PROXY is *', () => {
    expect(proxyFor('http://a', { http_proxy: 'http://lower', HTTP_PROXY: 'http://upper' })).toBe('http://lower');
    expect(proxyFor('https://a', { ...env, no_proxy: '*' })).toBeUndefined();
    expect(proxyFor('https://a', {})).toBeUndefined();
  });
});

describe('the proxy of an environment', () => {
  it('is one name for each variable, with this machine left out', () => {
    expect(proxyEnvironment({ https_proxy: 'proxy:3128', HTTP_PROXY: '', NO_PROXY: 'a, b' })).toEqual({
      HTTPS_PROXY: 'http://proxy:3128',
      NO_PROXY: 'a,b,localhost,127.0.0.1,[::1]',
    });
    expect(proxyEnvironment({ HTTPS_PROXY: '', NO_PROXY: 'a' })).toBeUndefined();
  });

  it.each(['socks5://me:secret@proxy:1080', 'not an address', 'http://'])('is refused where it is %s', (address) => {
    expect(() => proxyEnvironment({ https_proxy: address })).toThrow(
      /^HTTPS_PROXY is not the address of an HTTP proxy, such as http:\/\/proxy\.example\.com:3128$/,
    );
  });
});
