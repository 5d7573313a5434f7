import { describe, expect, it } from '@jest/globals';
import { inferScope } from '../../../activities/scope/infer.ts';
import type { InventoryItem } from '../../../activities/scope/match.ts';
import { noServices, servicesFileSchema } from '../../../activities/scope/services-file.ts';

const inventory: InventoryItem[] = [
  {
    name: 'checkout-api',
    object: 'Deployment/shop/checkout-api',
    aliases: ['checkout'],
    context: 'prod',
    namespace: 'shop',
    commit: 'abc1234',
  },
  { name: 'basket', object: 'Deployment/shop/basket', aliases: [], context: 'prod', namespace: 'shop' },
  { name: 'ledger', object: 'Deployment/finance/ledger', aliases: [], context: 'prod', namespace: 'finance' },
  {
    name: '/prod/checkout-svc/application',
    object: 'aws:logs//prod/checkout-svc/application',
    aliases: [],
    account: '111122223333',
    region: 'eu-west-1',
    logGroups: ['/prod/checkout-svc/application'],
  },
  { name: 'storefront', object: 'github:acme/storefront', aliases: ['checkout'], repository: 'acme/storefront' },
];
const asked = (question: string, more = {}) => inferScope({ question, ...more }, noServices, inventory);

describe('the scope of a question', () => {
  it('finds a service under the different names that three systems have for it, and says why it took them', () => {
    expect(asked('why is checkout failing?')).toEqual({
      service: 'checkout',
      names: ['checkout-api', 'storefront', '/prod/checkout-svc/application'],
      clusters: [{ context: 'prod', namespaces: ['shop'] }],
      accounts: [{ account: '111122223333', regions: ['eu-west-1'] }],
      log_groups: ['/prod/checkout-svc/application'],
      repositories: [{ repository: 'acme/storefront' }],
      owners: [],
      inferred: [
        'Deployment/shop/checkout-api (labelled or tagged checkout)',
        'github:acme/storefront (labelled or tagged checkout)',
        'aws:logs//prod/checkout-svc/application (part of /prod/checkout-svc/application)',
      ],
      runningCommit: 'abc1234',
    });
  });

  it('names the nearest services for one that exists nowhere', () => {
    expect(asked('why is chekout failing?').unknownService).toEqual({
      name: 'chekout',
      nearest: ['checkout', 'checkout-api'],
    });
    expect(asked('is the warehouse service down?').unknownService).toEqual({ name: 'warehouse', nearest: [] });
  });

  it('does not say that a service exists nowhere while something could not be listed', () => {
    const found = inferScope({ question: 'vault in namespace secure answers 503, why?' }, noServices, inventory, false);
    expect(found.unknownService).toBeUndefined();
    expect(found).toMatchObject({ service: 'vault', clusters: [{ context: 'prod', namespaces: ['secure'] }] });
  });

  it('finds the workload of a pod that the question names, whatever state it says the pod was in', () => {
    const found = asked('Pod basket-7f9dd8b6c4-x2k1p was Pending for 5 minutes. Why?');
    expect(found).toMatchObject({ clusters: [{ context: 'prod', namespaces: ['shop'] }] });
    expect(found.inferred).toContain('Deployment/shop/basket (whose pod basket-7f9dd8b6c4-x2k1p is)');
    expect(found.unknownService).toBeUndefined();
  });

  it('takes a namespace that the question names', () => {
    const found = asked('what is wrong in the finance namespace?');
    expect(found.clusters).toEqual([{ context: 'prod', namespaces: ['finance'] }]);
    expect(found.unknownService).toBeUndefined();
  });

  it('takes the subject of an alert', () => {
    const alert = { commonLabels: { namespace: 'shop', workload_name: 'basket' } };
    const found = asked('KubernetesPodPending fired. Why?', { alert });
    expect(found).toMatchObject({ service: 'basket', clusters: [{ context: 'prod', namespaces: ['shop'] }] });
  });

  it('believes services.yaml over everything that could be inferred', () => {
    const services = servicesFileSchema.parse({
      services: {
        checkout: {
          aliases: ['till'],
          clusters: [{ context: 'prod', namespaces: ['payments'] }],
          repositories: [{ repository: 'acme/monolith', paths: ['checkout/'] }],
          owners: ['@team-checkout'],
        },
      },
    });
    const found = inferScope({ question: 'is the till slow?' }, services, inventory);
    expect(found).toMatchObject({
      service: 'checkout',
      clusters: [{ context: 'prod', namespaces: ['payments'] }],
      repositories: [{ repository: 'acme/monolith', paths: ['checkout/'] }],
      owners: ['@team-checkout'],
    });
    expect(found.inferred).toEqual([expect.stringContaining('aws:logs/')]);
  });
});
