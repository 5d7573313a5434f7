import { describe, expect, it } from '@jest/globals';
import { mechanismOf } from '../../../../activities/models/rules/mechanism.ts';
import { finding, result } from '../transcripts.ts';

const leadOf = (
  evidence: string,
  category: 'bad-configuration' | 'connection-pool-exhausted' = 'bad-configuration',
) => ({
  finding: finding({ category, title: 'cart fails', mechanism: 'it stops', evidence: [evidence] }),
  result: result('a', 'k8s_triage', evidence),
});
const commit = (path: string, ...lines: string[]) => ({
  sha: 'a'.repeat(40),
  title: 'a change',
  files: [{ path, patch: ['@@ -1 +1 @@', ' context: PAYMENT_URL', ...lines].join('\n') }],
});

describe('a mechanism between a diff and an error', () => {
  it('is a setting that both name', () => {
    const lead = leadOf('panic: PAYMENT_URL is not set');
    expect(mechanismOf(commit('deploy/values.yaml', '-PAYMENT_URL: https://pay'), [lead], ['cart'])).toMatchObject({
      shared: ['PAYMENT_URL'],
      line: '-PAYMENT_URL: https://pay',
      path: 'deploy/values.yaml',
    });
  });

  it('is an image tag that both name', () => {
    const lead = leadOf('Failed to pull image "registry.test/cart:v2.0": not found');
    const found = mechanismOf(
      commit('deploy/task.json', '-"image": "registry.test/cart:1.9"', '+"image": "registry.test/cart:v2.0"'),
      [lead],
      ['cart'],
    );
    expect(found?.line).toBe('+"image": "registry.test/cart:v2.0"');
  });

  it.each([
    ['stands in an unchanged line only', commit('deploy/values.yaml', '+replicas: 3')],
    ['stands in documentation', commit('docs/settings.md', '+PAYMENT_URL is needed')],
    ['stands in a test', commit('src/tests/url.ts', '+PAYMENT_URL')],
    ['is only the name of the service', commit('deploy/values.yaml', '+cart-api: on')],
    ['is an everyday word', commit('src/main.ts', '+// set it when panic is not wanted')],
  ])('is none where the name %s', (_, change) => {
    expect(
      mechanismOf(change, [leadOf('panic: PAYMENT_URL is not set in cart-api')], ['cart', 'cart-api']),
    ).toBeUndefined();
  });

  it('needs more than one word that happens to belong to the kind of error', () => {
    const lead = leadOf('no free connection', 'connection-pool-exhausted');
    expect(mechanismOf(commit('src/db.ts', '+const pool = open();'), [lead], [])).toBeUndefined();
    expect(mechanismOf(commit('src/db.ts', '+const pool = open({ connectionLimit: 2 });'), [lead], [])).toBeDefined();
  });
});
