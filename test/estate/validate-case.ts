import { awsSystem } from './aws/system.ts';
import { CaseError } from './case.ts';
import { githubSystem } from './github/system.ts';
import { kubernetesSystem } from './kubernetes/system.ts';
import { loadCase } from './load-case.ts';
import { slackSystem } from './slack/system.ts';
import { Journal, type System } from './system.ts';

/**
 * Everything that is wrong with a case: the first problem of `case.yaml` and `denied.yaml`, or else the first of each
 * system's folder. Empty where the case keeps to the format. Serves nothing; throws only what is no fault of the case.
 */
export async function validateCase(dir: string): Promise<CaseError[]> {
  const problems: CaseError[] = [];
  const note = (error: unknown): undefined => {
    if (!(error instanceof CaseError)) throw error;
    problems.push(error);
  };
  const incident = await loadCase(dir).catch(note);
  if (!incident) return problems;
  const journal = new Journal();
  const loads: Promise<System>[] = [
    kubernetesSystem(incident, journal),
    awsSystem(incident, journal),
    githubSystem(incident, journal),
    slackSystem(incident, journal),
  ];
  for (const load of await Promise.allSettled(loads)) {
    if (load.status === 'fulfilled') await load.value.close?.();
    else note(load.reason);
  }
  return problems;
}
