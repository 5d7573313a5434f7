import type { AnyObject } from './objects.ts';

/** Of these there are thousands, and who wrote them is a controller. */
const madeByControllers = new Set(['Pod', 'ReplicaSet', 'Event', 'EndpointSlice', 'PodMetrics']);
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * An object as it is kept, without what is large and answers nothing: the copy in the last-applied annotation, and of
 * what controllers make the record of who wrote which field.
 */
export function withoutBulk(object: AnyObject): AnyObject {
  const { annotations, managedFields } = object.metadata;
  if (managedFields && madeByControllers.has(object.kind)) delete object.metadata.managedFields;
  if (annotations?.[lastApplied] !== undefined) delete annotations[lastApplied];
  return object;
}
