import type { Case } from '../case.ts';
import { type Journal, NotServed, type System } from '../system.ts';
import { AwsError } from './aws-error.ts';
import { refuse } from './denied.ts';
import { insightsOperations } from './insights/operations.ts';
import { logOperations } from './logs/operations.ts';
import type { Operation, Place } from './operation.ts';
import { type Call, protocolOf, readCall, writeAnswer, writeError } from './protocol/protocol.ts';
import { recordedAnswer, withTimes } from './recorded-operation.ts';
import { alarmOperations } from './services/alarms.ts';
import { cloudwatchOperations } from './services/cloudwatch.ts';
import { ecs } from './services/ecs.ts';
import { stsOperations } from './services/sts.ts';
import { cloudtrailOperations } from './services/trail.ts';
import { xrayOperations } from './services/xray.ts';
import { accessKeyOf, callerOf } from './signature.ts';
import { loadWorld } from './world.ts';

/** All of AWS on one port, each service in the protocol that its clients speak. */
export async function awsSystem(incident: Case, _journal: Journal): Promise<System> {
  const world = await loadWorld(incident.dir);
  const computed: Record<string, Record<string, Operation>> = {
    logs: { ...logOperations, ...insightsOperations() },
    cloudwatch: { ...cloudwatchOperations, ...alarmOperations },
    cloudtrail: cloudtrailOperations,
    sts: stsOperations(world),
    xray: xrayOperations,
  };
  const respond = (call: Call, place: Place): Record<string, unknown> => {
    const operation = computed[call.service]?.[call.operation];
    if (operation) return withTimes(operation.run(call.operation, call.input, place));
    const described = call.service === 'ecs' ? ecs(call.operation, call.input, place) : undefined;
    return described ? withTimes(described) : recordedAnswer(call, place.region);
  };

  return {
    name: 'aws',
    handle(asked, answer) {
      const protocol = protocolOf(asked);
      let service = '';
      try {
        const caller = callerOf(asked.headers);
        const call = readCall(asked, caller);
        service = call.service;
        if (refuse(incident, call.service, call.operation, caller) === 'hang') return;
        const region = world.at(caller.account, caller.region);
        writeAnswer(answer, call, respond(call, { region, caller, now: new Date(incident.now) }));
      } catch (error) {
        if (error instanceof NotServed || !(error instanceof AwsError)) throw error;
        writeError(answer, protocol, service, error);
      }
    },
    env: (url) => ({
      AWS_ENDPOINT_URL: url,
      AWS_REGION: world.region,
      // The aws command reads only this one.
      AWS_DEFAULT_REGION: world.region,
      AWS_ACCESS_KEY_ID: accessKeyOf(world.account),
      AWS_SECRET_ACCESS_KEY: 'not-a-secret',
      AWS_EC2_METADATA_DISABLED: 'true',
    }),
  };
}
