// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a template's placeholder is one of the texts
import { describe, expect, it } from '@jest/globals';
import { redact, redactDeep } from '../../../mcp-servers/runtime/redact.ts';

// Shapes are joined from parts, so that no scanner takes this file for a leak.
const random = (length: number) => 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ2bC4fG6'.repeat(4).slice(0, length);
const pemBody = `${random(64)}\n${random(64)}\n${random(20)}==`;
const pem = `-----BEGIN RSA PRIVATE KEY-----\n${pemBody}\n-----END RSA PRIVATE KEY-----`;
const jwt = ['eyJhbGciOiJSUzI1NiJ9', 'eyJzdWIiOiJjaGVja291dCJ9', random(40)].join('.');

const shaped = {
  'AWS access key': ['AKIA', 'IOSFODNN7EXAMPLE'].join(''),
  'AWS session key': ['ASIA', 'Y34FZKBOKMUTVV7A'].join(''),
  'GitHub token': `ghp_${random(36)}`,
  'GitHub installation token': `ghs_${random(36)}`,
  'GitHub fine-grained token': `github_pat_${random(60)}`,
  'Slack bot token': `xoxb-123456789012-${random(24)}`,
  'Slack app token': `xapp-1-A0123-${random(24)}`,
  'Anthropic key': `sk-ant-api03-${random(40)}`,
  'OpenAI key': `sk-${random(48)}`,
  'OpenAI project key': `sk-proj-${random(48)}`,
  JWT: jwt,
  'private key': pem,
  'private key on one line': pem.replaceAll('\n', '\\n'),
  'base64 of a private key': Buffer.from(pem).toString('base64'),
};

const hidden: [string, string][] = [
  ['postgres://shop:hunter2@db:5432/shop', 'postgres://shop:[redacted]@db:5432/shop'],
  ['redis://:hunter2@cache:6379', 'redis://:[redacted]@cache:6379'],
  ['amqp://u:p@ss:hunter2@mq/', 'amqp://u:[redacted]@mq/'],
  [`https://${random(24)}@github.com/a/b`, 'https://[redacted]@github.com/a/b'],
  ['shop:hunter2@tcp(db:3306)/shop', 'shop:[redacted]@tcp(db:3306)/shop'],
  ['Server=db;User Id=sa;Password=hunter2;Encrypt=yes', 'Server=db;User Id=sa;Password=[redacted];Encrypt=yes'],
  ['host=db password=hunter2 dbname=shop', 'host=db password=[redacted] dbname=shop'],
  ['DB_PASSWORD=hunter2', 'DB_PASSWORD=[redacted]'],
  ['level=info token=hunter2 msg=ok', 'level=info token=[redacted] msg=ok'],
  ['{"password":"hunter2","user":"shop"}', '{"password":"[redacted]","user":"shop"}'],
  ['{"clientSecret": "it\'s hunter2 \\" yes"}', '{"clientSecret": "[redacted]"}'],
  ['msg="{\\"password\\":\\"hunter2\\",\\"a\\":1}"', 'msg="{\\"password\\":\\"[redacted]\\",\\"a\\":1}"'],
  ["password='it is hunter2'", "password='[redacted]'"],
  ['  password: hunter2', '  password: [redacted]'],
  ['+  token: hunter', '+  token: [redacted]'],
  [
    'login failed for shop with password: hunter2, giving up',
    'login failed for shop with password: [redacted], giving up',
  ],
  ['- name: DB_PASSWORD\n  value: hunter', '- name: DB_PASSWORD\n  value: [redacted]'],
  ['{"name":"API_TOKEN","value":"hunter2"}', '{"name":"API_TOKEN","value":"[redacted]"}'],
  ['mysql --password hunter -h db', 'mysql --password [redacted] -h db'],
  ['curl -u shop:hunter2 https://x', 'curl -u shop:[redacted] https://x'],
  ["ALTER USER shop IDENTIFIED BY 'hunter2'", "ALTER USER shop IDENTIFIED BY '[redacted]'"],
  ['Authorization: Bearer hunter2.hunter2', 'Authorization: Bearer [redacted]'],
  ['"authorization":"Basic c2hvcDpodW50ZXIy"', '"authorization":"Basic [redacted]"'],
  ['X-Api-Key: hunter2hunter2', 'X-Api-Key: [redacted]'],
  ['Cookie: session=hunter2; theme=dark', 'Cookie: [redacted]'],
  ['GET /a?X-Amz-Signature=hunter2&b=1', 'GET /a?X-Amz-Signature=[redacted]&b=1'],
  [`aws_secret_access_key = ${random(40)}`, 'aws_secret_access_key = [redacted]'],
  ['AccountName=shop;AccountKey=hunter2==;Suffix=x', 'AccountName=shop;AccountKey=[redacted];Suffix=x'],
];

