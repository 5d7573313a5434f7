import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readArguments } from '../../../mcp-servers/runtime/arguments.ts';
import { scopeArgument } from '../../../mcp-servers/runtime/scope.ts';
import { defineTool } from '../../../mcp-servers/runtime/tool.ts';
import { windowArguments } from '../../../mcp-servers/runtime/window.ts';

const tool = defineTool({
  name: 'demo_triage',
  title: 'Triage',
  description: 'Looks.',
  input: z.strictObject({ scope: scopeArgument.optional(), ...windowArguments }),
  run: async () => ({ lines: [] }),
});

describe('an argument that is not known', () => {
  it.each([
    [{ sinse: '1h' }, "unknown argument 'sinse', did you mean 'since'?"],
    [{ max_char: 900 }, "unknown argument 'max_char', did you mean 'max_chars'?"],
    [{ scope: { services: 'checkout' } }, "unknown argument 'scope.services', did you mean 'scope.service'?"],
    [
      { scope: { clusters: [{ context: 'prod', namespace: ['shop'] }] } },
      "unknown argument 'scope.clusters.0.namespace', did you mean 'scope.clusters.namespaces'?",
    ],
    [
      { scope: { accounts: [{ account: '1', regoins: [] }] } },
      "unknown argument 'scope.accounts.0.regoins', did you mean 'scope.accounts.regions'?",
    ],
    [{ namespaces: ['shop'] }, "unknown argument 'namespaces', did you mean 'scope.clusters.namespaces'?"],
    [{ log_groups: ['/prod'] }, "unknown argument 'log_groups', did you mean 'scope.log_groups'?"],
    [{ colour: 'red' }, "unknown argument 'colour'"],
  ])('%j is refused with the nearest that is', (given, message) => {
    expect(() => readArguments(tool, given)).toThrow(message);
  });

  it('is refused once for each, with what the tool takes', () => {
    expect(() => readArguments(tool, { a1: 1, b2: 2 })).toThrow(
      expect.objectContaining({
        code: 'invalid_arguments',
        message: "demo_triage: unknown argument 'a1'; unknown argument 'b2'",
        hint: 'demo_triage takes scope, since, until, max_chars, cursor',
      }),
    );
  });
});

describe('arguments as a model writes them', () => {
  it('are read as they were meant, in any depth', () => {
    const { own } = readArguments(tool, { scope: '{"service":"checkout","names":"[\\"a\\"]"}', since: null });
    expect(own).toEqual({ scope: { service: 'checkout', names: ['a'] } });
  });
});
