import type { Case } from '../case.ts';
import { type Journal, NotServed, type System } from '../system.ts';

export async function awsSystem(_incident: Case, _journal: Journal): Promise<System> {
  return {
    name: 'aws',
    handle() {
      throw new NotServed('anything yet');
    },
  };
}
