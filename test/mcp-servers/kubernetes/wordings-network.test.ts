import { describe, it } from '@jest/globals';
import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { deployment, object, pod, service, warning } from './objects.ts';
import { expectTold, logged } from './told.ts';

const cart = [...deployment('cart'), pod('cart-1-a', { of: 'cart' })];
const web = [...deployment('web'), pod('web-1-a', { of: 'web' })];
const toCart = (spec: Record<string, unknown> = {}) => {
  const { spec: own, ...rest } = service('cart', { app: 'cart' }) as AnyObject & { spec: object };
  return { ...rest, spec: { ...own, ...spec } };
};
const well = { objects: [...cart, toCart()] };

const services: [what: string, category: string, object: string, says: string, spec: Record<string, unknown>][] = [
  [
    'a named port that no container has',
    'service-port',
    'Service/shop/cart',
    'targetPort web',
    { ports: [{ port: 80, targetPort: 'web' }] },
  ],
  [
    'a target port of no container',
    'service-port',
    'Service/shop/cart',
    'declare port 8080',
    { ports: [{ port: 80, targetPort: 9999 }] },
  ],
  [
    'a label that differs',
    'service-selector',
    'Service/shop/cart',
    'selector wants label app=carts, the pods have app=cart',
    { selector: { app: 'carts' } },
  ],
  [
    'a label that nobody has',
    'service-selector',
    'Service/shop/cart',
    'no tier',
    { selector: { app: 'cart', tier: 'backend' } },
  ],
];

describe('a Service', () => {
  it.each(services)('reaches nothing by %s', (what, category, about, says, spec) =>
    expectTold({ what, objects: [...cart, toCart(spec)], root: [category, about], says, well }),
  );

  it('whose workload is scaled to zero says so, and one of another cluster is left alone', () =>
    expectTold({
      what: 'zero',
      objects: [...deployment('cart', { wanted: 0 }), toCart()],
      root: ['scaled-to-zero', 'Deployment/shop/cart'],
      well: {
        objects: [object('Service', 'cart', { spec: { type: 'ExternalName', externalName: 'cart.example.com' } })],
      },
    }));

  it('that is another name for a Service is another name for one that exists', () => {
    const named = (externalName: string) =>
      object('Service', 'basket', { spec: { type: 'ExternalName', externalName } });
    return expectTold({
      what: 'ExternalName',
      objects: [...cart, toCart(), named('carts.shop.svc.cluster.local')],
      root: ['dns', 'Service/shop/basket'],
      says: 'Service/shop/carts, which does not exist (there is cart)',
      well: { objects: [...cart, toCart(), named('cart.shop.svc.cluster.local')] },
    });
  });
});

const classes = [object('IngressClass', 'nginx', {}, null)];
const ingress = ({ service: name = 'cart', port = { number: 80 } as object, spec = {} } = {}) =>
  object('Ingress', 'front', {
    spec: {
      ingressClassName: 'nginx',
      rules: [{ host: 'shop.example', http: { paths: [{ path: '/', backend: { service: { name, port } } }] } }],
      ...spec,
    },
  });
const secured = ingress({ spec: { tls: [{ hosts: ['shop.example'], secretName: 'front-tls' }] } });
const controller = [...deployment('controller'), pod('controller-1-a', { of: 'controller' })];

const ingresses: [what: string, object: AnyObject, says: string][] = [
  [
    'a Service that is not there',
    ingress({ service: 'carts' }),
    '"carts", which does not exist in shop (there is cart)',
  ],
  [
    'a port that its Service lacks',
    ingress({ port: { number: 81 } }),
    'port 81 of Service/shop/cart, which has port 80',
  ],
  ['a named port that its Service lacks', ingress({ port: { name: 'web' } }), 'port web of Service/shop/cart'],
  [
    'a class that is not there',
    ingress({ spec: { ingressClassName: 'traefik' } }),
    'ingress class "traefik" does not exist (there is nginx)',
  ],
];

const certificates: [who: string, line: string][] = [
  [
    'ingress-nginx',
    'W0512 09:39:00.1 7 controller.go:1372] Error getting SSL certificate "shop/front-tls": local SSL certificate shop/front-tls was not found. Using default certificate',
  ],
  ['traefik', 'ERR Error configuring TLS error="secret shop/front-tls does not exist" ingress=front namespace=shop'],
  ['haproxy', "ERROR certificate secret 'shop/front-tls' not found for ingress 'shop/front'"],
];

