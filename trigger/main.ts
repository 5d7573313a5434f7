#!/usr/bin/env node
import { ConfigError, configFrom, type TriggerConfig } from './config.ts';
import { createLog } from './log.ts';
import { slackTrigger } from './slack/slack-trigger.ts';
import { type Temporal, temporalFrom } from './temporal.ts';

/** The program that turns what people write in Slack into runs. It keeps no state: any number may run, and die. */
async function run(): Promise<void> {
  const { config, temporal } = configured();
  const log = createLog(config.logLevel);
  const trigger = slackTrigger(config, { temporal, log });

  const stop = async (signal: string) => {
    log.info({ signal }, 'stopping');
    await trigger.stop();
    await temporal.close();
  };
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // npm hands Ctrl-C on to a program that has it from the terminal already; stopping takes five seconds at most.
      if (stopping) return;
      stopping = true;
      stop(signal).then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'did not stop cleanly');
          process.exit(1);
        },
      );
    });
  }

  await trigger.start();
  const by = config.slack.receive.kind === 'socket' ? 'Socket Mode' : `HTTP on port ${config.slack.receive.port}`;
  log.info({ temporal: temporal.address, namespace: temporal.namespace }, `listening to Slack by ${by}`);
}

/** Both halves of the configuration are read before either is complained about. */
function configured(): { config: TriggerConfig; temporal: Temporal } {
  const problems: string[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (error instanceof ConfigError) problems.push(...error.problems);
      else problems.push(`TEMPORAL_* cannot be used: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  };
  const config = attempt(() => configFrom(process.env));
  const temporal = attempt(() => temporalFrom(process.env));
  if (!config || !temporal) throw new ConfigError(problems);
  return { config, temporal };
}

run().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
