import { clip } from './clip.ts';
import type { Facts } from './facts.ts';
import type { Root } from './root.ts';

/** One of those who ask, whose requests are most of those that came in addition. */
export interface Sender {
  /** `9148 of 9455 more are of Partner=acme-wms (227 before, 9375 now)` */
  words: string;
  line: string;
  callId: string;
}

/** Dimensions by which requests are counted for each of those who make them. */
const who =
  /^(?:(?:api[_-]?)?(?:client|partner|tenant|customer|consumer|caller|key)|user[_-]?agent|agent|account|org(?:anization)?|merchant|integration|origin|referr?er)(?:[_-]?(?:id|name))?$/i;
const most = 0.6;

interface Curve {
  group: string;
  name: string;
  last: number;
  before: number;
  line: string;
  callId: string;
}

/** Who makes the more requests of a surge, where a metric tells them apart and one of them makes most. */
export function senderOf(facts: Facts, root: Root): Sender | undefined {
  if (root.lead.finding.category !== 'traffic-surge') return undefined;
  const groups = Map.groupBy(curvesIn(facts), ({ group }) => group);
  const found = [...groups.values()].flatMap((curves) => {
    const more = curves.reduce((sum, one) => sum + Math.max(0, one.last - one.before), 0);
    const first = curves.toSorted((a, b) => b.last - b.before - (a.last - a.before))[0];
    const own = first ? first.last - first.before : 0;
    if (!first || curves.length < 2 || first.last < 2 * first.before || own < most * more) return [];
    return [{ own, more, first }];
  });
  const best = found.sort((a, b) => b.own - a.own)[0];
  if (!best) return undefined;
  const { own, more, first } = best;
  const words = `${Math.round(own)} of ${Math.round(more)} more are of ${first.name} (${first.before} before, ${first.last} now)`;
  return { words: clip(words, 150), line: first.line, callId: first.callId };
}

/** `Shop request_count Client=acme,Service=cart: last 900, before 20 (45x)`, each series once. */
function curvesIn({ results }: Facts): Curve[] {
  const all = results
    .filter(({ tool, isError }) => !isError && /^aws_(?:metrics|triage)$/.test(tool))
    .flatMap(({ text, callId }) => text.split('\n').map((line) => ({ line, callId })))
    .flatMap(({ line, callId }): Curve[] => {
      const [, metric = '', written = '', last = '', before = ''] =
        /^(?:moved: )?(\S+ \S*(?:request|call|hit|message|quer)\S*) (\S+=.*?): last ([\d.]+), before ([\d.]+) /i.exec(
          line,
        ) ?? [];
      const dimensions = written.split(',');
      const name = dimensions.find((one) => who.test(one.split('=')[0] ?? ''));
      if (name === undefined) return [];
      const group = `${metric} ${dimensions.filter((one) => one !== name).join(',')}`;
      return [{ group, name, last: Number(last), before: Number(before), line, callId }];
    });
  return [...new Map(all.map((one) => [`${one.group} ${one.name}`, one])).values()];
}
