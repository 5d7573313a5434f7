import { expect, it } from '@jest/globals';
import { purseOf } from './evaluate.ts';

it('sets aside what each of several may spend, so that together they stay within the limit', () => {
  const purse = purseOf(6, 3);
  expect([purse.take(), purse.take(), purse.take()]).toEqual([2, 2, 2]);
  purse.giveBack(2, 0.5);
  expect(purse.take()).toBe(1.5);
  purse.giveBack(2, 2);
  purse.giveBack(2, 2);
  purse.giveBack(1.5, 1.5);
  expect(purse.take()).toBe(0);
});

it('knows no limit where none was given', () => {
  expect(purseOf(undefined, 2).take()).toBeUndefined();
});
