import { defaultRates } from '../runtime/rate-limit.ts';
import { settings } from './servers.ts';
import { type ServerName, type Setting, serverNames } from './setting.ts';

const usage = `Usage: sre-agent-mcp ${serverNames.join('|')} [--http PORT] [--host H]`;

/** `sre-agent-mcp --help`. */
export const overview = `${usage}

Serves one of the SRE agent's MCP servers on stdio, for any MCP client.

  --http PORT   on Streamable HTTP at http://127.0.0.1:PORT/mcp instead; 0 takes any free port
  --host H      the address to listen on; beyond loopback it needs a bearer token
  --help        this text; after a server's name, the variables that it reads
  --version     the version

Variables of a server on HTTP, beside its own:
  SRE_AGENT_MCP_TOKEN            the bearer token of every request, 16 characters at least
  SRE_AGENT_MCP_ALLOWED_HOSTS    names in Host beside loopback's, joined by commas
  SRE_AGENT_MCP_ALLOWED_ORIGINS  origins of browsers that may call, joined by commas
  SRE_AGENT_MCP_RATE             requests a second in all; default ${defaultRates.server}
  SRE_AGENT_MCP_SESSION_RATE     requests a second of one session; default ${defaultRates.session}

Ends with 0 when its client or a signal ends it, and with 2 where it was called or configured wrongly.`;

/** `sre-agent-mcp aws --help`: every variable, each with what holds without it. */
export function helpOf(server: ServerName): string {
  return [`${usage.replace(serverNames.join('|'), server)}\n`, 'Variables:', ...settings[server].map(line)].join('\n');
}

function line({ name, description, required, default: value }: Setting): string {
  const status = required ? ' Required.' : value === undefined ? '' : ` Default: ${value}.`;
  return `  ${name}\n      ${description}${status}`;
}
