import { describe, expect, it } from '@jest/globals';
import { featuresOf } from '../../../../activities/models/rules/features.ts';
import { impliedBy } from '../../../../activities/models/rules/implied.ts';
import { rarityIn } from '../../../../activities/models/rules/overlap.ts';
import type { Commit } from '../../../../activities/models/rules/structured.ts';
import { type Trouble, weigh } from '../../../../activities/models/rules/weighing.ts';
import type { Category } from '../../../../workflows/categories.ts';

const commit = (path: string, ...lines: string[]): Commit => ({
  sha: 'a'.repeat(40),
  title: '',
  files: [{ path, patch: ['@@ -1,9 +1,9 @@', ...lines].join('\n') }],
});

const trouble = (category: Category, accused: string, others: Commit[] = [], around = ''): Trouble => ({
  category,
  implied: impliedBy(accused),
  told: { accused: featuresOf(accused), around: featuresOf(around) },
  rarity: rarityIn(others),
  own: new Set(['cart']),
});

describe('names of several words', () => {
  it.each(['readTimeout', 'READ_TIMEOUT', 'read-timeout'])('are one however they are written: %s', (name) => {
    expect(featuresOf(name).pairs).toEqual(new Set(['read timeout']));
  });

  it('are none where they are ids and digests', () => {
    expect(featuresOf('1-6a7b1ac0-b11dd61bf877 d6d757923809 trace_id 4711').words.size).toBe(0);
  });
});

describe('how far a commit fits the trouble', () => {
  it.each<[string, Category, string, Commit, RegExp]>([
    [
      'a regular expression that backtracks',
      'dependency-slow',
      'event loop blocked at RegExp.test at parsePhone (/app/dist/phone.js:4:9)',
      commit(
        'src/phone.ts',
        '-const PHONE = /^[\\d ]+$/;',
        '+const PHONE = /^(?:\\d+[ -]?)+$/;',
        ' export function parsePhone() {',
      ),
      /backtrack/,
    ],
    [
      'a query for each item',
      'dependency-slow',
      'db.queries 4 -> 210, GET /orders',
      commit(
        'orders/views.py',
        '+    def get_owner(self, order):',
        '+        return order.customer.accounts.filter(open=True).first()',
      ),
      /query for each item/,
    ],
    [
      'a map that only grows',
      'dependency-slow',
      'gc_pause_p99_ms rose, heap 1900M->1890M(2048M)',
      commit('src/Dedupe.java', '+    private final Map<String, Event> known = new ConcurrentHashMap<>();'),
      /only grows/,
    ],
    [
      'values in another form',
      'application-crash',
      "TypeError: strptime() argument 1 must be str, not int: field 'booked_at'",
      commit(
        'events/Writer.java',
        '-        out.put("bookedAt", at.toString());',
        '-            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)',
      ),
      /no longer writes values/,
    ],
  ])('%s is seen to bring it', (_, category, said, one, what) => {
    const found = weigh(one, trouble(category, said));
    expect(found?.effect?.what).toMatch(what);
    expect(found?.strength).toBeGreaterThanOrEqual(1);
  });

  it('is told by the setting that the error is about, of many that go', () => {
    const one = commit(
      'config/app.yaml',
      ' clients:',
      '   mailer:',
      '-    readTimeout: 1s',
      '   tax-engine:',
      '-    readTimeout: 9s',
    );
    const found = weigh(
      one,
      trouble('dependency-slow', 'SocketTimeoutException: timeout of POST http://tax-engine.internal/tax'),
    );
    expect(found?.effect?.what).toBe('removes clients.tax-engine.readTimeout (was 9s)');
  });

  it('is less where every commit holds the name', () => {
    const one = commit('src/basket.ts', '-const a = voucherLimit(1);', '+const a = voucherLimit(2);');
    const like = commit('src/other.ts', '+voucherLimit(3);');
    const rare = weigh(one, trouble('unknown', 'TypeError in voucherLimit', [one]))?.strength ?? 0;
    const common = weigh(one, trouble('unknown', 'TypeError in voucherLimit', [one, like, like, like]))?.strength ?? 0;
    expect(rare).toBeGreaterThan(common);
  });

  it.each<[string, Commit]>([
    [
      'what an error says',
      commit(
        'auth/token.go',
        '-var ErrMissing = errors.New("no token")',
        '+var ErrMissing = errors.New("no token in X-Token")',
      ),
    ],
    ['what is logged', commit('src/pay.ts', "+  logger.info('no token in X-Token');")],
    ['documentation', commit('docs/token.md', '+The token is in X-Token.')],
    ['tests', commit('src/token.test.ts', "+expect(tokenOf('X-Token'));")],
  ])('is nothing for a change of %s alone', (_, one) => {
    expect(weigh(one, trouble('credentials-invalid', 'no token in X-Token'))).toBeUndefined();
  });

  it('is nothing for what comes from outside', () => {
    const one = commit('src/tls.ts', '+const certificate = load(authorityBundle);');
    expect(weigh(one, trouble('certificate-expired', 'certificate of authorityBundle expired'))).toBeUndefined();
  });

  it('is little for a package by another version that no error names', () => {
    const one = commit('package.json', '-    "pino": "9.3.2"', '+    "pino": "9.4.0"');
    expect(weigh(one, trouble('dependency-slow', 'cart is slow'))?.strength).toBe(0);
  });
});
