import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { bundleWorkflows } from '../../worker/bundle-workflows.ts';
import { startTemporal, type TemporalServer, type TemporalServerOptions } from '../temporal-server.ts';
import { type Running, type RunningOptions, startRunning } from './start-running.ts';

interface Options extends RunningOptions {
  temporal?: TemporalServerOptions;
}

/**
 * One Temporal server for the file, a fresh estate and product for each test that calls the returned function. Call it once,
 * at the top of a `describe`.
 */
export function running(options: Options): (more?: Partial<RunningOptions>) => Promise<Running> {
  let temporal: TemporalServer | undefined;
  let bundle: { code: string } | undefined;
  let ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    [temporal, bundle] = await Promise.all([startTemporal(options.temporal), bundleWorkflows()]);
  }, 60_000);

  afterEach(async () => {
    const ended = ends;
    ends = [];
    for (const end of ended) await end();
  });

  afterAll(async () => {
    await temporal?.close();
  });

  return async (more = {}) => {
    if (!temporal || !bundle) throw new Error('nothing is running yet: call it inside a test');
    const { running: started, end } = await startRunning({ ...options, ...more }, temporal, bundle);
    ends.push(async () => {
      await end();
      // What the estate does not know was not answered with something empty: it fails the test.
      expect(started.estate.journal.notServed).toEqual([]);
      expect(started.estate.model.invalid).toEqual([]);
    });
    return started;
  };
}
