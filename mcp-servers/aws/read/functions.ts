import { type FunctionConfiguration, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import type { Connection } from '../connection.ts';
import { paged } from './paged.ts';

const mostFunctions = 1_000;

export async function listFunctions(
  connection: Connection,
  signal: AbortSignal,
): Promise<{ items: FunctionConfiguration[]; more: boolean }> {
  return paged(mostFunctions, async (Marker) => {
    const input = { ...(Marker !== undefined && { Marker }) };
    const page = await connection.read('lambda:ListFunctions', input, signal, ({ lambda }, options) =>
      lambda.send(new ListFunctionsCommand(input), options),
    );
    return { items: page.Functions, next: page.NextMarker };
  });
}
