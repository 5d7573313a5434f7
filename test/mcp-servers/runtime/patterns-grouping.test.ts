import { describe, expect, it } from '@jest/globals';
import { summarise } from '../../../mcp-servers/runtime/patterns.ts';

/** The patterns of some lines, in the order of the log, with how many lines each has. */
const groups = (...lines: string[]): string[] =>
  summarise(lines.map((text) => ({ text })))
    .patterns.map(({ count, level, example }) => `${count} ${level}: ${example}`)
    .sort();

describe('one pattern', () => {
  it.each([
    ['numbers, sizes and durations', 'GET took 12ms for 3.5 KB', 'GET took 1.2s for 17 MB'],
    [
      'hexadecimal and UUIDs',
      'lock 0xffffffff of 3f2b8c1e-0d1f-4b6a-9e51-aa0bb1cc2dd3',
      'lock 0x1f of 00000000-0d1f-4b6a-9e51-aa0bb1cc2dd3',
    ],
    ['addresses and hosts', 'closed 10.0.0.1:5432 of db.example.com', 'closed fe80::1 of cache-2.prod.internal:6379'],
    [
      'paths, URLs and files',
      'wrote /var/lib/a/b.db from https://a.example/x?y=1',
      'wrote /tmp/c from http://b.example',
    ],
    ['e-mail addresses', 'mailed ann@example.com', 'mailed bob.b@mail.example.org'],
    ['timestamps inside', 'next run at 2026-05-12T09:00:00Z', 'next run at Tue May 12 10:00:00 UTC 2026'],
    ['lists of any length', 'assigned partitions 1, 2, 3', 'assigned partitions 4'],
    ['names of pods', 'evicted checkout-7d9f8b6c5d-x2x4z', 'evicted cart-5c8d7b9f4-zz9pq'],
  ])('takes lines that differ in %s', (_, one, other) => {
    expect(groups(one, other)).toEqual([`2 info: ${other}`]);
  });

  it.each([
    [
      'ISO time, level and class',
      '2026-05-12 09:00:00,123 INFO [main] shop.Cart: cart emptied',
      '2026-05-12T10:00:00Z INFO [pool-7] shop.cart.Cart: cart emptied',
    ],
    ['syslog', 'May 12 09:00:00 node-1 kubelet[812]: cart emptied', 'May 13 19:00:01 node-22 kubelet[9]: cart emptied'],
    [
      'klog',
      'I0512 09:00:00.123456       1 cart.go:12] cart emptied',
      'I0513 10:00:00.000001      12 cart.go:12] cart emptied',
    ],
    ['nginx', '2026/05/12 09:00:00 [notice] 31#31: cart emptied', '2026/05/12 09:00:01 [notice] 7#7: cart emptied'],
    [
      'the container runtime',
      '2026-05-12T09:00:00.1Z stdout F cart emptied',
      '2026-05-12T09:00:02.2Z stdout F cart emptied',
    ],
  ])('is found behind the header of %s', (_, one, other) => {
    expect(groups(one, other)).toEqual([`2 info: ${other}`]);
  });

  it('has the same message in JSON, in logfmt and as Docker wraps it, whatever the other fields', () => {
    expect(
      groups(
        '{"ts":1,"level":"error","msg":"pool exhausted","waiting":12}',
        'ts=2 level=error msg="pool exhausted" waiting=9 trace=abc',
        '{"log":"level=error msg=\\"pool exhausted\\"\\n","stream":"stderr","time":"2026-05-12T09:00:00Z"}',
      ),
    ).toEqual([expect.stringMatching(/^3 error: \{"log"/)]);
  });

  it('becomes one from words once they prove to vary, and not before', () => {
    const users = ['ann', 'bob', 'eve', 'joe', 'kim', 'lee', 'mia', 'tom', 'uma', 'zoe'];
    expect(groups(...users.map((user) => `invalid user ${user} from 10.0.0.7`))).toHaveLength(1);
    expect(groups('VM Started (event)', 'VM Paused (event)', 'VM Resumed (event)')).toHaveLength(3);
  });
});

describe('patterns stay apart', () => {
  it.each([
    ['of another level', 'INFO sync ended', 'ERROR sync ended'],
    [
      'with another error behind the same message',
      '{"msg":"request failed","err":"connection refused"}',
      '{"msg":"request failed","err":"certificate has expired"}',
    ],
    ['with another code of error', 'ERROR ORA-12541 raised', 'ERROR ORA-00942 raised'],
    [
      'of requests served and requests failed',
      '10.0.0.1 - - "GET /a HTTP/1.1" 200 12',
      '10.0.0.1 - - "GET /a HTTP/1.1" 503 12',
    ],
  ])('%s', (_, one, other) => {
    expect(groups(one, other)).toHaveLength(2);
  });

  it.each([
    ['a level of OpenTelemetry', '{"severity_text":"FATAL","msg":"writer exited"}', 'error'],
    ['a level of pino', '{"level":40,"msg":"queue is long"}', 'warning'],
    ['a letter', 'E0512 09:00:00.123456       1 cart.go:12] cart emptied', 'error'],
    ['a level in brackets', '2026/05/12 09:00:00 [crit] 31#31: cart emptied', 'error'],
    ['words, where there is no level', 'write /var/log/a: no space left on device', 'error'],
    ['a stated level, whatever the words', 'INFO retry after connection refused', 'info'],
  ])('by %s', (_, text, level) => {
    expect(groups(text)).toEqual([`1 ${level}: ${text}`]);
  });

  it('and an answer of 5xx is an error even where it is logged as information', () => {
    expect(groups('{"level":"info","msg":"request completed","status":502}')).toEqual([
      expect.stringMatching(/^1 error/),
    ]);
  });
});
