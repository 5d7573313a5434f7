import { caseFolder } from '../case-folder.ts';
import { loadCase } from '../load-case.ts';
import { Journal, listen } from '../system.ts';
import { kubernetesSystem } from './system.ts';

export interface ServedCluster {
  url: string;
  /** `KUBECONFIG`, and the contexts where there are several. */
  env: Record<string, string>;
  journal: Journal;
  get(path: string, accept?: string): Promise<{ status: number; type: string; text: string; body: unknown }>;
  close(): Promise<void>;
}

/** Serves the Kubernetes API of a case that is written for one test: paths in its folder to contents. */
export async function serveCase(files: Record<string, string>): Promise<ServedCluster> {
  const folder = await caseFolder(files);
  try {
    return await serve(folder.dir, folder.remove);
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** Serves the Kubernetes API of a case that is there. */
export async function serve(dir: string, remove: () => Promise<void> = async () => {}): Promise<ServedCluster> {
  const journal = new Journal();
  const system = await kubernetesSystem(await loadCase(dir), journal);
  const listening = await listen(system, journal);
  return {
    url: listening.url,
    env: system.env?.(listening.url) ?? {},
    journal,
    async get(path, accept) {
      const answer = await fetch(listening.url + path, { headers: accept ? { accept } : {} });
      const text = await answer.text();
      const type = answer.headers.get('content-type') ?? '';
      return { status: answer.status, type, text, body: type.startsWith('application/json') ? JSON.parse(text) : text };
    },
    async close() {
      await listening.close();
      await remove();
    },
  };
}
