import type { ToolContext } from './tool.ts';

/** Something to read beside the tools: what may be read, which permissions that takes, what the words mean. */
export interface Resource {
  /** `sre-agent://kubernetes/allowed` */
  uri: string;
  name: string;
  title: string;
  description: string;
  /** Default text/markdown. */
  mimeType?: string;
  read(context: Pick<ToolContext, 'signal' | 'now'>): Promise<string> | string;
}
