import { describe, expect, it } from '@jest/globals';
import { hostsIn } from '../../../mcp-servers/kubernetes/hosts.ts';

describe('hosts in log lines', () => {
  it.each([
    ['dial tcp: lookup cart on 10.96.0.10:53: no such host', { name: 'cart', unresolved: true }],
    ['Error: getaddrinfo ENOTFOUND cart', { name: 'cart', unresolved: true }],
    ['could not translate host name "cart" to address: Name or service not known', { name: 'cart', unresolved: true }],
    ["nslookup: can't resolve 'cart'", { name: 'cart', unresolved: true }],
    [
      "** server can't find cart.shop.svc.cluster.local: NXDOMAIN",
      { name: 'cart', namespace: 'shop', unresolved: true },
    ],
    ["wget: bad address 'cart:80'", { name: 'cart', unresolved: true }],
    ['java.net.UnknownHostException: cart', { name: 'cart', unresolved: true }],
    ['Get "http://cart.shop.svc:8080/items": connection refused', { name: 'cart', namespace: 'shop', port: 8080 }],
    ["HTTPConnectionPool(host='cart', port=80): Max retries exceeded", { name: 'cart', port: 80 }],
    ['connection to server at "cart" (10.0.0.1), port 5432 failed: timeout', { name: 'cart', port: 5432 }],
    [
      'Is the server running on host "cart" (10.0.0.9) and accepting connections on port 5432?',
      { name: 'cart', port: 5432 },
    ],
    ['redis://user:pw@cart:6379 refused', { name: 'cart', port: 6379 }],
    ['jdbc:postgresql://cart.shop:5432/orders refused', { name: 'cart', namespace: 'shop', port: 5432 }],
    ['jdbc:oracle:thin:@cart.shop:1521/orders timed out', { name: 'cart', namespace: 'shop', port: 1521 }],
  ])('%s', (line, host) => {
    expect(hostsIn([line])).toMatchObject([host]);
  });

  it.each([
    'connect to https://api.payments.example.com/: timeout',
    'dial tcp 10.0.0.1:5432: connection refused',
    'at Object.run (/srv/app.js:12:7)',
    '2026-05-12 09:39:30 connection refused',
    'connect to localhost:5432 refused',
    '{"host":"cart-1-a","service":"cart","error":"connection refused"}',
    '{"host":"api.example.com","error":"connection refused"}',
  ])('are none of the cluster in: %s', (line) => {
    expect(hostsIn([line])).toEqual([]);
  });
});
