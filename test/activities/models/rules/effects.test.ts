import { describe, expect, it } from '@jest/globals';
import { effectsOf } from '../../../../activities/models/rules/effects/effects.ts';
import type { Category } from '../../../../workflows/categories.ts';

const commit = (path: string, ...lines: string[]) => ({
  sha: 'a'.repeat(40),
  title: 'a change',
  files: [{ path, patch: ['@@ -1,4 +1,4 @@', ...lines].join('\n') }],
});
const words = (path: string, ...lines: string[]) => effectsOf(commit(path, ...lines)).map(({ what }) => what);

describe('what a diff moves behind a way out', () => {
  const moved = (exit: string, close: string, path = 'client.go') =>
    words(path, ' resp, err := c.Do(req)', `-${close}`, `+${exit}`, `+${close}`, ' return decode(resp)');

  it.each([
    ['if resp.StatusCode == 404 { return nil, errGone }', 'defer resp.Body.Close()'],
    ['throw new Gone();', 'connection.release();'],
    ['    raise Gone(code)', '    session.close()'],
  ])('is kept by what leaves there: %s', (exit, close) => {
    expect(moved(exit, close)).toContain(`leaves before it closes what it opened (${close.trim()})`);
  });

  it.each([
    ['log.Print(resp.Status)', 'defer resp.Body.Close()'],
    ['return nil, errGone', 'metrics.Count("gone")'],
  ])('is given back where nothing leaves, or was never taken: %s', (exit, close) => {
    expect(moved(exit, close).join()).not.toContain('leaves before');
  });
});

describe('settings that go from one file to another', () => {
  const files = (from: string, to: string, head = '@@ -1,3 +1,4 @@') => ({
    sha: 'b'.repeat(40),
    title: 'a change',
    files: [
      { path: from, patch: '@@ -1,4 +1,3 @@\n LOG=info\n-RATES_URL=http://rates' },
      { path: to, patch: `${head}\n+RATES_URL=http://rates` },
    ],
  });

  it('are gone for the first', () => {
    const effects = effectsOf(files('apps/quotes/app.env', 'apps/rates/app.env'));
    expect(effects.map(({ what }) => what)).toContain('removes RATES_URL (was http://rates)');
    expect(effects[0]?.brings).toContain('bad-configuration');
  });

  it('stay where a file was only divided', () => {
    expect(effectsOf(files('apps/quotes/app.env', 'apps/quotes/rates.env', '@@ -0,0 +1,1 @@'))).toEqual([]);
  });

  it('stay where a function moved', () => {
    expect(effectsOf(files('src/a.py', 'src/b.py'))).toEqual([]);
  });
});

describe('long values', () => {
  it('are told by what they differ in', () => {
    const line = (region: string) => `JOBS_URL=https://sqs.${region}.amazonaws.com/123456789012/jobs`;
    const [first] = words('shop.env', `-${line('us-east-1')}`, `+${line('eu-west-1')}`);
    expect(first).toBe('changes JOBS_URL from …us-east-1… to …eu-west-1…');
  });

  it('are told as they are where nothing is alike', () => {
    const [first] = words(
      'shop.env',
      '-JOBS_URL=https://one.shop.example/in',
      '+JOBS_URL=amqp-two-internal-shop-example',
    );
    expect(first).toContain('to amqp-two-internal-shop-example');
  });
});

describe('a proxy in front', () => {
  it.each([
    ['conf.d/site.conf', '-    client_max_body_size 25m;'],
    ['httpd/site.conf', '-LimitRequestBody 26214400'],
    ['ingress.yaml', '-    nginx.ingress.kubernetes.io/proxy-body-size: 25m'],
  ])('takes less than before: %s', (path, line) => {
    expect(effectsOf(commit(path, line)).flatMap(({ brings }) => brings)).toContain('configuration-change');
  });

  it('is no directive where a block begins or a file is included', () => {
    expect(words('conf.d/site.conf', '+server {', '+include snippets/size.conf;')).toEqual([]);
  });
});

describe('the key of a cache', () => {
  const missed = /so that (?:it is always|what was kept is) missed/;

  it.each([
    [
      'Lookup.kt',
      [
        '-private fun key(q: Query) = listOf("rate", q.from).joinToString(":")',
        '+private fun key(q: Query) = listOf(q.from, q.at)',
      ],
    ],
    ['lookup.py', ['+    cache_key = f"rate:{lane}:{datetime.now().isoformat()}"']],
    ['lookup.ts', ['+const key = ["rate", lane, Date.now()].join(":");']],
    ['Lookup.java', ['+String key = "rate:" + lane + System.currentTimeMillis();']],
    ['lookup.go', ['+\tkey := fmt.Sprintf("rate:%s:%d", lane, time.Now().Unix())']],
  ])('is new each time: %s', (path, lines) => {
    expect(words(path, ...lines).join('\n')).toMatch(missed);
  });

  it.each([
    ['lookup.ts', ['+const started = Date.now();']],
    ['lookup.py', ['+    expires = now + TTL']],
    ['lookup.go', ['+\tkey := fmt.Sprintf("rate:%s", lane)']],
    ['Lookup.java', ['+String apiKey = config.get("key");']],
  ])('is told from what only has a time or a key: %s', (path, lines) => {
    expect(words(path, ...lines).join('\n')).not.toMatch(missed);
  });
});

