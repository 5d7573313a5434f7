import type { Connection } from './connection.ts';
import { changesOf, isWeak, serviceFindings } from './findings/services.ts';
import { lookAtService, type ServiceView } from './look-at-service.ts';
import { nothing as nothingSeen, type Part, place } from './look-part.ts';
import { listServices, readServices } from './read/ecs.ts';
import type { Span } from './read/log-events.ts';
import type { Unread } from './read/unread.ts';

/** Services whose tasks and definitions are read: three requests each. */
const mostViews = 15;

/** ECS services below strength, and what their newest deployments changed. */
export async function lookAtServices(
  connection: Connection,
  names: string[],
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<Part & { named: ServiceView[] }> {
  const nothing = { ...nothingSeen, named: [] };
  const list = await unread.attempt('ECS services', () => listServices(connection, signal));
  if (!list || list.all.length === 0) return nothing;
  const read = await unread.attempt('ECS services', () => readServices(connection, list, names, signal));
  if (!read) return nothing;
  if (read.left > 0) unread.note(`${read.left} ECS services: past the first ${read.services.length}, name the service`);
  if (list.more) unread.note('ECS clusters and services past the first: name the service');
  const relevant = read.named || names.length === 0;
  const weak = (service: (typeof read.services)[number]): boolean =>
    isWeak(service) || (service.deployments?.length ?? 0) > 1;
  const wanted = read.services.filter((service) => read.named || weak(service)).slice(0, mostViews);
  const views = await Promise.all(wanted.map((service) => lookAtService(connection, service, unread, signal)));
  const drafts = views
    .flatMap((view) => serviceFindings(view, window, relevant))
    // Of services that nobody asked about, a warning is enough.
    .map((draft) => (relevant ? draft : { ...draft, severity: 'warning' as const }));
  const deployed = views.filter((view) => {
    const at = view.service.deployments?.find(({ status }) => status === 'PRIMARY')?.createdAt;
    return at !== undefined && at >= window.since && at <= window.until;
  });
  const what = read.named ? `ECS services named so (${list.all.length} in all)` : 'ECS services';
  const strong = read.services.filter((service) => !isWeak(service)).length;
  return {
    drafts,
    remarks: deployed.flatMap(changesOf).filter((line) => !drafts.some(({ evidence }) => evidence.includes(line))),
    ...place(relevant, `${read.services.length} ${what} of ${list.clusters} clusters, ${strong} at strength`),
    named: read.named ? views : [],
  };
}
