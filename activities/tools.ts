import type { ToolCatalogue, ToolErrorInfo } from '../workflows/contract.ts';

export interface ToolAnswer {
  text: string;
  structured?: Record<string, unknown>;
  isError: boolean;
  error?: ToolErrorInfo;
}

export interface ToolRequest {
  tool: string;
  args: Record<string, unknown>;
  signal: AbortSignal;
  /** Told whenever the server reports progress. */
  onProgress?: (message: string) => void;
}

/** The MCP servers as activities see them; the worker's client pool is one. */
export interface Tools {
  /** Which tools may be called, and which servers can't be reached. Never throws for a server that is away. */
  catalogue(): Promise<ToolCatalogue>;
  /** Tools that list what exists, with the arguments to do so. */
  inventories(): Promise<{ server: string; tool: string; args: Record<string, unknown> }[]>;
  /** Throws an error named `ServerUnavailable` where the server could not be asked; anything else is an answer. */
  call(request: ToolRequest): Promise<ToolAnswer>;
}
