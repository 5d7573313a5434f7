/** Placeholder until the noise is written. */
export async function withNoise(caseDir: string, _count: number, _copy: string): Promise<string> {
  return caseDir;
}
