import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CaseError } from '../case.ts';
import { serve, serveCase } from './serve-case.ts';
import { now, pods, shop } from './shop.ts';

const shared = join(import.meta.dirname, '../../../../shared/cases');
const pod = (name: string, namespace = '  namespace: shop\n') =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n${namespace}`;

async function refusal(files: Record<string, string>): Promise<string> {
  const error: unknown = await serveCase(files).catch((thrown: unknown) => thrown);
  if (!(error instanceof CaseError)) throw new Error(`expected a CaseError, got ${String(error)}`);
  return error.message.replace(/^.*?(?=kubernetes\/)/, '').replace(/first at .*(?=kubernetes\/)/, 'first at ');
}

describe("a case's kubernetes folder", () => {
  it('may hold YAML documents, JSON and lists', async () => {
    const served = await serveCase({
      'kubernetes/objects/a.yaml': `${pod('a')}---\n${pod('b')}---\n`,
      'kubernetes/objects/b.json': JSON.stringify({ apiVersion: 'v1', kind: 'PodList', items: pods }),
    });
    try {
      const { body } = await served.get('/api/v1/pods');
      expect(body).toHaveProperty('items.length', 2 + pods.length);
    } finally {
      await served.close();
    }
  });

  it('may be missing: the API is there, and empty', async () => {
    const served = await serveCase({});
    try {
      expect((await served.get('/api/v1/pods')).body).toMatchObject({ kind: 'PodList', items: [] });
    } finally {
      await served.close();
    }
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'no name',
      { 'kubernetes/objects/a.yaml': `${pod('a')}---\napiVersion: v1\nkind: Pod\nmetadata: {}\n` },
      'kubernetes/objects/a.yaml:7: metadata.name: ',
    ],
    ['no kind', { 'kubernetes/objects/a.yaml': 'metadata:\n  name: a\n' }, 'kubernetes/objects/a.yaml:1: apiVersion: '],
    [
      'no namespace',
      { 'kubernetes/objects/a.yaml': pod('a', '') },
      'kubernetes/objects/a.yaml:1: Pod a is namespaced and has no',
    ],
    [
      'an object twice',
      { 'kubernetes/objects/a.yaml': `${pod('a')}---\n${pod('a')}` },
      'kubernetes/objects/a.yaml:7: Pod shop/a is given twice, first at kubernetes/objects/a.yaml:1',
    ],
    ['broken YAML', { 'kubernetes/objects/a.yaml': 'a: [\nb' }, 'kubernetes/objects/a.yaml:'],
    ['broken JSON', { 'kubernetes/objects/a.json': '{\n "a": 1,\n}' }, 'kubernetes/objects/a.json:3: not JSON'],
    ['another file', { 'kubernetes/objects/a.txt': '' }, 'kubernetes/objects/a.txt: expected a .yaml'],
    [
      'another folder',
      { 'kubernetes/object/a.yaml': '' },
      "kubernetes/object: unknown folder 'object', did you mean 'objects'?",
    ],
    [
      'a log without timestamps',
      { 'kubernetes/logs/a/b/c.log': '2026-05-12T09:40:00Z x\nx\n' },
      'kubernetes/logs/a/b/c.log:2: a line begins',
    ],
    ['a misplaced log', { 'kubernetes/logs/a/b.log': '' }, 'kubernetes/logs/a/b.log: expected <namespace>'],
  ])('with %s is refused by file and line', async (_what, files, expected) => {
    expect(await refusal(files)).toContain(expected);
  });
});

describe('contexts', () => {
  it('are served apart, by names that may hold slashes and colons', async () => {
    const arn = 'arn:aws:eks:eu-west-1:111122223333:cluster/shop';
    const served = await serveCase({
      ...shop,
      [`kubernetes/contexts/${arn}/objects/a.yaml`]: pod('far'),
      [`kubernetes/contexts/${arn}/logs/shop/far/c.log`]: `${now} hello\n`,
      'kubernetes/contexts/staging/objects/a.yaml': pod('staged'),
    });
    try {
      expect(served.env.SRE_AGENT_KUBERNETES_CONTEXTS).toBe(`estate,${arn},staging`);
      const slug = 'arn-aws-eks-eu-west-1-111122223333-cluster-shop';
      expect((await served.get(`/clusters/${slug}/api/v1/pods`)).body).toMatchObject({
        items: [{ metadata: { name: 'far' } }],
      });
      expect((await served.get('/clusters/staging/api/v1/namespaces/shop/pods/staged')).status).toBe(200);
      expect((await served.get('/clusters/estate/api/v1/namespaces/shop/pods/staged')).status).toBe(404);
      expect((await served.get('/api/v1/namespaces/shop/pods/cart-ok')).status).toBe(200);
    } finally {
      await served.close();
    }
    expect(existsSync(served.env.KUBECONFIG ?? '/')).toBe(false);
  });
});

describe('five thousand pods', () => {
  it('are listed in well under a second', async () => {
    const items = Array.from({ length: 5_000 }, (_, at) => ({
      ...pods[0],
      metadata: { ...pods[0]?.metadata, name: `cart-${at}`, namespace: `n${at % 50}` },
    }));
    const served = await serveCase({
      'kubernetes/objects/p.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    });
    try {
      const start = performance.now();
      const { body } = await served.get('/api/v1/pods?limit=500&labelSelector=app%3Dcart');
      expect(body).toHaveProperty('items.length', 500);
      expect((await served.get('/api/v1/namespaces/n7/pods')).body).toHaveProperty('items.length', 100);
      expect(performance.now() - start).toBeLessThan(1_000);
    } finally {
      await served.close();
    }
  });
});

(existsSync(shared) ? describe : describe.skip)('the shared cases', () => {
  it.each(existsSync(shared) ? readdirSync(shared) : [''])('%s is served', async (name) => {
    const served = await serve(join(shared, name));
    try {
      expect((await served.get('/api/v1/pods')).status).toBe(200);
    } finally {
      await served.close();
    }
  });
});
