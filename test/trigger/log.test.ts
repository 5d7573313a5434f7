import { expect, it } from '@jest/globals';
import { kept } from './fixtures/quiet-log.ts';

it('no secret gets into the log, in whatever it is wrapped', () => {
  const { log, lines } = kept();
  const token = `xoxb-${'1234567890'}-${'abcdefABCDEF12345678'}`;
  log.error({ err: new Error(`Slack refused ${token}`), deep: { token } }, `with ${token}`);
  expect(JSON.parse(lines.join(''))).toMatchObject({ program: 'trigger', err: { type: 'Error' } });
  expect(lines.join('')).not.toContain('abcdefABCDEF');
});
