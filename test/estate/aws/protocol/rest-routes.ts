import { NotServed } from '../../system.ts';

interface Route {
  service: string;
  method: string;
  /** Named groups become fields of the input. */
  path: RegExp;
  operation: string;
}

const routes: Route[] = [
  { service: 'xray', method: 'POST', path: /^\/TraceSummaries$/, operation: 'GetTraceSummaries' },
  { service: 'xray', method: 'POST', path: /^\/Traces$/, operation: 'BatchGetTraces' },
  { service: 'xray', method: 'POST', path: /^\/ServiceGraph$/, operation: 'GetServiceGraph' },
  { service: 'lambda', method: 'GET', path: /^\/2015-03-31\/functions\/?$/, operation: 'ListFunctions' },
  {
    service: 'lambda',
    method: 'GET',
    path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)$/,
    operation: 'GetFunction',
  },
  {
    service: 'lambda',
    method: 'GET',
    path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/configuration$/,
    operation: 'GetFunctionConfiguration',
  },
  { service: 'eks', method: 'GET', path: /^\/clusters$/, operation: 'ListClusters' },
  { service: 'eks', method: 'GET', path: /^\/clusters\/(?<name>[^/]+)$/, operation: 'DescribeCluster' },
  {
    service: 'eks',
    method: 'GET',
    path: /^\/clusters\/(?<clusterName>[^/]+)\/node-groups$/,
    operation: 'ListNodegroups',
  },
  {
    service: 'eks',
    method: 'GET',
    path: /^\/clusters\/(?<clusterName>[^/]+)\/node-groups\/(?<nodegroupName>[^/]+)$/,
    operation: 'DescribeNodegroup',
  },
  { service: 'eks', method: 'GET', path: /^\/clusters\/(?<clusterName>[^/]+)\/addons$/, operation: 'ListAddons' },
  {
    service: 'eks',
    method: 'GET',
    path: /^\/clusters\/(?<clusterName>[^/]+)\/addons\/(?<addonName>[^/]+)$/,
    operation: 'DescribeAddon',
  },
  { service: 'eks', method: 'GET', path: /^\/clusters\/(?<name>[^/]+)\/updates$/, operation: 'ListUpdates' },
  {
    service: 'eks',
    method: 'GET',
    path: /^\/clusters\/(?<name>[^/]+)\/updates\/(?<updateId>[^/]+)$/,
    operation: 'DescribeUpdate',
  },
];

/** REST services name their operation by method and path; path and query become fields of the input. */
export function restOperation(
  service: string,
  method: string,
  url: URL,
  body: Record<string, unknown>,
): { operation: string; input: Record<string, unknown> } {
  for (const route of routes) {
    const match = route.service === service && route.method === method ? route.path.exec(url.pathname) : null;
    if (match === null) continue;
    const named = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    const input = { ...Object.fromEntries(url.searchParams), ...body, ...Object.fromEntries(named) };
    return { operation: route.operation, input };
  }
  throw new NotServed(`${method} ${url.pathname} of ${service}`);
}
