import { describe } from '@jest/globals';
import { behavesAsKubernetes } from './behaviours.ts';
import { onEstate } from './on-estate.ts';

// Beside it `npm run test:cluster` holds a real control plane to the same.
describe('the estate', () => {
  behavesAsKubernetes(onEstate, 30_000);
});
