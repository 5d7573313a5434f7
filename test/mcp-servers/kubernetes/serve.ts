import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { kubernetesServer } from '../../../mcp-servers/kubernetes/server.ts';
import { serveCase } from '../../estate/kubernetes/serve-case.ts';
import type { Journal } from '../../estate/system.ts';
import { type Connected, connectInMemory } from '../connect.ts';
import { now, object } from './objects.ts';

export interface Cluster {
  /** `''` is the only context; others are named. */
  [context: string]: AnyObject[];
}

export interface Served {
  call: Connected['call'];
  tools: Connected['tools'];
  journal: Journal;
  /** The estate's API server. */
  url: string;
  /** What points a process at the estate. */
  env: Record<string, string>;
  close(): Promise<void>;
}

interface Around {
  /** `namespace/pod/container` or `.../container.previous` to the log's text. */
  logs?: Record<string, string>;
  /** Lines of denied.yaml's `kubernetes:` entries, refused with 403. */
  denied?: string[];
  env?: Record<string, string>;
}

/** The real server over MCP, its real client, and the estate's API server with these objects. */
export async function serveObjects(clusters: Cluster | AnyObject[], around: Around = {}): Promise<Served> {
  const { logs = {}, denied = [], env = {} } = around;
  const files: Record<string, string> = {};
  for (const [context, objects] of Object.entries(Array.isArray(clusters) ? { '': clusters } : clusters)) {
    const dir = context ? `kubernetes/contexts/${context}` : 'kubernetes';
    const namespaces = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
    const old = { metadata: { creationTimestamp: '2026-05-01T00:00:00Z' } };
    const spaces = [...namespaces].map((name) => object('Namespace', name, old, null));
    const list = { apiVersion: 'v1', kind: 'List', items: [...spaces, ...objects].map(withUid) };
    files[`${dir}/objects/all.json`] = JSON.stringify(list);
  }
  for (const [path, text] of Object.entries(logs)) files[`kubernetes/logs/${path}.log`] = text;
  if (denied.length > 0)
    files['denied.yaml'] = JSON.stringify(denied.map((kubernetes) => ({ kubernetes, status: 403 })));
  const estate = await serveCase(files);
  try {
    const server = kubernetesServer({ ...estate.env, ...env });
    const connected = await connectInMemory(server, () => new Date(now));
    return {
      call: connected.call,
      tools: connected.tools,
      journal: estate.journal,
      url: estate.url,
      env: estate.env,
      close: async () => {
        await connected.close();
        await estate.close();
      },
    };
  } catch (error) {
    await estate.close();
    throw error;
  }
}

const withUid = (item: AnyObject): AnyObject => ({
  ...item,
  metadata: { uid: `${item.kind}-${item.metadata.namespace ?? ''}-${item.metadata.name}`, ...item.metadata },
});

export interface TriageAnswer {
  findings: {
    id: string;
    category: string;
    severity: string;
    object: string;
    title: string;
    evidence: string[];
    causedBy?: string;
    next?: { tool: string; args: Record<string, unknown> };
  }[];
  examined: string[];
  notChecked: string[];
  recovered: string[];
}
