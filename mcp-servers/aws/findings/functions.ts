import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { headline, quotes } from '../../runtime/quotes.ts';
import { type Draft, objectName } from './draft.ts';

/** A function that cannot run, or whose newest version was not taken over. */
export function functionFinding(configuration: FunctionConfiguration): Draft | undefined {
  const { FunctionName: name = '', State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = configuration;
  const words =
    State === 'Failed'
      ? `is Failed: ${StateReason ?? ''}`
      : LastUpdateStatus === 'Failed'
        ? `was not updated: ${LastUpdateStatusReason ?? ''}`
        : undefined;
  if (words === undefined) return undefined;
  return {
    category: /AccessDenied|permission|KMS|role/i.test(words)
      ? 'permission-denied'
      : /image/i.test(words)
        ? 'image-not-found'
        : 'bad-configuration',
    object: objectName('lambda', name),
    severity: State === 'Failed' ? 'critical' : 'warning',
    title: headline(`Function ${name} ${words}`),
    mechanism: 'Lambda cannot make an environment for the function from its configuration.',
    evidence: quotes([functionLine(configuration)]),
    relevant: true,
    depth: 0,
    next: { tool: 'aws_changes', args: { names: [name] }, why: 'who changed it' },
  };
}

/** `resize: Active, nodejs22.x, 512 MB, timeout 3s, changed 2026-05-12T09:00:00.000+0000` */
export function functionLine(configuration: FunctionConfiguration): string {
  const {
    FunctionName,
    State = '',
    StateReason,
    Runtime,
    PackageType,
    MemorySize,
    Timeout,
    LastModified,
  } = configuration;
  const { LastUpdateStatus, LastUpdateStatusReason, Version } = configuration;
  const update =
    LastUpdateStatus && LastUpdateStatus !== 'Successful'
      ? `, update ${LastUpdateStatus}: ${LastUpdateStatusReason ?? ''}`
      : '';
  const version = Version && Version !== '$LATEST' ? ` version ${Version}` : '';
  const state = State ? `${State}${StateReason ? ` (${StateReason})` : ''}, ` : '';
  return `${FunctionName}${version}: ${state}${Runtime ?? PackageType ?? ''}, ${MemorySize ?? '?'} MB, timeout ${Timeout ?? '?'}s, changed ${LastModified ?? '?'}${update}`;
}
