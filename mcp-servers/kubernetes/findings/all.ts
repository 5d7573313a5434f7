import { applicationErrors } from './application-errors.ts';
import { autoscaling } from './autoscaling.ts';
import { clients } from './clients.ts';
import { codeDefects } from './code-defects.ts';
import { crashes } from './crashes.ts';
import { creation } from './creation.ts';
import { cronJobs } from './cron-jobs.ts';
import { deletions } from './deletions.ts';
import { disruptionBudgets } from './disruption-budgets.ts';
import type { Family } from './draft.ts';
import { edits } from './edits.ts';
import { evictions } from './evictions.ts';
import { externalNames } from './external-names.ts';
import { images } from './images.ts';
import { ingressCertificates } from './ingress-certificates.ts';
import { ingresses } from './ingresses.ts';
import { initContainers } from './init-containers.ts';
import { jobs } from './jobs.ts';
import { limits } from './limits.ts';
import { lockWaits } from './lock-waits.ts';
import { networkPolicies } from './network-policies.ts';
import { nodes } from './nodes.ts';
import { probes } from './probes.ts';
import { rbacDenials } from './rbac-denials.ts';
import { references } from './references.ts';
import { resolvers } from './resolvers.ts';
import { rollouts } from './rollouts.ts';
import { sandboxes } from './sandboxes.ts';
import { scheduling } from './scheduling.ts';
import { serverErrors } from './server-errors.ts';
import { serviceAccounts } from './service-accounts.ts';
import { services } from './services.ts';
import { slowAnswers } from './slow-answers.ts';
import { storage } from './storage.ts';
import { volumeSizes } from './volume-sizes.ts';
import { webhooks } from './webhooks.ts';
import { workloads } from './workloads.ts';

/** Every family, one file each; their order decides nothing. */
export const families: Family[] = [
  nodes,
  evictions,
  creation,
  limits,
  serviceAccounts,
  webhooks,
  references,
  storage,
  volumeSizes,
  scheduling,
  sandboxes,
  images,
  initContainers,
  crashes,
  probes,
  rbacDenials,
  codeDefects,
  applicationErrors,
  serverErrors,
  networkPolicies,
  services,
  externalNames,
  ingresses,
  ingressCertificates,
  clients,
  resolvers,
  lockWaits,
  slowAnswers,
  autoscaling,
  disruptionBudgets,
  jobs,
  cronJobs,
  workloads,
  deletions,
  rollouts,
  edits,
];
