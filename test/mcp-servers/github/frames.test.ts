import { describe, expect, it } from '@jest/globals';
import { framesOf } from '../../../mcp-servers/github/frames.ts';
import { matchesOf } from '../../../mcp-servers/github/match-frame.ts';

describe('a line of a stack trace', () => {
  it.each([
    [
      'Java',
      '\tat com.acme.checkout.OrderService.place(OrderService.java:42)',
      'com/acme/checkout/OrderService.java',
      42,
      'place',
    ],
    [
      'Java, a module and an inner class',
      'at app//com.acme.Orders$Inner.lambda$place$0(Orders.java:7)',
      'com/acme/Orders.java',
      7,
      'lambda$place$0',
    ],
    [
      'Java, a constructor in a named jar',
      '    at java.base/com.acme.Pool.<init>(Pool.java:9) ~[app.jar!/:1.2]',
      'com/acme/Pool.java',
      9,
      '<init>',
    ],
    ['Kotlin', 'at com.acme.checkout.CheckoutKt.main(Checkout.kt:12)', 'com/acme/checkout/Checkout.kt', 12, 'main'],
    ['Scala', 'at com.acme.Cart$.total(Cart.scala:10)', 'com/acme/Cart.scala', 10, 'total'],
    ['Python', '  File "/app/checkout/db.py", line 12, in connect', 'app/checkout/db.py', 12, 'connect'],
    ['Node', '    at place (/app/dist/orders.js:10:5)', 'app/dist/orders.js', 10, 'place'],
    [
      'Node, async method',
      '    at async OrderStore.place (/app/my code/orders.js:10:5)',
      'app/my code/orders.js',
      10,
      'place',
    ],
    ['Node, no function', '    at /app/dist/orders.js:10:5', 'app/dist/orders.js', 10, undefined],
    ['Node, a module', '    at place (file:///app/dist/orders.mjs:10:5)', 'app/dist/orders.mjs', 10, 'place'],
    ['webpack', '    at place (webpack://shop/./src/orders.ts?3f1c:10:5)', 'src/orders.ts', 10, 'place'],
    [
      'webpack, internal',
      '    at place (webpack-internal:///(rsc)/./src/orders.ts:10:5)',
      'src/orders.ts',
      10,
      'place',
    ],
    ['Node on Windows', 'at place (C:\\app\\dist\\orders.js:10:5)', 'app/dist/orders.js', 10, 'place'],
    ['Go', '\t/src/checkout/main.go:33 +0x1d', 'src/checkout/main.go', 33, undefined],
    [
      'Go, by its import path',
      'github.com/acme/shop@v1.2.3/checkout/main.go:33',
      'github.com/acme/shop/checkout/main.go',
      33,
      undefined,
    ],
    ['a log line', '2026-10-14T14:06:25Z main.go:33 pool exhausted', 'main.go', 33, undefined],
    ['Ruby', "/app/lib/checkout/order.rb:12:in 'Checkout::Order#place'", 'app/lib/checkout/order.rb', 12, 'place'],
    ['older Ruby', "\tfrom /app/lib/checkout/order.rb:12:in `place!'", 'app/lib/checkout/order.rb', 12, 'place!'],
    ['.NET', '   at Acme.Orders.Place(String id) in /src/Orders.cs:line 12', 'src/Orders.cs', 12, 'Place'],
    [
      '.NET on Windows',
      'at Acme.Orders.Place() in C:\\build\\src\\Orders.cs:line 12',
      'build/src/Orders.cs',
      12,
      'Place',
    ],
    ['PHP', '#0 /var/www/html/src/Order.php(42): App\\Order->place()', 'var/www/html/src/Order.php', 42, 'place'],
    [
      'PHP, an error',
      'PHP Fatal error:  Uncaught Exception in /var/www/src/Order.php:42',
      'var/www/src/Order.php',
      42,
      undefined,
    ],
    [
      'PHP, a warning',
      'Warning: Undefined variable in /var/www/src/Order.php on line 42',
      'var/www/src/Order.php',
      42,
      undefined,
    ],
    ['Rust', '             at ./src/orders/place.rs:42:9', 'src/orders/place.rs', 42, undefined],
    ['Rust, a panic', "thread 'main' panicked at src/main.rs:4:5:", 'src/main.rs', 4, undefined],
    [
      'Elixir',
      '(checkout 0.1.0) lib/checkout/order.ex:12: Checkout.Order.place/1',
      'lib/checkout/order.ex',
      12,
      undefined,
    ],
  ])('%s', (_, line, path, number, symbol) => {
    expect(framesOf(line)).toMatchObject([{ segments: path.split('/'), line: number, symbol }]);
  });

  it.each([
    'Caused by: java.sql.SQLTransientConnectionException: timeout',
    'services/checkout/src/server.ts',
    '... 12 more',
  ])('no frame: %s', (line) => expect(framesOf(line)).toEqual([]));
});

describe('the file that a frame means', () => {
  const tree = [
    'README.md',
    'services/checkout/src/orders.ts',
    'services/checkout/src/db.py',
    'services/cart/src/db.py',
    'services/cart/tests/db.py',
    'services/orders/src/main/java/com/acme/orders/Store.java',
    'services/cart/src/main/java/com/acme/cart/Store.java',
    'services/web/src/index.ts',
    'tools/web/index.js',
    'tools/sessions.py',
  ];
  const best = (line: string): string[] =>
    framesOf(line)
      .flatMap((frame) => matchesOf(frame, tree))
      .map(({ path }) => path);

  it('shares the longest end of the path, whatever an image or a build machine put in front', () => {
    expect(best('File "/opt/app/services/cart/src/db.py", line 1, in x')[0]).toBe('services/cart/src/db.py');
    expect(best('at com.acme.cart.Store.put(Store.java:1)')).toEqual([
      'services/cart/src/main/java/com/acme/cart/Store.java',
      'services/orders/src/main/java/com/acme/orders/Store.java',
    ]);
  });

  it('holds more of the folders where the ends are equal, and is no test', () => {
    expect(best('File "/checkout/db.py", line 1, in x')[0]).toBe('services/checkout/src/db.py');
    expect(best('File "/cart/db.py", line 1, in x')).toEqual([
      'services/cart/src/db.py',
      'services/cart/tests/db.py',
      'services/checkout/src/db.py',
    ]);
  });

  it('is the source of what was built', () => {
    expect(best('at place (/app/services/checkout/dist/orders.js:10:5)')).toEqual(['services/checkout/src/orders.ts']);
    expect(best('at x (/app/web/index.js:1:1)')).toEqual(['tools/web/index.js', 'services/web/src/index.ts']);
  });

  it('is none for a dependency of the same name', () => {
    expect(best('File "/usr/lib/python3.12/site-packages/requests/sessions.py", line 1, in x')).toEqual([]);
    expect(best('File "/venv/lib/python3.12/site-packages/tools/sessions.py", line 1, in x')).toEqual([
      'tools/sessions.py',
    ]);
  });
});
