import type { Container } from './objects.ts';

type Probe = NonNullable<Container['readinessProbe']>;

/** `GET :8080/ready, timeout 1s, period 10s, failures 3`, with the API server's defaults where nothing is said. */
export function probeWords(probe: Probe | undefined): string | undefined {
  if (!probe) return undefined;
  const { timeoutSeconds = 1, periodSeconds = 10, failureThreshold = 3, initialDelaySeconds } = probe;
  const delay = initialDelaySeconds ? `, delay ${initialDelaySeconds}s` : '';
  return `${target(probe)}, timeout ${timeoutSeconds}s, period ${periodSeconds}s, failures ${failureThreshold}${delay}`;
}

function target({ httpGet, tcpSocket, grpc, exec }: Probe): string {
  if (httpGet) return `GET :${httpGet.port}${httpGet.path ?? '/'}`;
  if (tcpSocket) return `TCP :${tcpSocket.port}`;
  if (grpc) return `gRPC :${grpc.port}`;
  return `exec ${(exec?.command ?? []).join(' ')}`;
}
