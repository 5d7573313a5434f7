import { afterEach, describe, expect, it } from '@jest/globals';
import { redact, redactAlso, redactDeep } from '../../../mcp-servers/runtime/redact.ts';

afterEach(() => redactAlso({}));

const lines: [given: string, expected: string][] = [
  ['mail to maria.keller+oncall@example.co.uk failed', 'mail to [email] failed'],
  ['{"user":"jonas@example.com","id":7}', '{"user":"[email]","id":7}'],
  ['GET /users?email=jonas%40example.com&page=2', 'GET /users?email=[email]&page=2'],
  ['<priya@example.com>, "Mei" <mei@mail.example.org>', '<[email]>, "Mei" <[email]>'],
  ['connect to 10.4.2.17:5432 refused', 'connect to [ip]:5432 refused'],
  ['10.0.0.0/16 overlaps 10.0.12.0/24', '[ip]/16 overlaps [ip]/24'],
  ['203.0.113.7 - - "GET / HTTP/1.1" 200', '[ip] - - "GET / HTTP/1.1" 200'],
  ['lookup on 10.96.0.10:53: no such host.', 'lookup on [ip]:53: no such host.'],
  ['node ip-10-0-12-34.eu-west-1.compute.internal', 'node [ip].eu-west-1.compute.internal'],
  ['dial tcp [2001:db8:0:1::7]:443: i/o timeout', 'dial tcp [[ip]]:443: i/o timeout'],
  ['from fe80::1ff:fe23:4567:890a%eth0 to 2001:db8::1', 'from [ip] to [ip]'],
];

const kept = [
  'listening on 127.0.0.1:8080 and 0.0.0.0:9090, [::1]:8080 and [::]:80',
  'lodash@4.17.21, @acme/ui@1.2.3-rc.1',
  'git@github.com:acme/storefront.git',
  'shop/checkout@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  '@here and @maria in #incidents',
  'checkout v1.2.3.4, chart 3.19.0, 1.2.3',
  '2026-10-14T14:06:26.271Z took 12:30:45',
  'std::vector<int>, Foo::Bar, a::b, 00:1b:44:11:3a:b7',
  'at com.acme.Client.java:118:17 10:20:30',
  'SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8',
  'orders-7-2026-10-14 999.999.999.999 1.2.3.4.5',
];

describe('e-mail and IP addresses', () => {
  it.each(lines)('%j becomes %j where that is asked for', (given, expected) => {
    redactAlso({ SRE_AGENT_REDACT: 'email, ip' });
    expect(redact(given)).toBe(expected);
    expect(redact(redact(given))).toBe(expected);
    expect(redactDeep({ lines: [given] })).toEqual({ lines: [expected] });
  });

  it.each(lines)('%j stays by default', (given) => {
    expect(redact(given)).toBe(given);
  });

  it.each(kept)('%j holds none', (text) => {
    redactAlso({ SRE_AGENT_REDACT: 'email,ip' });
    expect(redact(text)).toBe(text);
  });

  it('are removed each alone', () => {
    redactAlso({ SRE_AGENT_REDACT: 'ip' });
    expect(redact('maria@example.com from 10.0.0.7')).toBe('maria@example.com from [ip]');
    redactAlso({ SRE_AGENT_REDACT: 'email' });
    expect(redact('maria@example.com from 10.0.0.7')).toBe('[email] from 10.0.0.7');
  });

  it('are all that can be asked for', () => {
    expect(() => redactAlso({ SRE_AGENT_REDACT: 'email,phone' })).toThrow(
      "SRE_AGENT_REDACT holds 'phone': expected email, ip",
    );
  });

  it('take milliseconds in the largest answer, whatever stands in it', () => {
    redactAlso({ SRE_AGENT_REDACT: 'email,ip' });
    for (const part of ['a@', 'a.', '1.', '1:', '1-', 'ip-1-', 'a@a.', 'a%40', '::', 'f:']) {
      const before = performance.now();
      redact(part.repeat(80_000));
      expect([part, performance.now() - before < 1_000]).toEqual([part, true]);
    }
  });
});
