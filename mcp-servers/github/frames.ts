/** A line of a stack trace, as far as it says where code is. */
export interface Frame {
  /** The file's path as the trace has it, split and cleaned: images, drives and addresses in front are still there. */
  segments: string[];
  line: number | undefined;
  /** The function, method or class, where the shape names one. */
  symbol: string | undefined;
  /** The path lies where dependencies are installed: it is the repository's own only where more than its name fits. */
  installed: boolean;
}

/** Where package managers and runtimes keep what is not the repository's. */
const dependencies =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|pkg\/mod|gems|\.cargo\/registry|rustc|usr\/lib|usr\/local\/(?:lib|go)|java\.base)\/|^node:/;

/** A path that ends in a file's name with an extension; blanks only where something around it says where it ends. */
const path = String.raw`(?:[A-Za-z][\w+.-]*:\/\/\/?|[A-Za-z]:)?[\w@./\\+~$%-]*[\w$+-]\.[A-Za-z]\w{0,9}(?:\?[\w=&-]*)?`;

type Shape = (text: string) => { path: string; line?: string | undefined; symbol?: string | undefined } | undefined;

/** From the most particular to the most general; the first that fits decides. */
const shapes: Shape[] = [
  // Python: File "/app/checkout/db.py", line 12, in connect
  shape(/File "([^"]+)", line (\d+)(?:, in (\S+))?/, ([file, line, symbol]) => ({ path: file, line, symbol })),
  // .NET: at Acme.Orders.Place() in C:\src\Orders.cs:line 12
  shape(/(?:at (?:[\w.`<>[\]]+\.)?(\w+)\(.*\) )?in (.+?):line (\d+)/, ([symbol, file, line]) => ({
    path: file,
    line,
    symbol,
  })),
  // Java, Kotlin, Scala: at app//com.acme.checkout.OrderService.place(OrderService.java:42)
  shape(
    /(?:\bat |^\s*)(?:[\w.@-]*\/)*((?:[\w$]+\.)+[\w$<>]+)\(([\w$-]+\.\w+)(?::(\d+))?\)/,
    ([qualified, file, line]) => ({
      path: [...qualified.split('.').slice(0, -2), file].join('/'),
      line,
      symbol: qualified.split('.').at(-1),
    }),
  ),
  // Node with a function: at async place (/app/my dist/orders.js:10:5), and file:// or webpack:// in the brackets
  shape(/\bat (?:async )?(?:new )?([\w.$<>#[\] ]+?) \((.+?):(\d+)(?::\d+)?\)/, ([symbol, file, line]) => ({
    path: file,
    line,
    symbol: symbol.split(/[. ]/).at(-1),
  })),
  // PHP: #0 /var/www/src/Order.php(42): Order->place(), and: in /var/www/src/Order.php on line 42
  shape(/(\S+\.php)\((\d+)\)(?:: (?:[\w\\]+(?:->|::))?(\w+)\()?/, ([file, line, symbol]) => ({
    path: file,
    line,
    symbol,
  })),
  shape(/ in (\S+\.\w+) on line (\d+)/, ([file, line]) => ({ path: file, line })),
  // Ruby: /app/lib/order.rb:12:in 'Order#place'
  shape(/(\S+\.\w+):(\d+):in [`'"](?:[\w:]+[#.])?([\w?!]+)/, ([file, line, symbol]) => ({ path: file, line, symbol })),
  // Go, Rust, C, Node without a function, compilers, and whatever else writes file:line or file:line:column
  shape(new RegExp(`(${path}):(\\d+)`), ([file, line]) => ({ path: file, line })),
];

function shape(pattern: RegExp, read: (groups: [string, string, string]) => ReturnType<Shape>): Shape {
  return (text) => {
    const [whole, one = '', two = '', three = ''] = pattern.exec(text) ?? [];
    return whole === undefined ? undefined : read([one, two, three]);
  };
}

/** The frames of a trace's lines, in their order; lines of no known shape say nothing. At most 50 lines are read. */
export function framesOf(text: string): Frame[] {
  return text
    .split('\n')
    .slice(0, 50)
    .flatMap((one) => {
      const found = shapes.map((read) => read(one.slice(0, 1_000))).find((read) => read !== undefined);
      if (!found) return [];
      const segments = segmentsOf(found.path);
      const line = Number(found.line) || undefined;
      const installed = dependencies.test(found.path.replaceAll('\\', '/'));
      return segments.length === 0 ? [] : [{ segments, line, symbol: found.symbol || undefined, installed }];
    });
}

/** What a path without a line comes to: it is looked for like a frame's. */
export const frameOf = (plain: string): Frame => ({
  segments: segmentsOf(plain),
  line: undefined,
  symbol: undefined,
  installed: false,
});

/** `webpack://shop/./src/orders.ts?3f1c`, `C:\src\Orders.cs` and `file:///app/a.js` to what lies in a folder. */
function segmentsOf(written: string): string[] {
  return written
    .replaceAll('\\', '/')
    .replace(/^(?:webpack(?:-internal)?|https?):\/\/[^/]*\//, '')
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^[A-Za-z]:/, '')
    .replace(/[?#].*$/, '')
    .replace(/^\([^)]*\)\//, '')
    .split('/')
    .map((segment) => segment.replace(/@v?\d[\w.+-]*$/, ''))
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
}
