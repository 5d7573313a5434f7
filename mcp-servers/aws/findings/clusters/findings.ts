import type { Update } from '@aws-sdk/client-eks';
import { headline, quotes } from '../../../runtime/quotes.ts';
import { stamp } from '../../../runtime/window.ts';
import type { ClusterView } from '../../look-at-cluster.ts';
import { idOf } from '../../rank.ts';
import { type Draft, objectName } from '../draft.ts';
import { categoryOf } from './categories.ts';
import {
  addonLine,
  clusterLine,
  errorsOf,
  type Issue,
  issueLine,
  issuesOf,
  nodegroupLine,
  updateLine,
} from './lines.ts';

/** A cluster, node group or add-on, as far as its health goes. */
interface Part {
  /** `shop`, `shop/workers` */
  name: string;
  title: string;
  status: string;
  line: string;
  issues: Issue[];
  updates: Update[];
  mechanism: string;
  severity: Draft['severity'];
}

/** Without these a cluster's pods reach nothing, or no volumes. */
const essential = /^(?:vpc-cni|coredns|kube-proxy|aws-ebs-csi-driver|eks-pod-identity-agent)$/;

export interface ClusterFindings {
  drafts: Draft[];
  recovered: string[];
  /** Updates under way. */
  remarks: string[];
}

/** One finding a part that is not well; what an add-on lacks follows from the node groups or the cluster, where these are ill. */
export function clusterFindings(view: ClusterView): ClusterFindings {
  const cluster = clusterPart(view);
  const nodegroups = view.nodegroups.map((group) => nodegroupPart(cluster.name, group));
  const addons = view.addons.map((addon) => addonPart(cluster.name, addon));
  const [ofCluster] = findingOf(cluster, cluster.name);
  const ofGroups = nodegroups.flatMap((part) => findingOf(part, cluster.name));
  const [root] = [...(ofCluster ? [ofCluster] : []), ...ofGroups];
  const ofAddons = addons
    .flatMap((part) => findingOf(part, cluster.name))
    .map((draft) => (root ? { ...draft, depth: 1 as const, causedBy: idOf(root) } : draft));
  const all = [cluster, ...nodegroups, ...addons];
  return {
    drafts: [...(ofCluster ? [ofCluster] : []), ...ofGroups, ...ofAddons],
    recovered: all.flatMap(repeated),
    remarks: all.flatMap(({ name, updates }) =>
      updates.filter(({ status }) => status === 'InProgress').map((update) => updateLine(name, update)),
    ),
  };
}

function clusterPart({ cluster, updates }: ClusterView): Part {
  return {
    name: cluster.name ?? '',
    title: `EKS cluster ${cluster.name}`,
    status: cluster.status ?? '',
    line: clusterLine(cluster),
    issues: issuesOf(cluster),
    updates,
    mechanism: 'EKS cannot work on a cluster that it cannot reach or may not touch: nodes, upgrades and logs suffer.',
    severity: 'critical',
  };
}

function nodegroupPart(cluster: string, { nodegroup, updates }: ClusterView['nodegroups'][number]): Part {
  return {
    name: `${cluster}/${nodegroup.nodegroupName}`,
    title: `EKS node group ${cluster}/${nodegroup.nodegroupName}`,
    status: nodegroup.status ?? '',
    line: nodegroupLine(cluster, nodegroup),
    issues: issuesOf(nodegroup),
    updates,
    mechanism: 'A node group that cannot add or replace nodes leaves pods waiting for room.',
    severity: 'critical',
  };
}

function addonPart(cluster: string, { addon, updates }: ClusterView['addons'][number]): Part {
  return {
    name: `${cluster}/${addon.addonName}`,
    title: `EKS add-on ${cluster}/${addon.addonName}`,
    status: addon.status ?? '',
    line: addonLine(cluster, addon),
    issues: issuesOf(addon),
    updates,
    mechanism: 'An add-on below strength serves the pods of its cluster badly or not at all.',
    severity: essential.test(addon.addonName ?? '') ? 'critical' : 'warning',
  };
}

function findingOf(part: Part, cluster: string): Draft[] {
  const { name, title, status, line, issues, updates, mechanism, severity } = part;
  const failed = lastFailed(updates);
  const bad = /FAILED|DEGRADED/.test(status);
  if (issues.length === 0 && !bad && !failed) return [];
  const [why] = [...issues, ...(failed ? errorsOf(failed) : [])];
  const words = why ? `${why.code}: ${why.message}` : '';
  const what = issues.length > 0 || bad ? `is ${status}` : `could not be updated (${failed?.type})`;
  return [
    {
      category: why ? categoryOf(why.code, why.message) : 'unknown',
      object: objectName('eks', name),
      // What failed to become new still works as it is.
      severity: issues.length > 0 || bad ? severity : 'warning',
      title: headline(`${title} ${what}${words ? `, ${words}` : ''}`),
      mechanism,
      evidence: quotes(
        [line, ...issues.map((issue) => issueLine(name, issue)), failed ? updateLine(name, failed) : ''],
        4,
      ),
      ...(failed?.createdAt && { since: stamp(failed.createdAt) }),
      relevant: true,
      depth: 0,
      next: { tool: 'aws_get', args: { what: 'eks', service: cluster }, why: 'all of the cluster, and its updates' },
    },
  ];
}

/** Undefined where the newest attempt went well or goes on. */
function lastFailed(updates: Update[]): Update | undefined {
  const last = updates.at(-1);
  return last?.status === 'Failed' ? last : undefined;
}

/** A failure that a later attempt made good. */
function repeated({ name, updates }: Part): string[] {
  const last = updates.at(-1);
  if (last?.status !== 'Successful') return [];
  return updates
    .filter(({ status }) => status === 'Failed')
    .map((update) => `over: ${updateLine(name, update)}`)
    .slice(-1);
}
