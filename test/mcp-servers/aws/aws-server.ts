import { awsServer } from '../../../mcp-servers/aws/server.ts';
import { clockFrom } from '../../../mcp-servers/runtime/clock.ts';
import { type AwsUnderTest, now, startAws } from '../../estate/aws/aws-under-test.ts';
import type { Denied } from '../../estate/case.ts';
import { type Connected, connectInMemory } from '../connect.ts';

export interface ServerUnderTest extends Connected {
  aws: AwsUnderTest;
}

/** The server in this process against the estate's AWS, which serves the given files. */
export async function startServer(
  content: Parameters<typeof startAws>[0],
  { denied = [], env = {}, at = now }: { denied?: Denied[]; env?: Record<string, string>; at?: string } = {},
): Promise<ServerUnderTest> {
  const aws = await startAws(content, { denied, at });
  const definition = awsServer({ ...aws.env, ...env });
  const connected = await connectInMemory(definition, clockFrom({ SRE_AGENT_CLOCK: at }));
  return {
    ...connected,
    aws,
    async close() {
      await connected.close();
      await definition.close?.();
      await aws.close();
    },
  };
}

const arn = (what: string): string => `arn:aws:ecs:us-east-1:123456789012:${what}`;

/** Recorded ECS answers of one cluster. */
export function ecsResponses(
  services: Record<string, Record<string, unknown>>,
  {
    tasks = [],
    definitions = {},
  }: { tasks?: Record<string, unknown>[]; definitions?: Record<string, Record<string, unknown>> } = {},
): Record<string, unknown> {
  const described = Object.entries(services).map(([name, fields]) => ({
    serviceName: name,
    serviceArn: arn(`service/prod/${name}`),
    clusterArn: arn('cluster/prod'),
    status: 'ACTIVE',
    taskDefinition: arn(`task-definition/${name}:2`),
    desiredCount: 2,
    runningCount: 2,
    ...fields,
  }));
  const stopped = tasks.map((task, index) => ({
    taskArn: arn(`task/prod/t${index}`),
    clusterArn: arn('cluster/prod'),
    desiredStatus: 'STOPPED',
    stoppedAt: `2026-05-12T09:3${index}:00Z`,
    ...task,
  }));
  return {
    'responses/ecs/DescribeServices.json': [{ when: {}, response: { services: described } }],
    'responses/ecs/DescribeTasks.json': [{ when: {}, response: { tasks: stopped } }],
    'responses/ecs/DescribeTaskDefinition.json': Object.entries(definitions).map(([name, fields]) => {
      const [family, revision] = name.split(':');
      const taskDefinition = {
        family,
        revision: Number(revision),
        taskDefinitionArn: arn(`task-definition/${name}`),
        ...fields,
      };
      return { when: { taskDefinition: name }, response: { taskDefinition } };
    }),
  };
}
