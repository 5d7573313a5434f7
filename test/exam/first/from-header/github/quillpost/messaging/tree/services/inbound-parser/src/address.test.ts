import { parseAddress } from './address';

test('name and address', () => {
  expect(parseAddress('"Ada Lovelace" <ada@example.org>')).toEqual({ name: 'Ada Lovelace', email: 'ada@example.org' });
});

test('initials', () => {
  expect(parseAddress('"J. R. R. Tolkien" <jrrt@example.org>')?.name).toBe('J. R. R. Tolkien');
});

test('address alone', () => {
  expect(parseAddress('ada@example.org')).toEqual({ name: '', email: 'ada@example.org' });
});
