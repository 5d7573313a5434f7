import { Journal, listen } from '../system.ts';
import { modelSystem, type ScriptedModel } from './system.ts';

export interface ModelUnderTest {
  url: string;
  model: ScriptedModel;
  journal: Journal;
  close(): Promise<void>;
}

/** The Messages API alone, on a loopback port. */
export async function startModel(): Promise<ModelUnderTest> {
  const journal = new Journal();
  const system = await modelSystem(journal);
  const { url, close } = await listen(system, journal);
  return { url, model: system.model, journal, close };
}
