import { describe, it } from '@jest/globals';
import { crashing, deployment, pod, service } from './objects.ts';
import { expectTold, logged } from './told.ts';

const cart = [...deployment('cart'), pod('cart-1-a', { of: 'cart' })];
const lookups: [who: string, line: string][] = [
  ['Go, no such name', 'ERROR dial tcp: lookup api.example.com on 10.96.0.10:53: no such host'],
  ['Go, SERVFAIL', 'ERROR dial tcp: lookup api.example.com on 10.96.0.10:53: server misbehaving'],
  [
    'Go, no answer',
    'ERROR dial tcp: lookup api.example.com on 10.96.0.10:53: read udp 10.0.0.5:4->10.96.0.10:53: i/o timeout',
  ],
  ['Java', 'java.net.UnknownHostException: api.example.com: Name or service not known'],
  ['Java, for now', 'java.net.UnknownHostException: api.example.com: Temporary failure in name resolution'],
  [
    'Netty',
    "ERROR io.netty.resolver.dns.DnsResolveContext$SearchDomainUnknownHostException: Failed to resolve 'api.example.com' [A(1)]",
  ],
  ['Node', 'Error: getaddrinfo ENOTFOUND api.example.com'],
  ['Node, for now', 'Error: getaddrinfo EAI_AGAIN api.example.com api.example.com:443'],
  ['Node, c-ares', 'Error: queryA ESERVFAIL api.example.com'],
  ['Python', 'socket.gaierror: [Errno -2] Name or service not known'],
  ['Python, for now', 'ERROR socket.gaierror: [Errno -3] Temporary failure in name resolution'],
  [
    'requests',
    "ERROR HTTPSConnectionPool(host='api.example.com', port=443): Max retries exceeded with url: / (Caused by NameResolutionError(\"Failed to resolve 'api.example.com' ([Errno -3] Temporary failure in name resolution)\"))",
  ],
  ['glibc, by curl', 'curl: (6) Could not resolve host: api.example.com'],
  [
    'glibc, by psql',
    'psql: error: could not translate host name "api.example.com" to address: Name or service not known',
  ],
  ['Rust', 'ERROR error trying to connect: dns error: failed to lookup address information: Name or service not known'],
  ['.NET', 'System.Net.Http.HttpRequestException: No such host is known. (api.example.com:443)'],
  ['busybox', "wget: bad address 'api.example.com'"],
  ['nginx', '2026/05/12 09:39:00 [error] 7#7: *1 api.example.com could not be resolved (2: Server failure)'],
];

describe('a name that does not resolve', () => {
  it.each(lookups)('is told in the words of %s, until it does', (who, line) =>
    expectTold({
      what: who,
      objects: cart,
      logs: { 'cart-1-a': logged(line) },
      root: ['dns', 'Deployment/shop/cart'],
      says: line.slice(0, 60),
      well: { objects: cart, logs: { 'cart-1-a': logged(line, { afterwards: 40 }) } },
    }),
  );
});

const inSystem = <Item extends { metadata: object }>(item: Item): Item => ({
  ...item,
  metadata: { ...item.metadata, namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
});
const named = service('kube-dns', { 'k8s-app': 'kube-dns' }, [{ port: 53, targetPort: 53 }]);
const ports = { container: { ports: [{ containerPort: 53 }] } };
const running = [...deployment('coredns'), pod('coredns-1-a', { of: 'coredns', ...ports }), named].map(inSystem);
const down = [...deployment('coredns', { ready: 0 }), crashing('coredns-1-a', 'coredns'), named].map(inSystem);
const ends: [what: string, category: string, line: string][] = [
  [
    'a loop',
    'dns',
    '[FATAL] plugin/loop: Loop (127.0.0.1:55953 -> :53) detected for zone ".", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO 4547991504243258144.3688648895315093531."',
  ],
  [
    'a Corefile that cannot be read',
    'bad-configuration',
    "plugin/forward: /etc/coredns/Corefile:9 - Error during parsing: unknown directive 'forwards'",
  ],
];

describe('a name server', () => {
  it.each(ends)('that ends by %s is why nobody resolves names', (what, category, line) =>
    expectTold({
      what,
      objects: [...cart, ...down],
      logs: {
        'cart-1-a': logged('ERROR dial tcp: lookup api.example.com on 10.96.0.10:53: read: connection refused'),
        'kube-system/coredns-1-a/app.previous': logged(line, { times: 1 }),
      },
      root: [category, 'Deployment/kube-system/coredns'],
      says: line.slice(0, 60),
      follows: ['Deployment/shop/cart', 'Service/kube-system/kube-dns'],
      well: { objects: [...cart, ...running], logs: { 'cart-1-a': logged('INFO served') } },
    }),
  );

  const upstream = '[ERROR] plugin/errors: 2 api.example.com. A: read udp 10.0.0.9:4->8.8.8.8:53: i/o timeout';

  it('that gets no answer itself is why others get SERVFAIL', () =>
    expectTold({
      what: 'upstream',
      objects: [...cart, ...running],
      logs: {
        'cart-1-a': logged('ERROR dial tcp: lookup api.example.com on 10.96.0.10:53: server misbehaving'),
        'kube-system/coredns-1-a/app': logged(upstream, { times: 5 }),
      },
      root: ['dns', 'Deployment/kube-system/coredns'],
      says: 'plugin/errors',
      follows: ['Deployment/shop/cart'],
      well: {
        objects: [...cart, ...running],
        logs: { 'kube-system/coredns-1-a/app': logged(upstream, { afterwards: 40 }) },
      },
    }));
});
