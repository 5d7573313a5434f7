/**
 * Makes the proxy variables mean for gRPC what they mean for every other client: HTTPS_PROXY with TLS, HTTP_PROXY without,
 * neither for this machine. By itself gRPC reads them from the process in lower case only, and takes `https_proxy` for plain
 * addresses as well, such as Temporal's within the same cluster. A `grpc_proxy` of the user's own is left alone.
 *
 * @returns options of the channel
 */
export function throughProxy(env: NodeJS.ProcessEnv, secure: boolean): { 'grpc.enable_http_proxy': 0 | 1 } {
  const named = secure ? env.https_proxy || env.HTTPS_PROXY : env.http_proxy || env.HTTP_PROXY;
  const proxy = env.grpc_proxy || named;
  if (!proxy) return { 'grpc.enable_http_proxy': 0 };
  process.env.grpc_proxy = proxy.includes('://') ? proxy : `http://${proxy}`;
  const given = (env.no_grpc_proxy || env.no_proxy || env.NO_PROXY || '')
    .split(/[,\s]+/)
    .filter((entry) => entry !== '');
  // gRPC compares endings: `.suffix` for `*.suffix`, and nothing, the end of every name, for `*`.
  const exceptions = given.map((entry) => entry.replace(/^\*/, ''));
  process.env.no_grpc_proxy = [...exceptions, 'localhost', '127.0.0.1', '::1'].join(',');
  return { 'grpc.enable_http_proxy': 1 };
}
