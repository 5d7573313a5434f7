import { setFlagsFromString } from 'node:v8';

// A page of 500 pods is read item by item, and nearly all of it is garbage a moment later. V8 would let the space for
// young objects grow to three times 32 MB over that; kept small, 5,000 pods cost 130 MB less and no more time
// (`npm run bench -- pods`). It has to be said before the other modules load, so this is the first import.
setFlagsFromString('--semi-space-growth-factor=1');
