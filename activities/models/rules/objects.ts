import type { Facts } from './facts.ts';
import { isSameProgram, programsOf, workloadNamed } from './graph.ts';
import { relevanceOf } from './relevance.ts';
import type { Root } from './root.ts';
import { programOf, type Suspect } from './suspect.ts';

/** Things through which trouble is seen, and which nobody repairs: a pod is made by its workload, a log by its program. */
const windows = /^(?:Pod|ReplicaSet|Event)\/|^aws:(?:logs|cloudwatch|xray|elbv2)\//;
const workloads = /^(?:Deployment|StatefulSet|DaemonSet|CronJob|Job|Rollout)\/|^aws:(?:ecs|lambda|rds)\//;

/** What has to be changed for it to end, most likely first: the root's object, or the workload behind it. */
export function faultyObjects(facts: Facts, root: Root, suspect: Suspect | undefined): string[] {
  const own = root.lead.finding;
  const near = [own, ...root.supporting.map(({ finding }) => finding)].filter(
    (finding) => finding === own || relevanceOf(finding, facts.scope) >= 2,
  );
  const repository = suspect ? [`github:${suspect.repository}`] : [];
  const others = near.map((finding) => finding.object).filter((object) => !windows.test(object));
  // Where nothing is known but a log, it is the code that has to be changed.
  const behind = windows.test(own.object)
    ? workloadBehind(
        own.object,
        facts,
        near.flatMap((one) => [one.object, ...one.related]),
      )
    : undefined;
  const first = behind ?? (windows.test(own.object) ? repository[0] : undefined);
  const changed = (suspect && changedElsewhere(suspect, facts)) ?? holderOfCertificate(root, facts);
  return [
    ...new Set([...(changed ? [changed] : []), ...(first ? [first] : []), own.object, ...repository, ...others]),
  ].slice(0, 10);
}

/** The workload of the same program; one that is only near where the program's name leads to none. */
function workloadBehind(object: string, facts: Facts, near: string[]): string | undefined {
  const candidates = near.filter((one) => workloads.test(one));
  const named = programsOf(object).flatMap((program) => workloadNamed(program, facts) ?? []);
  const same = candidates.find((one) => isSameProgram(one, object)) ?? named[0];
  // A trace's object is the program that failed in it: another's workload is not at fault for that.
  return same ?? (object.startsWith('aws:xray/') ? undefined : candidates[0]);
}

/** The workload that the change went into, where that is another program than the one that shows the trouble. */
function changedElsewhere(suspect: Suspect, facts: Facts): string | undefined {
  const program = programOf(suspect);
  return program === undefined ? undefined : workloadNamed(program, facts);
}

/** A certificate is refused by those who call, and has to be renewed where they call. */
function holderOfCertificate({ lead }: Root, facts: Facts): string | undefined {
  if (lead.finding.category !== 'certificate-expired') return undefined;
  const refused = facts.leads.filter(({ finding }) => finding.category === lead.finding.category);
  const ids = new Set(refused.map(({ finding }) => finding.id));
  const said = facts.leads
    .filter(({ finding }) => ids.has(finding.id) || ids.has(finding.causedBy ?? ''))
    .flatMap(({ finding }) => [finding.title, ...finding.evidence])
    .join('\n');
  const hosts = [...said.matchAll(/https?:\/\/([a-z0-9-]+)\.[a-z0-9.-]+|\bService\/[a-z0-9-]+\/([a-z0-9-]+)/g)];
  const services = said.match(/\bService\/[a-z0-9-]+\/[a-z0-9-]+/g) ?? [];
  return hosts
    .flatMap(([, host, service]) => host ?? service ?? [])
    .flatMap((program) => workloadNamed(program, facts) ?? services.filter((one) => one.endsWith(`/${program}`)))
    .find((object) => !isSameProgram(object, lead.finding.object));
}
