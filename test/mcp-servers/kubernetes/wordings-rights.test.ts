import { describe, it } from '@jest/globals';
import { deployment, pod } from './objects.ts';
import { expectTold, logged } from './told.ts';

const cart = [...deployment('cart'), pod('cart-1-a', { of: 'cart' })];
const user = 'system:serviceaccount:shop:cart';
const role = 'arn:aws:sts::123456789012:assumed-role/cart/i-0a';
const missing = 'ServiceAccount/shop/cart is not permitted (RBAC) to';

/** Who words it, the line, and what the finding says is missing. */
const denials: [who: string, line: string, says: string][] = [
  [
    'client-go reflectors',
    `E0512 09:39:00.1 1 reflector.go:561] k8s.io/client-go/informers/factory.go:160: failed to list *v1.Pod: pods is forbidden: User "${user}" cannot list resource "pods" in API group "" at the cluster scope`,
    `${missing} list pods in the cluster`,
  ],
  [
    'kubectl',
    `Error from server (Forbidden): deployments.apps "cart" is forbidden: User "${user}" cannot patch resource "deployments" in API group "apps" in the namespace "shop"`,
    `${missing} patch deployments.apps in namespace shop`,
  ],
  [
    'controller-runtime',
    JSON.stringify({
      level: 'error',
      ts: '2026-05-12T09:39:00Z',
      msg: 'Reconciler error',
      error: `configmaps "leader" is forbidden: User "${user}" cannot create resource "configmaps" in API group "" in the namespace "shop"`,
    }),
    `${missing} create configmaps in namespace shop`,
  ],
  [
    'leader election',
    `E0512 09:39:00.1 1 leaderelection.go:347] error retrieving resource lock shop/cart: leases.coordination.k8s.io "cart" is forbidden: User "${user}" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "shop"`,
    `${missing} get leases.coordination.k8s.io in namespace shop`,
  ],
  [
    'the Python client',
    `HTTP response body: ${JSON.stringify({ kind: 'Status', status: 'Failure', message: `pods "a" is forbidden: User "${user}" cannot delete resource "pods" in API group "" in the namespace "pay"`, reason: 'Forbidden', code: 403 })}`,
    `${missing} delete pods in namespace pay`,
  ],
  [
    'fabric8 in Java',
    `io.fabric8.kubernetes.client.KubernetesClientException: Failure executing: GET at: https://10.96.0.1/api/v1/namespaces/shop/endpoints/cart. Message: endpoints "cart" is forbidden: User "${user}" cannot get resource "endpoints" in API group "" in the namespace "shop".`,
    `${missing} get endpoints in namespace shop`,
  ],
  [
    'subresources',
    `ERROR pods "cart-1-a" is forbidden: User "${user}" cannot create resource "pods/exec" in API group "" in the namespace "shop"`,
    `${missing} create pods/exec in namespace shop`,
  ],
  [
    'paths without a resource',
    `ERROR scrape failed: forbidden: User "${user}" cannot get path "/metrics"`,
    `${missing} get path /metrics`,
  ],
  [
    'granting beyond own rights',
    `ERROR roles.rbac.authorization.k8s.io "x" is forbidden: user "${user}" (groups=["system:serviceaccounts"]) is attempting to grant RBAC permissions not currently held: {APIGroups:[""], Resources:["pods"], Verbs:["list"]}`,
    'is attempting to grant RBAC permissions not currently held',
  ],
  [
    'boto',
    `botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the GetObject operation: User: ${role} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::carts/1" because no identity-based policy allows the s3:GetObject action`,
    's3:GetObject',
  ],
  [
    "AWS's SDK for Go",
    'ERROR operation error DynamoDB: Query, https response error StatusCode: 400, RequestID: A1, api error AccessDeniedException: not allowed',
    'api error AccessDeniedException',
  ],
  [
    "Google's client",
    "ERROR googleapi: Error 403: cart@shop.iam.gserviceaccount.com does not have storage.objects.get access. Permission 'storage.objects.get' denied on resource, forbidden",
    'storage.objects.get',
  ],
  [
    "Azure's client",
    "ERROR (AuthorizationFailed) The client 'cart' does not have authorization to perform action 'Microsoft.Storage/read' over scope '/x'",
    'Microsoft.Storage/read',
  ],
];

describe('a right that is missing', () => {
  it.each(denials)('is told in the words of %s, until it is granted', (_who, line, says) =>
    expectTold({
      what: line,
      objects: cart,
      logs: { 'cart-1-a': logged(line) },
      root: ['permission-denied', 'Deployment/shop/cart'],
      says,
      well: { objects: cart, logs: { 'cart-1-a': logged(line, { afterwards: 40 }) } },
    }),
  );
});
