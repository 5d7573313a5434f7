import type { Addon, Cluster, Nodegroup, Update } from '@aws-sdk/client-eks';
import { stamp } from '../../../runtime/window.ts';
import type { ClusterView } from '../../look-at-cluster.ts';

/** What EKS says is wrong with a cluster or a part of it. */
export interface Issue {
  code: string;
  message: string;
  resources: string[];
}

export const issuesOf = ({ health }: Cluster | Nodegroup | Addon): Issue[] =>
  (health?.issues ?? []).map(({ code, message = '', resourceIds = [] }) => ({
    code: code ?? '',
    message,
    resources: resourceIds,
  }));

export const errorsOf = ({ errors }: Update): Issue[] =>
  (errors ?? []).map(({ errorCode, errorMessage = '', resourceIds = [] }) => ({
    code: errorCode ?? '',
    message: errorMessage,
    resources: resourceIds,
  }));

/** `issue AsgInstanceLaunchFailures of shop/workers: Could not launch … (eks-workers-1)` */
export const issueLine = (of: string, issue: Issue): string => `issue ${issue.code} of ${of}: ${inWords(issue)}`;

/** `update VersionUpdate of shop/workers Failed, begun 2026-05-12T09:20:00Z (Version 1.33): NodeCreationFailure: …` */
export function updateLine(of: string, update: Update): string {
  const { type, status, createdAt, params = [] } = update;
  const asked = params.map(({ type: name, value }) => `${name} ${value}`).join(', ');
  const errors = errorsOf(update).map((error) => `${error.code}: ${inWords(error)}`);
  const begun = createdAt ? `, begun ${stamp(createdAt)}` : '';
  return `update ${type} of ${of} ${status}${begun}${asked ? ` (${asked.slice(0, 200)})` : ''}${errors.length > 0 ? `: ${errors.join('; ')}` : ''}`;
}

const inWords = ({ message, resources }: Issue): string =>
  `${message}${resources.length > 0 ? ` (${resources.slice(0, 3).join(', ')}${resources.length > 3 ? ', …' : ''})` : ''}`;

export function clusterLine({ name, status, version, platformVersion, resourcesVpcConfig: vpc }: Cluster): string {
  const from = (vpc?.publicAccessCidrs ?? []).slice(0, 4).join(', ');
  const open = [
    vpc?.endpointPublicAccess ? `public${from ? ` from ${from}` : ''}` : '',
    vpc?.endpointPrivateAccess ? 'private' : '',
  ].filter((way) => way !== '');
  const endpoint = vpc ? `, endpoint ${open.join(' and ') || 'closed'}` : '';
  return `EKS ${name}: ${status ?? '?'}, Kubernetes ${version ?? '?'}${platformVersion ? ` (${platformVersion})` : ''}${endpoint}`;
}

export function nodegroupLine(cluster: string, group: Nodegroup): string {
  const { nodegroupName, status, scalingConfig: scaling, instanceTypes = [], capacityType, amiType } = group;
  const size = `desired ${scaling?.desiredSize ?? '?'} (${scaling?.minSize ?? '?'} to ${scaling?.maxSize ?? '?'})`;
  const machine = [instanceTypes.slice(0, 3).join('/'), capacityType ?? ''].filter(Boolean).join(' ');
  const image = [amiType, group.releaseVersion].filter(Boolean).join(' ');
  return [
    `node group ${cluster}/${nodegroupName}: ${status ?? '?'}`,
    size,
    machine,
    image && `AMI ${image}`,
    group.version && `Kubernetes ${group.version}`,
  ]
    .filter(Boolean)
    .join(', ');
}

export const addonLine = (cluster: string, { addonName, status, addonVersion }: Addon): string =>
  `add-on ${cluster}/${addonName}: ${status ?? '?'}, ${addonVersion ?? '?'}`;

/** All of a cluster, a line each: what it is, its issues and its updates. */
export function clusterLines({ cluster, updates, nodegroups, addons }: ClusterView): string[] {
  const name = cluster.name ?? '';
  const below = (of: string, issues: Issue[], own: Update[]): string[] =>
    [...issues.map((issue) => issueLine(of, issue)), ...own.map((update) => updateLine(of, update))].map(
      (line) => `  ${line}`,
    );
  return [
    clusterLine(cluster),
    ...below(name, issuesOf(cluster), updates),
    ...nodegroups.flatMap(({ nodegroup, updates: own }) => [
      nodegroupLine(name, nodegroup),
      ...below(`${name}/${nodegroup.nodegroupName}`, issuesOf(nodegroup), own),
    ]),
    ...addons.flatMap(({ addon, updates: own }) => [
      addonLine(name, addon),
      ...below(`${name}/${addon.addonName}`, issuesOf(addon), own),
    ]),
  ];
}
