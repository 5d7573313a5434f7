import { describe, expect, it } from '@jest/globals';
import { type LogLine, summarise } from '../../../mcp-servers/runtime/patterns.ts';

/** Level, count, line shown and what its trace is about, for each pattern. */
const shown = (lines: LogLine[]): string[] =>
  summarise(lines).patterns.map(
    ({ level, count, example, cause }) => `${count} ${level}: ${example.trim()}${cause ? ` <- ${cause}` : ''}`,
  );
const lines = (text: string): LogLine[] => text.split('\n').map((line) => ({ text: line }));

const traces: [string, string, string[]][] = [
  [
    'Java, down to the innermost Caused by',
    `2026-05-12 09:00:00,123 ERROR [http-1] shop.Checkout - request failed
java.lang.RuntimeException: checkout
	at shop.Checkout.run(Checkout.java:41)
	... 3 common frames omitted
Caused by: java.io.IOException: broken
	at shop.Pool.get(Pool.java:7)
Caused by: java.sql.SQLException: Connection is not available
	at com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:181)
	... 12 more
2026-05-12 09:00:01,123 INFO [http-1] shop.Checkout - next`,
    [
      '1 error: 2026-05-12 09:00:00,123 ERROR [http-1] shop.Checkout - request failed <- Caused by: java.sql.SQLException: Connection is not available',
      '1 info: 2026-05-12 09:00:01,123 INFO [http-1] shop.Checkout - next',
    ],
  ],
  [
    'Python, logged, with the exception it ends with',
    `2026-05-12 09:00:00,123 ERROR worker job failed
Traceback (most recent call last):
  File "/app/checkout.py", line 12, in run
    charge(order)
KeyError: 'DB_HOST'
2026-05-12 09:00:00,123 INFO worker next`,
    [
      "1 error: 2026-05-12 09:00:00,123 ERROR worker job failed <- KeyError: 'DB_HOST'",
      '1 info: 2026-05-12 09:00:00,123 INFO worker next',
    ],
  ],
  [
    'Python, raised from another: the line before has nothing to do with it, the root is the first',
    `handling POST /checkout
Traceback (most recent call last):
  File "/app/checkout.py", line 12, in run
    charge(order)
psycopg2.OperationalError: connection refused

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/checkout.py", line 30, in run
CheckoutError: checkout`,
    [
      '1 error: CheckoutError: checkout <- psycopg2.OperationalError: connection refused',
      '1 info: handling POST /checkout',
    ],
  ],
  [
    'Node, from the place it points at to the cause',
    `/app/server.js:12
    throw new Error('x')
    ^

Error: connect ECONNREFUSED 10.0.0.1:5432
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1278:16)
    at async main (/app/server.js:3:1) {
  code: 'ECONNREFUSED',
  [cause]: Error: getaddrinfo ENOTFOUND db
      at lookup (node:dns:1:1)
}

Node.js v24.1.0
listening`,
    [
      '1 error: Error: connect ECONNREFUSED 10.0.0.1:5432 <- [cause]: Error: getaddrinfo ENOTFOUND db',
      '1 info: listening',
    ],
  ],
  [
    'Go, its goroutines included',
    `starting
panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x49d2a1]

goroutine 1 [running]:
main.(*Server).handle(0xc000012345, {0x1, 0x2})
	/app/main.go:12 +0x1d
created by main.main in goroutine 1
	/app/main.go:5 +0x2a
exit status 2
starting`,
    ['1 error: panic: runtime error: invalid memory address or nil pointer dereference', '2 info: starting'],
  ],
  [
    '.NET, with its inner exception',
    `Unhandled exception. System.InvalidOperationException: boom
 ---> System.Net.Sockets.SocketException (111): Connection refused
   at System.Net.Sockets.Socket.Connect()
   --- End of inner exception stack trace ---
   at Shop.Checkout.Run() in /src/Checkout.cs:line 41
served`,
    [
      '1 error: Unhandled exception. System.InvalidOperationException: boom <- ---> System.Net.Sockets.SocketException (111): Connection refused',
      '1 info: served',
    ],
  ],
  [
    "the lines of .NET's console logger",
    `fail: Shop.Checkout[0]
      Request failed
      System.InvalidOperationException: boom
         at Shop.Checkout.Run() in /src/Checkout.cs:line 41
info: Shop.Checkout[0]
      served 12 orders
info: Shop.Checkout[0]
      served 13 orders`,
    ['1 error: Request failed', '2 info: served 13 orders'],
  ],
  [
    'Ruby, with the exception that it names last as its cause',
    `app.rb:7:in 'Object#pay': payment failed (RuntimeError)
	from app.rb:12:in 'block in <main>'
app.rb:3:in 'Object#connect': Connection refused (Errno::ECONNREFUSED)
	from app.rb:5:in 'Object#pay'
done`,
    [
      "1 error: app.rb:7:in 'Object#pay': payment failed (RuntimeError) <- app.rb:3:in 'Object#connect': Connection refused (Errno::ECONNREFUSED)",
      '1 info: done',
    ],
  ],
];

describe('a stack trace is one event', () => {
  it.each(traces)('of %s', (_, text, patterns) => {
    expect(shown(lines(text))).toEqual(patterns);
  });

  it.each(traces)('also where the source keeps it in one record: %s', (_, text, patterns) => {
    expect(shown([{ text }])).toEqual(patterns);
  });

  it('of its own stream, where lines of several are merged', () => {
    const [a, b] = ['a', 'b'].map((source) =>
      lines(`ERROR ${source} failed
java.lang.RuntimeException: ${source}
	at shop.Checkout.run(Checkout.java:41)
Caused by: java.io.IOException: ${source} is broken`).map((line) => ({ ...line, source })),
    );
    const merged = (a ?? []).flatMap((line, index) => [line, ...(b ?? []).slice(index, index + 1)]);
    expect(shown(merged)).toEqual([
      '1 error: ERROR a failed <- Caused by: java.io.IOException: a is broken',
      '1 error: ERROR b failed <- Caused by: java.io.IOException: b is broken',
    ]);
  });

  it('of another pattern where the same message has another cause, and grep finds it by that', () => {
    const failed = (cause: string) => lines(`ERROR request failed\n\tat shop.A.b(A.java:1)\nCaused by: ${cause}`);
    const all = [...failed('Timeout'), ...failed('Timeout'), ...failed('certificate has expired')];
    expect(shown(all)).toEqual([
      '1 error: ERROR request failed <- Caused by: certificate has expired',
      '2 error: ERROR request failed <- Caused by: Timeout',
    ]);
    expect(summarise(all, { grep: /certificate/ })).toMatchObject({ read: 9, matched: 3, leftOut: 0 });
  });

  it('from the field of a JSON line', () => {
    const stack = 'Error: boom\n    at a (b.js:1:2)\n  [cause]: Error: connection refused';
    const { patterns } = summarise([
      { text: JSON.stringify({ level: 50, msg: 'request failed', err: { message: 'boom', stack } }) },
    ]);
    expect(patterns).toMatchObject([
      {
        level: 'error',
        pattern: 'request failed boom cause: cause Error connection refused',
        cause: '[cause]: Error: connection refused',
      },
    ]);
  });

  it('and never swallows an indented line with news of its own', () => {
    expect(shown(lines('checking:\n  disk ok\n  memory ok\n  ERROR no route to host\nready'))).toEqual([
      '1 error: ERROR no route to host',
      '1 info: checking:',
      '1 info: ready',
    ]);
  });
});