const kept = [
  'MountVolume.SetUp failed for volume "db" : secret "database-secret" not found',
  'valueFrom:\n  secretKeyRef:\n    name: database-secret\n    key: password',
  "  DB_PASSWORD:  <set to the key 'password' in secret 'database-secret'>  Optional: false",
  'secretName: database-secret',
  'automountServiceAccountToken: true',
  'token expired',
  'failed to refresh token: connection refused',
  'db-secret: timeout waiting for the condition',
  'FATAL: password authentication failed for user "shop"',
  "Access denied for user 'shop'@'10.0.0.7' (using password: YES)",
  'Bearer authentication failed',
  'Authorization: denied for user shop',
  'E0512 09:40:00.1 secret.go:42] "Not synced" secret="shop/database"',
  'image: registry.example.com/shop/cart:v1.2.3@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'commit 4f2a9c8e1b7d6a5f4e3d2c1b0a9f8e7d6c5b4a39 in acme/shop',
  'checkout-7d9f8b6c5d-x2x4z in shop, uid 123e4567-e89b-12d3-a456-426614174000',
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf',
  'arn:aws:ecs:eu-west-1:123456789012:task/shop/0123456789abcdef0123456789abcdef',
  'task-queue-processing-7d9f8b6c5dabcdefgh',
  'http://checkout:8080/path?email=a@b.example',
  'PWD=/usr/src/app',
  'max_tokens=4096 tokens: 12',
  'const token = await getToken();',
  'password = os.environ["DB_PASSWORD"]',
  '    password: config.database.password,',
  'token: string;',
  'password: ${{ secrets.DB_PASSWORD }}',
  'runAsUser -u 1000:1000',
  '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
];

describe('redaction', () => {
  it.each(Object.entries(shaped))('removes a %s wherever it stands', (_, secret) => {
    expect(redact(secret)).toBe('[redacted]');
    expect(redact(`2026-05-12T09:40:00Z using ${secret} now`)).toBe('2026-05-12T09:40:00Z using [redacted] now');
    expect(redact(`{"a":"${secret}"}`)).toBe('{"a":"[redacted]"}');
  });

  it.each(hidden)('%j becomes %j', (given, expected) => {
    expect(redact(given)).toBe(expected);
    expect(redact(`before\n${given}\nafter`)).toBe(`before\n${expected}\nafter`);
  });

  it.each(kept)('keeps %j', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('changes nothing more the second time', () => {
    for (const [, expected] of hidden) expect(redact(expected)).toBe(expected);
  });

  it('removes a private key whose lines carry times, and what is left of one that was cut', () => {
    const timed = pem
      .split('\n')
      .map((line) => `2026-05-12T09:40:00Z ${line}`)
      .join('\n');
    expect(redact(timed)).toBe('2026-05-12T09:40:00Z [redacted]');
    expect(redact(`${pem.slice(0, 100)}\nnext line`)).not.toContain(pemBody.slice(0, 20));
    expect(redact(`${pemBody}\n-----END RSA PRIVATE KEY-----\nnext line`)).toBe('[redacted]\nnext line');
  });

  it('keeps JSON well-formed', () => {
    const values = [
      'password=hunter2"',
      'token: "a\\b"',
      '{"secret":"x y\\n"}',
      "pwd='a",
      'Authorization: Bearer a1b2c3d4e5"',
    ];
    for (const value of values) {
      const line = JSON.stringify({ password: value, msg: value, nested: JSON.stringify({ token: value }) });
      expect(() => JSON.parse(redact(line))).not.toThrow();
    }
  });

  it('redacts every string of a value, and by key where that names a secret', () => {
    const given = {
      env: { DB_PASSWORD: 'hunter', HOST: 'db' },
      lines: ['token=hunter2', 7],
      apiKey: 'hunter',
      secretName: 'y',
    };
    expect(redactDeep(given)).toEqual({
      env: { DB_PASSWORD: '[redacted]', HOST: 'db' },
      lines: ['token=[redacted]', 7],
      apiKey: '[redacted]',
      secretName: 'y',
    });
  });

  it('takes milliseconds for the largest answer, whatever stands in it', () => {
    const hostile = [
      'a',
      'eyJ',
      '://a:',
      'password:',
      'password="',
      'password=\\"',
      'token ',
      'name: password\n',
      'x secret: foo bar ',
      '-----BEGIN PRIVATE KEY-----',
      `${'A'.repeat(63)}\n`,
      `PRIVATE KEY${'A'.repeat(63)}\n`,
      '-u a:',
      'Cookie: a',
      'machine a login b ',
      '"auth":"',
      'a@',
      'a.',
      '1.',
      '1:',
      'a@a.',
      '\\',
      '\\\\"',
    ];
    for (const part of hostile) {
      const text = part.repeat(Math.ceil(160_000 / part.length));
      const before = performance.now();
      redact(text);
      expect([part, performance.now() - before < 1_000]).toEqual([part, true]);
    }
  });
});
