import type { Entry, Finding, Scope, ToolResult } from '../../../workflows/contract.ts';

/** Transcripts of an invented shop, small enough to be read beside a test. */
export const scope: Scope = {
  service: 'cart',
  clusters: [{ context: 'prod', namespaces: ['shop'] }],
  repositories: [{ repository: 'acme/cart' }],
  window: { since: '2026-03-02T09:00:00Z', until: '2026-03-02T10:00:00Z' },
  now: '2026-03-02T10:00:00Z',
  timeZone: 'Europe/Berlin',
  owners: [],
  inferred: ['namespace shop (label app=cart)'],
  notChecked: [],
};

export function result(callId: string, tool: string, text: string, more: Partial<ToolResult> = {}): ToolResult {
  return {
    callId,
    tool,
    args: {},
    text,
    isError: false,
    findings: [],
    notChecked: [],
    observedAt: '2026-03-02T10:00:00Z',
    ...more,
  };
}

export const finding = (more: Partial<Finding>): Finding => ({
  id: 'image-not-found:Deployment/shop/cart',
  category: 'image-not-found',
  object: 'Deployment/shop/cart',
  severity: 'critical',
  title: 'Deployment/shop/cart cannot pull cart:v9: the tag does not exist',
  mechanism: 'no container starts without its image',
  evidence: ['Failed to pull image "cart:v9": not found'],
  related: [],
  ...more,
});

export function briefing(more: Partial<Extract<Entry, { kind: 'briefing' }>> = {}): Entry {
  return { kind: 'briefing', question: 'why is cart failing?', scope, firstLook: [], ...more };
}
