import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { allowedBy, commandActions, namedActions, readerPolicy } from './aws-actions.ts';

const page = readFileSync('docs/aws-permissions.md', 'utf8');
const assuming = 'sts:AssumeRole';

describe('deploy/aws/reader-policy.json', () => {
  it('allows what the server sends, and nothing else', () => {
    expect(allowedBy(readerPolicy())).toEqual(commandActions().filter((action) => action !== assuming));
  });

  it('allows it once, by full names', () => {
    const allowed = allowedBy(readerPolicy());
    expect(new Set(allowed).size).toBe(allowed.length);
    expect(allowed.filter((action) => action.includes('*'))).toEqual([]);
    expect(new Set(readerPolicy().Statement.map(({ Effect }) => Effect))).toEqual(new Set(['Allow']));
  });

  it('allows nothing that writes', () => {
    // A query costs money and is gone with its results; it changes nothing.
    const queries = ['logs:StartQuery', 'logs:StopQuery'];
    const reading = /:(?:BatchGet|Describe|Filter|Get|List|Lookup)/;
    const others = allowedBy(readerPolicy()).filter((action) => !reading.test(action));
    expect(others).toEqual(queries);
  });
});

describe('the AWS server', () => {
  it('names in its refusals the action that IAM asks for', () => {
    expect(namedActions()).toEqual(commandActions().filter((action) => action !== assuming));
  });
});

describe('docs/aws-permissions.md', () => {
  it('explains each action of the policy in a line of its own, and no other', () => {
    const explained = [...page.matchAll(/^\| `([a-z]+:[A-Z]\w+)` \| \S.*\|$/gm)].map(([, action = '']) => action);
    expect(explained.sort()).toEqual(allowedBy(readerPolicy()));
  });

  it('shows policies that are JSON', () => {
    const shown = [...page.matchAll(/^```json\n(.*?)^```/gms)].map(([, text = '']) => JSON.parse(text));
    expect(shown).toHaveLength(2);
    for (const { Version, Statement } of shown) expect([Version, Statement.length]).toEqual(['2012-10-17', 1]);
  });
});
