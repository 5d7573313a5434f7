import { describe, expect, it } from '@jest/globals';
import { inferScope } from '../../../activities/scope/infer.ts';
import { type InventoryItem, inventoryItemSchema } from '../../../activities/scope/match.ts';
import { noServices } from '../../../activities/scope/services-file.ts';

const workload = (path: string, aliases: string[] = []): InventoryItem =>
  inventoryItemSchema.parse({
    name: path.split('/')[1],
    object: `Deployment/${path}`,
    aliases,
    context: 'prod',
    namespace: path.split('/')[0],
  });

const inventory: InventoryItem[] = [
  workload('shop/checkout'),
  workload('shop/basket-api'),
  workload('shop/seat-api'),
  workload('shop/catalog-api'),
  workload('pricing/tariffs-api'),
  workload('pricing/tariff-sync'),
  workload('shipping/label-printer'),
  workload('shipping/parcel-tracker-eu'),
  workload('shipping/parcel-tracker-us'),
  workload('identity/session-web'),
  workload('billing/statement-renderer'),
  workload('billing/statements-api'),
  workload('billing/tax-engine'),
  workload('billing/partner-portal'),
  workload('customers/accounts-api'),
  workload('kube-system/coredns', ['kube-dns']),
  inventoryItemSchema.parse({ name: 'courier-app-bff', object: 'aws:ecs/courier-app-bff', account: '1', region: 'eu' }),
  inventoryItemSchema.parse({ name: 'receipt-mail', object: 'aws:lambda/receipt-mail', account: '1', region: 'eu' }),
];

const asked = (question: string, more = {}, complete = true) =>
  inferScope({ question, ...more }, noServices, inventory, complete);

describe('the service of a question', () => {
  it.each<[string, string, string?]>([
    ['why is checkout failing?', 'checkout'],
    ['checkout is 500ing since ~9:25, roll back the undici bump?', 'checkout'],
    ['is something wrong with seat-api or can I mute it?', 'seat-api'],
    ['hey, is everything ok with checkout? a customer complained', 'checkout'],
    ['partner-portal is down. label-printer was just deployed, maybe that?', 'partner-portal'],
    ["checkout hangs in waves. last thing that went out was label-printer, Rhea says it can't be that", 'checkout'],
    ['Did the coredns upgrade break dns? basket-api logs name resolution errors', 'basket-api'],
    ['basket-api throws 502s, or is it coredns?', 'basket-api'],
    ['checkout is dead slow, we suspect seat-api', 'checkout'],
    ['checkout errors after label-printer went out', 'checkout'],
    ['seat-api and label-printer look ok, but checkout times out', 'checkout'],
    ['Ines is already on tax-engine, please look at checkout', 'checkout'],
    ['checkout is stuck at 4 replicas. is coredns broken or is it us?', 'checkout'],
    ['everything except tax-engine, checkout above all, answers 503', 'checkout'],
    ['checkout was deployed 10 minutes ago, is it ok?', 'checkout'],
    ['shall we roll back seat-api?', 'seat-api'],
    ['tariffs missing on all pages', 'tariffs', 'tariffs-api'],
    ['the partner portal is down (503) since noon', 'partner-portal'],
  ])('%s: %s', (question, service, name = service) => {
    const scope = asked(question);
    expect(scope.service).toBe(service);
    expect(scope.names?.[0]).toBe(name);
    expect(scope.unknownService).toBeUndefined();
  });

  it.each([
    ['customers cannot get a tariff', ['tariffs-api', 'tariff-sync']],
    [
      'monthly statement mails arrive without the PDF. Ines is already on tax-engine',
      ['statements-api', 'statement-renderer'],
    ],
    ["people can't hold seats. shall we revert label-printer?", ['seat-api', 'label-printer']],
    ['courier-app-5xx keeps flapping, first time after seat-api went out', ['courier-app-bff', 'seat-api']],
    ['checkouts and seats both fail', ['checkout', 'seat-api']],
    ['502 on catalogs since ~10:20, Marta released session-web at 10:31', ['catalog-api', 'session-web']],
    ['some customers see "something went wrong". label-printer was just deployed, maybe that?', ['label-printer']],
  ])('is left open where several may be meant: %s', (question, names) => {
    const scope = asked(question);
    expect(scope.service).toBeUndefined();
    expect(scope.names?.filter((name) => inventory.some((item) => item.name === name))).toEqual(names);
    expect(scope.unknownService).toBeUndefined();
  });

  it.each([
    ['parcel-traker-worker errors?? what is going on with it', 'parcel-traker-worker', 'parcel-tracker-eu'],
    ['why is chekout failing?', 'chekout', 'checkout'],
    ['500s in chekout since this morning', 'chekout', 'checkout'],
    ['is the `sesion-web` rollout done?', 'sesion-web', 'session-web'],
    ['seat_apii is slow', 'seat_apii', 'seat-api'],
    ['is the warehouse service down?', 'warehouse', undefined],
    ['loyalty-ledger answers 503', 'loyalty-ledger', undefined],
  ])('exists nowhere, and the nearest names are given: %s', (question, name, nearest) => {
    const { service, unknownService } = asked(question);
    expect(service).toBeUndefined();
    expect(unknownService?.name).toBe(name);
    expect(unknownService?.nearest[0]).toBe(nearest);
  });

  it.each([
    'what is going on?',
    'something is wrong, nobody can pay with card',
    'everything is slow since lunch, any ideas?',
    'the website shows an error page for logged in users',
    'is it us or is the internet down?',
    'out-of-memory everywhere, up-to-date images, read-only pages',
  ])('is never an everyday word: %s', (question) => {
    expect(asked(question)).toMatchObject({ names: expect.not.arrayContaining(['going']) });
    expect(asked(question)).not.toHaveProperty('unknownService');
    expect(asked(question)).not.toHaveProperty('service');
  });
});

describe('what somebody suspects', () => {
  it('is read as well, but is not among the names where the subject is sure', () => {
    const scope = asked('checkout fails. session-web was released at noon, maybe that?');
    expect(scope.names).toEqual(['checkout']);
    expect(scope.clusters).toEqual([{ context: 'prod', namespaces: ['shop', 'identity'] }]);
  });

  it('is said to be a guess where nothing else is named', () => {
    const { inferred } = asked('people see an error. label-printer was just deployed, maybe that?');
    expect(inferred[0]).toBe("Deployment/shipping/label-printer (named label-printer; somebody's guess)");
  });
});

it('takes no part of a name for the subject while not everything could be listed', () => {
  expect(asked('can you look at loyalty in crm? receipts are late', {}, false)).toMatchObject({
    service: 'loyalty',
    names: [],
  });
});
