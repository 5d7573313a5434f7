import type { Case } from '../case.ts';
import { type Journal, NotServed, type System } from '../system.ts';

export async function kubernetesSystem(_incident: Case, _journal: Journal): Promise<System> {
  return {
    name: 'kubernetes',
    handle() {
      throw new NotServed('anything yet');
    },
  };
}
