import { awsSystem } from './aws/system.ts';
import type { Case } from './case.ts';
import { githubSystem } from './github/system.ts';
import { kubernetesSystem } from './kubernetes/system.ts';
import { loadCase } from './load-case.ts';
import { modelSystem, type ScriptedModel } from './model/system.ts';
import { type SlackWorld, slackSystem } from './slack/system.ts';
import { Journal, listen, type System, type SystemName } from './system.ts';

export interface Estate {
  incident: Case;
  journal: Journal;
  urls: Record<SystemName, string>;
  slack: SlackWorld;
  model: ScriptedModel;
  /** Everything that a product process needs to reach the estate instead of production: endpoints and the clock. */
  env: Record<string, string>;
  close(): Promise<void>;
}

export interface EstateOptions {
  caseDir: string;
  /** Fixed port of the Slack page; any free one by default. */
  slackPort?: number;
}

/** Serves one frozen incident over the real protocols, on loopback. */
export async function startEstate({ caseDir, slackPort = 0 }: EstateOptions): Promise<Estate> {
  const incident = await loadCase(caseDir);
  const journal = new Journal();
  const [kubernetes, aws, github, slack, model] = await Promise.all([
    kubernetesSystem(incident, journal),
    awsSystem(incident, journal),
    githubSystem(incident, journal),
    slackSystem(incident, journal),
    modelSystem(journal),
  ]);
  const systems: System[] = [kubernetes, aws, github, slack, model];
  const attempts = await Promise.allSettled(
    systems.map(async (system) => ({
      system,
      ...(await listen(system, journal, system.name === 'slack' ? slackPort : 0)),
    })),
  );
  const listening = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  const failed = attempts.find((attempt) => attempt.status === 'rejected');
  if (failed) {
    // A taken port must not leave the other systems on theirs.
    await Promise.all(listening.map((l) => l.close()));
    throw failed.reason;
  }
  const url = (name: SystemName): string => listening.find((l) => l.system.name === name)?.url ?? '';
  const urls = {
    kubernetes: url('kubernetes'),
    aws: url('aws'),
    github: url('github'),
    slack: url('slack'),
    model: url('model'),
  };
  for (const { system, url: own } of listening) system.listening?.(own);
  const env = Object.assign({ SRE_AGENT_CLOCK: incident.now }, ...systems.map((s) => s.env?.(urls[s.name]) ?? {}));
  return {
    incident,
    journal,
    urls,
    slack: slack.world,
    model: model.model,
    env,
    close: async () => {
      await Promise.all(listening.map((l) => l.close()));
    },
  };
}
