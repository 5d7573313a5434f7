import { defineQuery, defineSignal } from '@temporalio/workflow';
import { type Entry, type Status, statusQuery, stopSignal, transcriptQuery } from './contract.ts';

/** Where the run is, what it has used, what it has found. */
export const status = defineQuery<Status>(statusQuery);

/** The conversation with the model as it stands. */
export const transcript = defineQuery<Entry[]>(transcriptQuery);

/** A person wants it to end; the thread is told who. */
export const stop = defineSignal<[{ by: string }]>(stopSignal);
