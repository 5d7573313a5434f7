import { headline } from '../runtime/quotes.ts';
import { ToolError } from '../runtime/tool-error.ts';
import { stamp } from '../runtime/window.ts';
import type { Connection } from './connection.ts';
import { type Draft, objectName } from './findings/draft.ts';
import { nothing, type Part } from './look-part.ts';
import { idOf } from './rank.ts';
import { type HealthEvent, readHealth } from './read/health.ts';
import type { Span } from './read/log-events.ts';
import type { Unread } from './read/unread.ts';

/** What AWS says of its own services. */
export async function lookAtHealth(
  connection: Connection,
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<Part> {
  const events = await unread.attempt('AWS Health', async () => {
    try {
      return await readHealth(connection, window, signal);
    } catch (error) {
      if (!(error instanceof ToolError) || !/SubscriptionRequired/.test(error.message)) throw error;
      unread.note('AWS Health: needs a Business or Enterprise support plan');
      return [];
    }
  });
  const [open, over] = [(events ?? []).filter((event) => event.open), (events ?? []).filter((event) => !event.open)];
  return { ...nothing, drafts: open.map(healthFinding), recovered: over.map((event) => `over: ${eventLine(event)}`) };
}

function healthFinding(event: HealthEvent): Draft {
  const { service, region, since, description } = event;
  return {
    category: 'cloud-outage',
    object: objectName(service.toLowerCase(), region),
    severity: 'warning',
    title: headline(
      `AWS Health: open issue of ${service} in ${region}${since ? ` since ${stamp(since)}` : ''}: ${description}`,
    ),
    mechanism: 'What depends on a service of AWS fails while that service is impaired; no change of one’s own did it.',
    evidence: [eventLine(event)],
    ...(since && { since: stamp(since) }),
    relevant: false,
    depth: 0,
  };
}

const eventLine = ({ service, region, kind, since, open, description }: HealthEvent): string =>
  `AWS Health ${service} ${region} ${kind} ${open ? 'open' : 'closed'}${since ? ` since ${stamp(since)}` : ''}: ${description}`
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 400);

/**
 * Trouble of AWS's explains what one's own logs, metrics and traces say where these speak of that service; else it is
 * something in the same region. All drafts, the outages first.
 */
export function withHealth(outages: Draft[], others: Draft[]): Draft[] {
  const explained = new Map<Draft, Draft>();
  const told = outages.map((outage) => {
    const service = outage.object.replace(/^aws:([\w-]+)\/.*$/, '$1');
    const word = new RegExp(`(?:^|[^a-z0-9])${service}(?:$|[^a-z0-9])`, 'i');
    const symptoms = others.filter(
      ({ title, evidence, relevant, depth }) => relevant && depth > 0 && word.test([title, ...evidence].join(' ')),
    );
    for (const symptom of symptoms)
      if (!explained.has(symptom)) explained.set(symptom, { ...symptom, causedBy: idOf(outage) });
    if (symptoms.length === 0) return outage;
    const related = [...new Set(symptoms.map(({ object }) => object))];
    return { ...outage, relevant: true, severity: 'critical' as const, related };
  });
  return [...told, ...others.map((draft) => explained.get(draft) ?? draft)];
}
