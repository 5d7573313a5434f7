import { type LogLine, shown } from './log-events.ts';
import { exception, frame, goFrame } from './patterns/trace-lines.ts';
import { TraceFolder } from './patterns/traces.ts';

/** An exception that a program logged with its stack trace. */
export interface Thrown {
  /** RFC 3339, of its first line. */
  at?: string | undefined;
  /** What it says, verbatim: `AttributeError: 'NoneType' object has no attribute 'days'`. */
  says: string;
  /** The frame nearest to it that is the program's own code, verbatim; undefined where only libraries are in the trace. */
  frame?: string;
  /** Every line that belongs to it. */
  lines: LogLine[];
}

/** Exceptions that tell of a value that the code did not expect, in the words of each runtime; others tell of what it depends on. */
const unexpected =
  /\b(?:NullPointerException|NullReferenceException|ClassCastException|InvalidCastException|(?:Array|String)?IndexOutOfBounds(?:Exception)?|IndexOutOfRangeException|NoSuchElementException|NoSuchMethodError|NumberFormatException|ArithmeticException|DivideByZeroException|UnsupportedOperationException|DateTimeParseException|KeyNotFoundException|(?:Mismatched|Unrecognized|ValueInstantiation|MissingKotlinParameter|InvalidDefinition|InvalidFormat|JsonMapping|JsonParse|HttpMessageConversion|HttpMessageNotReadable|Serialization|Deserialization)\w*Exception|(?:AttributeError|TypeError|KeyError|IndexError|ValueError|NameError|UnboundLocalError|ZeroDivisionError|ValidationError|JSONDecodeError|ReferenceError|RangeError|SyntaxError|NoMethodError|ZodError|AssertionError|DecodingError)(?=:|$| \[| \())|nil pointer dereference|invalid memory address|index out of range|assignment to entry in nil map|interface conversion: |cannot unmarshal |Cannot read propert(?:y|ies) of (?:undefined|null)|is not a function\b|called `(?:Option|Result)::unwrap\(\)`|undefined method .{1,60} for nil|Undefined (?:index|array key|property)|Call to a member function/;

/** Frames of runtimes and libraries, by where they are installed or by their package. */
const foreign =
  /node_modules|\bnode:|<anonymous>|site-packages|dist-packages|\/lib\/python\d|<frozen |\/gems\/|\/usr\/local\/go\/|\/pkg\/mod\/|\/vendor\/|\/rustc\/|^\s*at (?:java|javax|jakarta|jdk|sun|kotlin|scala|groovy|clojure|reactor|akka|com\.(?:sun|fasterxml|google|zaxxer|mysql|amazonaws|netflix)|org\.(?:springframework|apache|hibernate|eclipse|postgresql|jboss|slf4j|glassfish|jetbrains|aspectj)|io\.(?:netty|micrometer|grpc|undertow|quarkus|vertx|opentelemetry)|software\.amazon|System|Microsoft)\./;
const pythonFrame = /^\s+File "[^"]+", line \d+, in /;
const ownForms =
  /^\s+at \S|^\s+File "[^"]+", line \d+|^\s*(?:from )?\S+\.rb:\d+:in |^\t\S+\.go:\d+|^\s*#\d+ \S+\.php\(\d+\)/;

/** The exceptions in the lines of one stream, in their order, that tell of a defect of the code. */
export function defectsIn(lines: LogLine[]): Thrown[] {
  return traces(lines).flatMap((of) => {
    const texts = of.flatMap(({ text }) => textsOf(text));
    // The innermost exception tells what went wrong; a framework's own often stands above it.
    const says = texts.findLast((text) => unexpected.test(text) && !frame.test(text) && !goFrame.test(text));
    const traced = texts.some((text) => ownForms.test(text) || frame.test(text));
    if (says === undefined || !(traced || exception.test(says.trim()))) return [];
    const own = ownFrame(texts, texts.indexOf(says));
    return [{ at: of[0]?.at, says: says.trim(), ...(own !== undefined && { frame: own }), lines: of }];
  });
}

function ownFrame(texts: string[], at: number): string | undefined {
  const isOwn = (text: string): boolean => ownForms.test(text) && !foreign.test(text);
  // Python prints the innermost frame last, just above the exception; all others print it first, below.
  const python = texts.slice(0, at).findLast((text) => pythonFrame.test(text) && isOwn(text));
  return (python ?? texts.slice(at).find(isOwn) ?? texts.find(isOwn))?.trim();
}

/** What was logged at once, each with its lines. */
function traces(lines: LogLine[]): LogLine[][] {
  const found: LogLine[][] = [];
  let open: LogLine[] = [];
  const folder = new TraceFolder(() => {
    found.push(open);
    open = [];
  });
  for (const line of lines) {
    folder.push({ ...(line.at !== undefined && { at: line.at }), text: line.text.split('\n', 1)[0] ?? '' });
    open.push(line);
  }
  folder.end();
  return open.length > 0 ? [...found, open] : found;
}

/** A stack trace inside a JSON line has its line ends written as `\n`. */
function textsOf(text: string): string[] {
  if (!text.startsWith('{') || !/\\n\s*(?:at |File )/.test(text)) return text.split('\n');
  const inner = /"((?:[^"\\]|\\.)*\\n\s*(?:at |File )(?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  return inner === undefined
    ? [text]
    : inner.split(/(?:\\r)?\\n/).map((line) => line.replaceAll('\\"', '"').replaceAll('\\t', '\t'));
}

/** Its first line, what it says and where: to quote. */
export const linesOf = ({ says, frame: where, lines: [first], at }: Thrown): string[] => {
  const head = first && shown(first);
  const dated = at !== undefined && head?.includes(says) !== true ? `${at} ${says}` : says;
  return [head?.includes(says) ? head : dated, ...(where ? [where] : [])];
};
