import { describe, expect, it } from '@jest/globals';
import { classOf } from '../../../mcp-servers/runtime/error-classes.ts';
import { decisiveLine, errorsIn, isErrorLine } from '../../../mcp-servers/runtime/error-lines.ts';

const linesOf = (...texts: string[]) => texts.map((text) => ({ text }));

describe('the class of an error', () => {
  it.each([
    ['HikariPool-1 - Connection is not available, request timed out after 30000ms', 'connection-pool-exhausted'],
    ['Timeout waiting for connection from pool', 'connection-pool-exhausted'],
    ['org.apache.http.conn.ConnectionPoolTimeoutException', 'connection-pool-exhausted'],
    ['QueuePool limit of size 5 overflow 10 reached', 'connection-pool-exhausted'],
    ['FATAL: sorry, too many clients already', 'database-connections'],
    ['ERROR: relation "carts" does not exist', 'schema-mismatch'],
    ["Unknown column 'price' in 'field list'", 'schema-mismatch'],
    ['Deadlock found when trying to get lock', 'database-locks'],
    ['x509: certificate has expired or is not yet valid', 'certificate-expired'],
    ['write /data/wal: no space left on device', 'disk-full'],
    ['lookup api.example on 10.0.0.2:53: dial udp: socket: too many open files', 'too-many-open-files'],
    ['java.lang.OutOfMemoryError: Java heap space', 'out-of-memory'],
    ['password authentication failed for user "cart"', 'credentials-invalid'],
    ['401 from payments: invalid token', 'credentials-invalid'],
    ['jwt expired', 'credentials-invalid'],
    ['JWT verification failed', 'credentials-invalid'],
    ['pods is forbidden: User "x" cannot list resource "pods"', 'permission-denied'],
    ['required environment variable PAYMENT_URL is not set', 'bad-configuration'],
    ['open /etc/app/config.yaml: no such file or directory', 'bad-configuration'],
    ['slow query: SELECT * FROM orders took 8123 ms', 'slow-query'],
    ['duration: 8123.4 ms  statement: SELECT 1', 'slow-query'],
    ['overloaded, shedding load', 'traffic-surge'],
    ['dial tcp: lookup cart on 10.96.0.10:53: no such host', 'dns'],
    ['ThrottlingException: Rate exceeded', 'throttled'],
    ['connect ECONNREFUSED 10.0.0.7:5432', 'dependency-unreachable'],
    ['context deadline exceeded', 'dependency-slow'],
    ['exec /app/start: exec format error', 'bad-command'],
    ['upstream answered 503 Service Unavailable', 'dependency-outage'],
    ['InternalError: We encountered an internal error', 'dependency-outage'],
    ['failed to charge the card (502)', 'dependency-outage'],
    ["TypeError: Cannot read properties of undefined (reading 'id')", 'application-crash'],
  ])('%s: %s', (text, category) => {
    expect(classOf(text)?.category).toBe(category);
  });

  it('is none where the words are of no known kind', () => {
    expect(classOf('ERROR order 4711 has a gift wrap without a gift')).toBeUndefined();
  });

  it.each([
    ['a pool that times out is not just slow', 'pool timed out', 'connection-pool-exhausted'],
    ['a name that does not resolve is not just unreachable', 'could not connect: ENOTFOUND db', 'dns'],
    ['a refused password is not a crash', 'Unhandled Exception: password authentication failed', 'credentials-invalid'],
  ])('is the most specific: %s', (_, text, category) => {
    expect(classOf(text)?.category).toBe(category);
  });
});

describe('a line reports trouble', () => {
  it.each([
    '2026-05-12T09:39:00Z ERROR cannot take the order',
    '{"level":"error","msg":"cannot take the order"}',
    'level=fatal msg="cannot take the order"',
    'E0512 09:39:00.000000       1 reflector.go:138] failed',
    'panic: runtime error: index out of range',
    'java.lang.IllegalStateException: not ready',
    'no space left on device',
    'INFO retried, then ERROR cannot take the order',
  ])('%s', (text) => {
    expect(isErrorLine(text)).toBe(true);
  });

  it.each([
    'INFO order 4711 taken',
    'DEBUG error budget is 99.9',
    'level=info msg="0 errors since the start"',
    'done: errors=0',
    'WARN too many connections, still below the limit',
    'connect ECONNREFUSED 10.0.0.7:5432',
    'GET /cart 200 in 12 ms',
  ])('but not %s', (text) => {
    expect(isErrorLine(text)).toBe(false);
  });
});

describe('the errors of a log', () => {
  it('are grouped by what they mean, what is decisive before what is frequent', () => {
    const log = linesOf(
      'ERROR request timed out',
      'ERROR request timed out',
      'INFO order taken',
      'ERROR pool exhausted',
      'ERROR gift without wrap',
    );
    expect(errorsIn(log).map(({ found, lines }) => [found.category, lines.length])).toEqual([
      ['connection-pool-exhausted', 1],
      ['dependency-slow', 2],
    ]);
  });

  it('include what programs without levels say in plain words', () => {
    const log = linesOf("wget: can't connect to remote host (10.0.0.7): Connection refused", 'retrying');
    expect(errorsIn(log).map(({ found }) => found.category)).toEqual(['dependency-unreachable']);
  });
});

describe('why a program ended', () => {
  const fatal = 'FATAL cannot start: relation "carts" does not exist';

  it.each([
    ['a fatal line of a known kind', [fatal, 'ERROR request timed out', 'bye'], fatal],
    [
      'else the last error of a known kind',
      ['ERROR jwt expired', 'ERROR request timed out', 'ERROR odd', 'bye'],
      'ERROR request timed out',
    ],
    ['else the first fatal line', ['FATAL odd', 'FATAL odder', 'bye'], 'FATAL odd'],
    ['else the last error', ['ERROR odd', 'ERROR odder', 'bye'], 'ERROR odder'],
    ['else what it said last', ['hello', 'bye'], 'bye'],
  ])('is %s', (_, log, line) => {
    expect(decisiveLine(linesOf(...log))?.text).toBe(line);
  });

  it('is not known of a program that said nothing', () => {
    expect(decisiveLine([])).toBeUndefined();
  });
});
