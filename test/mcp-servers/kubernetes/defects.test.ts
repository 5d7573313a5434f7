import { describe, expect, it } from '@jest/globals';
import { deployment, pod } from './objects.ts';
import { serveObjects, type TriageAnswer } from './serve.ts';

const cart = [...deployment('cart'), pod('cart-1-a', { of: 'cart' })];
const served = 'INFO served /items in 3 ms';

/** One trace a minute from 09:21 on, between requests that go well; `ends` minutes before now it stops. */
function log(trace: string[], { begins = 21, ends = 0 } = {}): string {
  const at = (minute: number, second: number): string =>
    `2026-05-12T${String(8 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:${String(second).padStart(2, '0')}.000Z`;
  const minutes = Array.from({ length: 100 }, (_, minute) => minute);
  return minutes
    .flatMap((minute) => {
      const fails = minute >= 60 + begins && minute < 100 - ends;
      const lines = [0, 30].map((second) => `${at(minute, second)} ${served}`);
      return [...lines, ...(fails ? trace.map((line) => `${at(minute, 50)} ${line}`) : [])];
    })
    .join('\n');
}

async function findings(text: string): Promise<TriageAnswer['findings']> {
  const system = await serveObjects(cart, { logs: { 'shop/cart-1-a/app': text } });
  try {
    const answer = await system.call('k8s_triage', {});
    return (answer.structured as unknown as TriageAnswer).findings;
  } finally {
    await system.close();
  }
}

const python = [
  'ERROR:    Exception in ASGI application',
  'Traceback (most recent call last):',
  '  File "/app/.venv/lib/python3.12/site-packages/fastapi/routing.py", line 302, in app',
  '    raw_response = await run_endpoint_function(',
  '  File "/app/cart/totals.py", line 15, in total',
  '    return item.price * item.count',
  "AttributeError: 'NoneType' object has no attribute 'price'",
];
const traces: [runtime: string, trace: string[], says: string, where: string][] = [
  ['Python', python, "AttributeError: 'NoneType' object has no attribute 'price'", '/app/cart/totals.py'],
  [
    'Node',
    [
      'ERROR request failed',
      "TypeError: Cannot read properties of undefined (reading 'price')",
      '    at Array.map (<anonymous>)',
      '    at total (/app/src/totals.js:12:9)',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
    ],
    'Cannot read properties of undefined',
    '/app/src/totals.js:12:9',
  ],
  [
    'Node in JSON',
    [
      '{"level":"error","msg":"GET /cart","status":500,"err":"TypeError: total is not a function\\n    at new Intl (<anonymous>)\\n    at total (/app/src/totals.js:12:9)\\n    at node:internal/x:1:2"}',
    ],
    'TypeError: total is not a function',
    '/app/src/totals.js:12:9',
  ],
  [
    'Java',
    [
      '2026-05-12 ERROR 1 --- [nio-8080-exec-1] c.e.Cart : request failed',
      'java.lang.IllegalStateException: cannot make a total',
      '\tat org.springframework.web.servlet.DispatcherServlet.doGet(DispatcherServlet.java:1)',
      'Caused by: java.lang.NullPointerException: Cannot invoke "Price.value()" because "price" is null',
      '\tat java.base/java.util.stream.ReferencePipeline.map(ReferencePipeline.java:1)',
      '\tat com.example.cart.Totals.total(Totals.java:31)',
      '\t... 12 more',
    ],
    'NullPointerException: Cannot invoke "Price.value()"',
    'com.example.cart.Totals.total(Totals.java:31)',
  ],
  [
    'Go',
    [
      '2026/05/12 09:30:00 http: panic serving 10.0.0.1:1234: runtime error: invalid memory address or nil pointer dereference',
      'goroutine 55 [running]:',
      'net/http.(*conn).serve.func1()',
      '\t/usr/local/go/src/net/http/server.go:1947 +0xbe',
      'example.com/cart.total(...)',
      '\t/src/cart/totals.go:31 +0x1d',
    ],
    'nil pointer dereference',
    '/src/cart/totals.go:31',
  ],
];

const brief = ['ERROR x', 'TypeError: total is not a function', '    at total (/app/src/totals.js:12:9)'];

describe('a defect of the code that only some requests meet', () => {
  it.each(traces)('is told with the exception and the place in the own code: %s', async (_, trace, says, where) => {
    const [first, ...others] = await findings(log(trace));
    expect(first).toMatchObject({ category: 'code-defect', object: 'Deployment/shop/cart', severity: 'critical' });
    expect(first?.title).toContain(says);
    expect([first?.title, ...(first?.evidence ?? [])].join('\n')).toContain(where);
    expect(first?.title).toContain('since 2026-05-12T09:21:50Z');
    // An access log may show the same, as what follows from it.
    expect(others.filter(({ causedBy }) => causedBy !== first?.id)).toEqual([]);
  });

  it.each<[what: string, text: string]>([
    ['it is over', log(python, { begins: 10, ends: 16 })],
    ['it happened once or twice', log(python, { begins: 38 })],
    ['it always was so', log(brief, { begins: -60 })],
    ['it only looks so', log(['INFO no TypeError since 12 days'])],
  ])('is none where %s', async (_, text) => {
    expect((await findings(text)).map(({ title }) => title)).toEqual([]);
  });
});
