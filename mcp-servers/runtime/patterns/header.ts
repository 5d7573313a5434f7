const levels = 'TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|CRIT|SEVERE|PANIC|ALERT|EMERG';

const capital = (word: string) => `${word[0]}${word.slice(1).toLowerCase()}`;
const anyCase = [levels, levels.toLowerCase(), levels.split('|').map(capital).join('|')].join('|');

/** A level as a header states it, in the first group as a word, in the second as a letter. */
export const levelWord = new RegExp(
  String.raw`(?<![\w.-])(?:(${anyCase})(?![\w.-])|(?<!std(?:out|err) )([IWEFD])(?=\d{4} \d\d:|\s|$|/))`,
);

/** Everything before a level in capitals is a header, whatever it says. */
const throughLevel = new RegExp(String.raw`^.{0,120}?(?<![\w.])[[<(|]?(?:${levels})[\])>|:]*(?= |$|\||\t)`);
const timestamp = [
  String.raw`\d{4}[-/.]?\d\d[-/.]?\d\d(?:[T _-]+\d\d?[:.]?\d\d?[:.]?\d\d?(?:[.,:]\d+)?)?(?:Z|\s?[+-]\d\d:?\d\d)?`,
  String.raw`\d\d[-/.]\d\d(?:[-/.]\d{2,4})? \d\d:\d\d:\d\d(?:[.,]\d+)?`,
  String.raw`(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} +\d\d? \d\d:\d\d:\d\d(?: \d{4})?`,
  String.raw`\d\d:\d\d:\d\d(?:[.,]\d+)?`,
  // Seconds or milliseconds since 1970
  String.raw`1\d{9}(?:\d{3})?(?:\.\d+)?`,
].join('|');
/** A time, a level, a number, something in brackets, or a sign that divides them. */
const part = new RegExp(
  String.raw`^(?:[[(<]?(?:${timestamp})[\])>]?,?|[[(<]?(?:${levels}|[IWEFDTV])[\])>]?:?(?=\s)|[IWEF]\d{4}(?= )|\d+(?= )|\[[^\]]*\]:?(?= )|[-–|:>]+(?= )|std(?:out|err) [FP])(?:\s+|\||$)`,
  'i',
);
/** A host, an identifier or a component between two times. */
const untilNextTime = new RegExp(String.raw`^(?=\S*[\d./_#-])(?:\S+ ){1,4}?(?:${timestamp})(?: \d+)? +`);
/** What wrote the line. */
const source = new RegExp(
  [
    // kernel:  sshd(pam_unix)[123]:  dfs.DataNode$Packet:  and the same after a host
    String.raw`(?:[\w./@#-]+ +)?[\w.$/-]+(?:\([\w-]+\))?(?:\[\d+\])?: +`,
    // shop.checkout.Handler  server.go:12]
    String.raw`(?:[a-z]\w*\.)+\w+(?::\d+\])? +`,
    // checkout-worker - ...
    String.raw`\S+(?: \S+)? - +`,
    // Checkout|12|...
    String.raw`[\w.]+\|(?:\d+\|)?`,
  ]
    .map((each) => `^${each}`)
    .join('|'),
);

/** A line's message: without time, level, process, thread and class. A line that is all header is left as it is. */
export function withoutHeader(line: string): string {
  let rest = line;
  let cuts = 0;
  const cut = (header: RegExp): boolean => {
    const match = header.exec(rest);
    if (!match || match[0].length >= rest.length) return false;
    rest = rest.slice(match[0].length).trimStart();
    cuts += 1;
    return true;
  };
  const levelled = cut(throughLevel);
  for (let parts = 0; parts < 8 && cut(part); parts += 1);
  if (cuts === 0) return rest;
  if (!levelled) cut(untilNextTime);
  cut(source);
  for (let parts = 0; parts < 2 && cut(part); parts += 1);
  return rest;
}
