import { ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Clients, clientsOf } from './clients.ts';
import { group } from './incident.ts';
import { whyNoMoto } from './install-moto.ts';
import { requests } from './requests.ts';
import { shapeOf, valuesOf } from './shape.ts';
import { startTimeoutMs, startTwo, type Two } from './two.ts';

const missing = await whyNoMoto();

/** Lists that take several requests, and how many each page holds. */
const paged: Record<string, { pages(clients: Clients, now: number): Promise<unknown[][]>; sizes: number[] }> = {
  'log groups': {
    pages: ({ logs }) =>
      follow(async (nextToken) => {
        const page = await logs.send(new DescribeLogGroupsCommand({ limit: 50, ...(nextToken && { nextToken }) }));
        return { items: page.logGroups?.map(({ logGroupName, arn }) => [logGroupName, arn]), next: page.nextToken };
      }),
    sizes: [50, 6],
  },
  // Of one stream: moto still puts one stream after the other, which AWS has given up.
  'log events': {
    pages: ({ logs }, now) =>
      follow(async (nextToken) => {
        const window = { startTime: now - 3_600_000, endTime: now };
        const stream = { logGroupName: group, logStreamNames: ['web/b2'] };
        const input = { ...stream, ...window, limit: 8, ...(nextToken && { nextToken }) };
        const page = await logs.send(new FilterLogEventsCommand(input));
        const items = page.events?.map(({ timestamp, message, logStreamName }) => [timestamp, logStreamName, message]);
        return { items, next: page.nextToken };
      }),
    sizes: [8, 8, 4],
  },
  metrics: {
    pages: ({ cloudwatch }) =>
      follow(async (NextToken) => {
        const page = await cloudwatch.send(new ListMetricsCommand({ ...(NextToken && { NextToken }) }));
        return { items: page.Metrics, next: page.NextToken };
      }),
    sizes: [500, 20],
  },
};

async function follow(
  ask: (token: string | undefined) => Promise<{ items: unknown[] | undefined; next: string | undefined }>,
): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  let token: string | undefined;
  do {
    const { items = [], next } = await ask(token);
    pages.push(items);
    token = next;
  } while (token !== undefined);
  return pages;
}

(missing ? describe.skip : describe)(`the estate and moto${missing}`, () => {
  let two: Two;
  let moto: Clients;
  let estate: Clients;
  beforeAll(async () => {
    two = await startTwo();
    moto = clientsOf(two.moto);
    estate = clientsOf(two.estate);
  }, startTimeoutMs);
  afterAll(async () => {
    moto?.close();
    estate?.close();
    await two?.close();
  });

  it.each(Object.entries(requests))('answer alike: %s', async (_name, { send, recorded, ...differences }) => {
    const [there, here] = await Promise.allSettled([send(moto, two.now), send(estate, two.now)]);
    const [theirs, ours] = [shapeOf(there), shapeOf(here)];
    expect(theirs).not.toEqual([]);
    expect({
      onlyMoto: theirs.filter((field) => !ours.includes(field)),
      onlyEstate: ours.filter((field) => !theirs.includes(field)),
    }).toEqual({ onlyMoto: [], onlyEstate: [], ...differences });
    if (recorded) expect(valuesOf(here)).toEqual(valuesOf(there));
  });

  it.each(Object.entries(paged))('have pages of the same size: %s', async (_name, { pages, sizes }) => {
    const [there, here] = [await pages(moto, two.now), await pages(estate, two.now)];
    expect(there.map(({ length }) => length)).toEqual(sizes);
    expect(here).toEqual(there);
  });
});
