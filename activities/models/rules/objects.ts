import type { Facts } from './facts.ts';
import { relevanceOf } from './relevance.ts';
import type { Root } from './root.ts';
import type { Suspect } from './suspect.ts';

/** Things through which trouble is seen, and which nobody repairs: a pod is made by its workload, a log by its program. */
const windows = /^(?:Pod|ReplicaSet|Event)\/|^aws:(?:logs|cloudwatch|xray)\//;
const workloads = /^(?:Deployment|StatefulSet|DaemonSet|CronJob|Job|Rollout)\/|^aws:(?:ecs|lambda|rds)\//;

/** What has to be changed for it to end, most likely first: the root's object, or the workload behind it. */
export function faultyObjects({ scope }: Facts, root: Root, suspect: Suspect | undefined): string[] {
  const own = root.lead.finding;
  const near = [own, ...root.supporting.map(({ finding }) => finding)].filter(
    (finding) => finding === own || relevanceOf(finding, scope) >= 2,
  );
  const objects = near.flatMap((finding) => [finding.object, ...finding.related]);
  const workload = windows.test(own.object) ? objects.filter((object) => workloads.test(object)).slice(0, 1) : [];
  const repository = suspect ? [`github:${suspect.repository}`] : [];
  const others = near.map((finding) => finding.object).filter((object) => !windows.test(object));
  // Where nothing is known but a log, it is the code that has to be changed.
  const first = windows.test(own.object) && workload.length === 0 ? repository : workload;
  return [...new Set([...first, own.object, ...repository, ...others])].slice(0, 10);
}
