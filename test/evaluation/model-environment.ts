/** What leads to the person's own model, and its price; nothing else of the shell reaches the worker. */
export function modelEnvironment(model: string): Record<string, string> {
  if (model === 'rules') return {};
  const given = Object.entries(process.env).flatMap(([name, value]) =>
    value &&
    /^(?:ANTHROPIC_|SRE_AGENT_(?:MODEL|THINKING|PRICES|MAX_)|NODE_EXTRA_CA_CERTS|HTTPS?_PROXY|NO_PROXY)/i.test(name)
      ? [[name, value]]
      : [],
  );
  const env: Record<string, string> = Object.fromEntries(given);
  if (env.SRE_AGENT_MODEL === 'rules') delete env.SRE_AGENT_MODEL;
  return env;
}
