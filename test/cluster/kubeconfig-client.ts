import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type ApiClient, apiClient } from './api-client.ts';

/** As the estate and the cluster write theirs: in JSON, with one cluster and one token. */
const kubeconfig = z.object({
  clusters: z
    .array(z.object({ cluster: z.object({ server: z.string(), 'certificate-authority': z.string().optional() }) }))
    .length(1),
  users: z.array(z.object({ user: z.object({ token: z.string() }) })).length(1),
});

/** HTTP to the API server of a kubeconfig, as its account. */
export function clientOf(path: string): ApiClient {
  const { clusters, users } = kubeconfig.parse(JSON.parse(readFileSync(path, 'utf8')));
  const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
  if (!cluster || !user) throw new Error(`${path} names no cluster or no user`);
  return apiClient(cluster.server, cluster['certificate-authority'], user.token);
}
