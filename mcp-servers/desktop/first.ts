import { dropUnset } from '../settings/drop-unset.ts';
import { tooOld } from '../settings/oldest-node.ts';

// What a bundle does before its server loads, which reads the environment and may not even load under an old Node.
const problem = tooOld('This extension');
if (problem) {
  process.stderr.write(`${problem}\n`);
  process.exit(2);
}
dropUnset(process.env);
