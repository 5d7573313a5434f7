import { startAws } from '../estate/aws/aws-under-test.ts';
import { furnish } from './furnish.ts';
import { type Endpoint, type RunningMoto, startMoto } from './moto.ts';
import { record } from './record.ts';

/** moto and the estate with the same incident in both, at the same time. */
export interface Two {
  moto: RunningMoto;
  estate: Endpoint;
  now: number;
  close(): Promise<void>;
}

/** Starting, furnishing and recording on two cores that others use as well. */
export const startTimeoutMs = 120_000;

export async function startTwo(): Promise<Two> {
  const moto = await startMoto();
  try {
    const now = Date.now();
    await furnish(moto, now);
    const aws = await startAws(await record(moto, now), { at: new Date(now).toISOString() });
    const { region, credentials } = aws.client;
    return {
      moto,
      estate: { url: aws.url, region, credentials },
      now,
      async close() {
        await aws.close();
        await moto.close();
      },
    };
  } catch (error) {
    await moto.close();
    throw error;
  }
}