describe('what a diff does', () => {
  it.each<[string, string, string[], Category]>([
    [
      'raises cache.maxEntries.limit from 100 to 9000',
      'config.yaml',
      [' cache:', '   maxEntries:', '-    limit: 100', '+    limit: 9000'],
      'out-of-memory',
    ],
    [
      'lowers maxPoolSize from 40 to 4',
      'app.properties',
      ['-maxPoolSize=40', '+maxPoolSize=4'],
      'connection-pool-exhausted',
    ],
    [
      'lowers requestTimeout from 5s to 200ms',
      'client.yaml',
      ['-requestTimeout: 5s', '+requestTimeout: 200ms'],
      'dependency-unreachable',
    ],
    [
      'changes logging.level from info to debug',
      'agent.yaml',
      [' logging:', '-  level: info', '+  level: debug'],
      'disk-full',
    ],
    [
      'lowers cfg.MaxConns from 40 to 10',
      'pool.go',
      ['-\tcfg.MaxConns = 40', '+\tcfg.MaxConns = 10'],
      'connection-pool-exhausted',
    ],
    ['raises maxRetries from 2 to 50', 'client.ts', ['-  maxRetries: 2,', '+  maxRetries: 50,'], 'throttled'],
    [
      'removes env.DATABASE_URL (was postgres://db)',
      'deployment.yaml',
      [' env:', '   - name: DATABASE_URL', '-    value: postgres://db'],
      'dependency-unreachable',
    ],
    [
      'lowers parameter.max_connections from 400 to 40',
      'orders.tf',
      [' parameter {', '   name  = "max_connections"', '-  value = "400"', '+  value = "40"'],
      'database-connections',
    ],
    [
      'drops the limit of a query (LIMIT 100)',
      'orders.sql',
      ['-SELECT * FROM orders LIMIT 100', '+SELECT * FROM orders'],
      'slow-query',
    ],
    [
      'drops an index (DROP INDEX orders_by_customer;)',
      'V7__orders.sql',
      ['+DROP INDEX orders_by_customer;'],
      'slow-query',
    ],
    [
      'locks a table (ALTER TABLE orders ADD COLUMN note text NOT NULL;)',
      'V8.sql',
      ['+ALTER TABLE orders ADD COLUMN note text NOT NULL;'],
      'database-locks',
    ],
    [
      'removes backoffFor, which held back calls',
      'send.ts',
      ['-  await sleep(backoffFor(attempt));', '+  await sleep(0);'],
      'throttled',
    ],
    [
      'no longer closes what it opens on every way out, so that it leaks (source.getConnection()) {)',
      'Orders.java',
      ['-    try (Connection c = source.getConnection()) {', '+    Connection c = source.getConnection();'],
      'connection-pool-exhausted',
    ],
    [
      'compares in another way (for (let at = 0; at <= rows.length; at += 1) {)',
      'page.ts',
      ['-for (let at = 0; at < rows.length; at += 1) {', '+for (let at = 0; at <= rows.length; at += 1) {'],
      'application-crash',
    ],
    [
      'turns a condition round (if (order.paid) skip();)',
      'pay.ts',
      ['-if (!order.paid) skip();', '+if (order.paid) skip();'],
      'unknown',
    ],
    [
      'turns a condition round (if user.active or user.admin:)',
      'may.py',
      ['-if user.active and user.admin:', '+if user.active or user.admin:'],
      'permission-denied',
    ],
    [
      'no longer waits for what it starts (save(order);)',
      'pay.ts',
      ['-await save(order);', '+save(order);'],
      'code-defect',
    ],
    [
      'takes a number for another unit (Duration.ofMillis(wait))',
      'Call.java',
      ['-Duration.ofSeconds(wait)', '+Duration.ofMillis(wait)'],
      'dependency-unreachable',
    ],
    [
      'no longer keeps the same from being done twice or at once (if (seen.alreadyProcessed(id)) return;)',
      'Take.java',
      ['-if (seen.alreadyProcessed(id)) return;'],
      'unknown',
    ],
    [
      'opens a client of its own each time (db = create_engine(URL))',
      'orders.py',
      ['+    db = create_engine(URL)'],
      'database-connections',
    ],
    [
      'keeps everything else waiting while it works (const hash = pbkdf2Sync(a, b, 9, 64);)',
      'login.ts',
      ['+const hash = pbkdf2Sync(a, b, 9, 64);'],
      'function-timeout',
    ],
    ['starts what nothing ends (setInterval(poll, 100);)', 'poll.ts', ['+  setInterval(poll, 100);'], 'out-of-memory'],
    [
      "makes a query read more than it did (LIKE '%' || $1)",
      'find.sql',
      ['-WHERE name = $1', "+WHERE name LIKE '%' || $1"],
      'slow-query',
    ],
    [
      'removes lifecycle.preStop.seconds (was 15)',
      'cart.yaml',
      [' lifecycle:', '   preStop:', '-    seconds: 15'],
      'load-balancer-unhealthy',
    ],
    [
      'no longer closes what it opens on every way out, so that it leaks (pool.connection())',
      'orders.py',
      ['-    with pool.connection() as c:', '+    c = pool.getconn()'],
      'connection-pool-exhausted',
    ],
    [
      'no longer sets aside what cannot be processed, which then is retried without end (max_receive_count = 5)',
      'queue.tf',
      ['-  max_receive_count = 5'],
      'job-failing',
    ],
    [
      'retries without end, so that one failure holds up all behind it (backoff := retry.Forever())',
      'consume.go',
      ['+\tbackoff := retry.Forever()'],
      'application-crash',
    ],
    [
      "reckons dates in UTC or the server's zone, no longer in the local time zone (today = LocalDate.now(ZoneId.of(shop.zone)))",
      'Opening.kt',
      ['-today = LocalDate.now(ZoneId.of(shop.zone))', '+today = LocalDate.now(Clock.systemUTC())'],
      'code-defect',
    ],
    [
      'lowers server.keepAliveTimeout from 75s to 5s',
      'server.yaml',
      [' server:', '-  keepAliveTimeout: 75s', '+  keepAliveTimeout: 5s'],
      'load-balancer-unhealthy',
    ],
    [
      'matches with a regular expression that can backtrack without end (const NAME = /^(?:[a-z()]+[.-]*\\s?)+$/;)',
      'name.js',
      ['-const NAME = /^[a-z .()-]+$/;', '+const NAME = /^(?:[a-z()]+[.-]*\\s?)+$/;'],
      'function-timeout',
    ],
    [
      'builds the key of a cache in another way, so that what was kept is missed (return fmt.Sprintf("%s|%d", q.Place, q.Guests))',
      'lookup.go',
      ['-\treturn fmt.Sprintf("%s|%d", q.Place, q.Guests)', '+\treturn fmt.Sprintf("%+v", q)'],
      'throttled',
    ],
    [
      'no longer gives back what it takes (defer rows.Close())',
      'read.go',
      ['-\tdefer rows.Close()'],
      'connection-pool-exhausted',
    ],
  ])('%s', (what, path, lines, brings) => {
    const effect = effectsOf(commit(path, ...lines)).find((one) => one.what === what);
    expect(effect?.brings).toContain(brings);
    expect(lines).toContain(effect?.line);
  });

  it.each<[string, string, string[]]>([
    ['is the same after all', 'pay.ts', ['-if ((open)) go(1);', '+if (open) go(1);']],
    ['waits from now on', 'pay.ts', ['-go(order);', '+await go(order);']],
    ['is made once', 'orders.py', ['+db = create_engine(URL)']],
    ["is the release's own number", 'gradle.properties', ['-version=1.8.0', '+version=1.9.0']],
    [
      'opens it in a block again',
      'Orders.java',
      ['-try (Connection c = a.get()) {', '+try (Connection c = b.get()) {'],
    ],
    ['reckons in another zone', 'Opening.kt', ['-now(ZoneId.of(shop.zone))', '+now(ZoneId.of(store.zone))']],
    ['is documentation', 'docs/pool.md', ['-maxPoolSize: 40', '+maxPoolSize: 4']],
    ['is a test', 'src/__tests__/pool.ts', ['-maxPoolSize: 40', '+maxPoolSize: 4']],
    ['was only moved', 'pool.ts', ['-  connection.release();', '+      connection.release();']],
    ['is a comment', 'pool.ts', ['+// panic early, and close() late']],
    ['keeps its value', 'pool.yaml', ['-maxPoolSize: 40', '+maxPoolSize:  40']],
  ])('is nothing where the line %s', (_, path, lines) => {
    expect(words(path, ...lines)).toEqual([]);
  });
});
