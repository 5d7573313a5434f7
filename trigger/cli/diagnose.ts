#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { redactAlso } from '../../mcp-servers/runtime/redact.ts';
import { type Diagnosis, diagnosisSchema } from '../../workflows/contract.ts';
import { runLink } from '../run-link.ts';
import { startDiagnosis, stopRun } from '../start.ts';
import { type Temporal, temporalFrom } from '../temporal.ts';
import { readArguments, UsageError, usage } from './arguments.ts';
import { printed } from './print-diagnosis.ts';

/**
 * Diagnoses from the command line, without Slack. Exits 0 with a diagnosis, 1 where there is none, 2 on a wrong command line.
 * Ctrl-C stops the run, a second one leaves it alone.
 */
async function diagnose(argv: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { request, json, wait } = readArguments(argv, new Date());
  redactAlso(env);
  const temporal = temporalFrom(env);
  try {
    const outcome = await startDiagnosis(temporal, { request, ts: `${Date.now() / 1_000}` }, randomUUID());
    const uiUrl = env.SRE_AGENT_TEMPORAL_UI_URL || 'http://localhost:8233';
    console.error(`Investigating: ${runLink(uiUrl, temporal.namespace, outcome)}`);
    if (!wait) return;
    process.once('SIGINT', () => void stopRun(temporal, outcome.workflowId, 'the command line').catch(console.error));
    const diagnosis = await diagnosisOf(temporal, outcome.workflowId);
    console.log(json ? JSON.stringify(diagnosis, null, 2) : printed(diagnosis));
  } finally {
    await temporal.close();
  }
}

async function diagnosisOf(temporal: Temporal, workflowId: string): Promise<Diagnosis> {
  return diagnosisSchema.parse(await temporal.client.workflow.getHandle(workflowId).result());
}

diagnose(process.argv.slice(2), process.env).catch((error: unknown) => {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  console.error(`No diagnosis: ${reasonOf(error)}`);
  process.exitCode = 1;
});

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof WorkflowFailedError && error.cause) {
    return error.cause instanceof ApplicationFailure
      ? [error.cause.type, error.cause.message].filter(Boolean).join(': ')
      : error.cause.message;
  }
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
