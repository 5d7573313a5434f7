import { applicationErrors } from './application-errors.ts';
import { autoscaling } from './autoscaling.ts';
import { clients } from './clients.ts';
import { crashes } from './crashes.ts';
import { creation } from './creation.ts';
import { deletions } from './deletions.ts';
import type { Family } from './draft.ts';
import { images } from './images.ts';
import { ingresses } from './ingresses.ts';
import { initContainers } from './init-containers.ts';
import { jobs } from './jobs.ts';
import { networkPolicies } from './network-policies.ts';
import { nodes } from './nodes.ts';
import { probes } from './probes.ts';
import { references } from './references.ts';
import { rollouts } from './rollouts.ts';
import { sandboxes } from './sandboxes.ts';
import { scheduling } from './scheduling.ts';
import { services } from './services.ts';
import { storage } from './storage.ts';
import { workloads } from './workloads.ts';

/** Every family, one file each; their order decides nothing. */
export const families: Family[] = [
  nodes,
  creation,
  references,
  storage,
  scheduling,
  sandboxes,
  images,
  initContainers,
  crashes,
  probes,
  applicationErrors,
  networkPolicies,
  services,
  ingresses,
  clients,
  autoscaling,
  jobs,
  workloads,
  deletions,
  rollouts,
];