describe('an Ingress', () => {
  const healthy = { objects: [...cart, toCart(), ...classes, ingress()] };

  it.each(ingresses)('reaches nothing by %s', (what, broken, says) =>
    expectTold({
      what,
      objects: [...cart, toCart(), ...classes, broken],
      root: ['ingress-backend', 'Ingress/shop/front'],
      says,
      well: healthy,
    }),
  );

  it.each(certificates)("lacks its certificate's Secret, in the words of %s", (who, line) =>
    expectTold({
      what: who,
      objects: [...cart, toCart(), ...classes, secured, ...controller],
      logs: { 'controller-1-a': logged(line) },
      root: ['missing-secret', 'Ingress/shop/front'],
      says: 'Secret "front-tls" not found, it does not exist in shop',
      well: {
        objects: [...cart, toCart(), ...classes, secured, ...controller],
        logs: { 'controller-1-a': logged(line, { afterwards: 40 }) },
      },
    }),
  );

  it("lacks its certificate's Secret, in the words of an event", () =>
    expectTold({
      what: 'gce',
      objects: [
        ...cart,
        toCart(),
        ...classes,
        secured,
        warning('Ingress/front', 'Translate', 'error while evaluating the ingress spec: secrets "front-tls" not found'),
      ],
      root: ['missing-secret', 'Ingress/shop/front'],
      says: 'secrets "front-tls" not found',
      well: { objects: [...cart, toCart(), ...classes, secured] },
    }));
});

const timeout = logged('ERROR GET http://cart/items: i/o timeout');
const policy = (name: string, spec: Record<string, unknown>) => object('NetworkPolicy', name, { spec });
const ofCart = { podSelector: { matchLabels: { app: 'cart' } } };
const fromWeb = { podSelector: { matchLabels: { app: 'web' } } };
const allow = policy('allow', { ...ofCart, ingress: [{ from: [fromWeb], ports: [{ port: 8080 }] }] });
const open = [{ ports: [{ port: 53, protocol: 'UDP' }] }, { to: [ofCart] }];

const cuts: [what: string, policies: AnyObject[], root: string, fixed: AnyObject[]][] = [
  [
    'a default denial',
    [policy('deny', { podSelector: {}, policyTypes: ['Ingress'] })],
    'deny',
    [policy('deny', { podSelector: {}, policyTypes: ['Ingress'] }), allow],
  ],
  [
    'a namespace whose label is missing',
    [policy('spaces', { ...ofCart, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'shop' } } }] }] })],
    'spaces',
    [
      policy('spaces', {
        ...ofCart,
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }] }],
      }),
    ],
  ],
  [
    'another port',
    [policy('ports', { ...ofCart, ingress: [{ from: [fromWeb], ports: [{ port: 80 }] }] })],
    'ports',
    [policy('ports', { ...ofCart, ingress: [{ from: [fromWeb], ports: [{ port: 8000, endPort: 8100 }] }] })],
  ],
  [
    'another client',
    [policy('clients', { ...ofCart, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'shop' } } }] }] })],
    'clients',
    [
      policy('clients', {
        ...ofCart,
        ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] } }] }],
      }),
    ],
  ],
  [
    'egress that is not allowed',
    [policy('out', { ...fromWeb, policyTypes: ['Egress'], egress: [{ ports: [{ port: 53 }] }] })],
    'out',
    [policy('out', { ...fromWeb, policyTypes: ['Egress'], egress: open })],
  ],
];

describe('a network policy', () => {
  it.each(cuts)('cuts a path in use by %s', (what, policies, root, fixed) =>
    expectTold({
      what,
      objects: [...cart, ...web, toCart(), ...policies],
      logs: { 'web-1-a': timeout },
      root: ['network-policy', `NetworkPolicy/shop/${root}`],
      follows: ['Deployment/shop/web'],
      well: {
        objects: [...cart, ...web, toCart(), ...fixed],
        logs: { 'web-1-a': logged('INFO GET http://cart/items: 200') },
      },
    }),
  );

  it('cuts DNS where egress is allowed to the Service alone', () =>
    expectTold({
      what: 'dns',
      objects: [
        ...cart,
        ...web,
        toCart(),
        policy('out', { ...fromWeb, policyTypes: ['Egress'], egress: [{ to: [ofCart] }] }),
      ],
      logs: {
        'web-1-a': logged(
          'ERROR lookup api.example.com on 10.96.0.10:53: read udp 10.0.0.5:4->10.96.0.10:53: i/o timeout',
        ),
      },
      root: ['network-policy', 'NetworkPolicy/shop/out'],
      says: 'no egress to DNS (port 53)',
      well: {
        objects: [...cart, ...web, toCart(), policy('out', { ...fromWeb, policyTypes: ['Egress'], egress: open })],
        logs: { 'web-1-a': logged('INFO GET http://cart/items: 200') },
      },
    }));
});
