import { describe, expect, it } from '@jest/globals';
import { factsOf } from '../../../../activities/models/rules/facts.ts';
import { answersFor, needs } from '../../../../activities/models/rules/graph.ts';
import { letThroughBy } from '../../../../activities/models/rules/let-through.ts';
import { rootOf } from '../../../../activities/models/rules/root.ts';
import type { Category } from '../../../../workflows/categories.ts';
import { briefing, finding, result } from '../transcripts.ts';

const lead = (object: string, evidence: string) => ({
  finding: finding({ object, title: object, evidence: [evidence] }),
  result: result('first-1', 'aws_triage', evidence),
});

describe('a proxy in front of a program', () => {
  const caller = lead('aws:xray/shop', 'shop upload: http.status_code=413, http.host=files.shop.example');

  it.each([
    '[error] client intended to send too large body, server: files.shop.example, request: "POST /"',
    '{"level":"warn","authority":"files.shop.example","flags":"RL"} authority: "files.shop.example"',
  ])('answers for the host that the caller ends in: %s', (line) => {
    expect(answersFor(caller, lead('aws:logs/apps/front', line))).toBe(true);
  });

  it.each([
    '[error] upstream timed out, server: api.shop.example, request: "GET /"',
    'POST https://files.shop.example/v2 failed: 413',
  ])('is neither that of another host nor another caller: %s', (line) => {
    expect(answersFor(caller, lead('aws:logs/apps/front', line))).toBe(false);
  });
});

describe('more requests behind a cache', () => {
  const told = (category: Category, ...lines: string[]) => {
    const curves = result('first-1', 'aws_metrics', lines.join('\n'), {
      findings: [finding({ category, object: 'aws:cloudwatch/cart' })],
    });
    const facts = factsOf([briefing({ firstLook: [curves] })]);
    const root = rootOf(facts);
    return root && letThroughBy(facts, root);
  };
  const missed = 'Apps price_cache_hit_ratio Service=shop: last 0.02, before 0.9 (0.02x); min 0';
  const level = 'Apps request_count Service=shop: last 510, before 500 (1.02x); min 480';

  it('are those that it no longer holds back', () => {
    expect(told('traffic-surge', missed, level)).toBe(
      'shop price_cache_hit_ratio 0.9 -> 0.02, itself asked no more than before (1.02x)',
    );
  });

  it('come from those who ask where more ask', () => {
    const more = 'Apps request_count Service=shop: last 5100, before 500 (10.2x); min 480';
    expect(told('database-cpu', missed, more)).toBe('shop price_cache_hit_ratio 0.9 -> 0.02');
  });

  it('are no matter of a cache that is as good as before, or of trouble that is no flood', () => {
    expect(told('traffic-surge', missed.replace('0.02x', '0.98x'), level)).toBeUndefined();
    expect(told('out-of-memory', missed, level)).toBeUndefined();
  });
});

describe('a store', () => {
  const caller = lead('aws:ecs/checkout', 'booking failed: POST http://ledger-api.internal:8080/entries: 500');

  it('fails those who call the program after which it is called', () => {
    expect(needs(caller, lead('aws:rds/ledger-pg', 'storage-full'))).toBe(true);
  });

  it.each(['aws:rds/ledgers-pg', 'aws:rds/led', 'aws:ecs/ledger-pg'])('%s is another', (object) => {
    expect(needs(caller, lead(object, 'storage-full'))).toBe(false);
  });
});
