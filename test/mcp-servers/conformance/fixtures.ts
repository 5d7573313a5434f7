import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { defineTool, type ServerDefinition } from '../../../mcp-servers/runtime/tool.ts';

const none = z.strictObject({});

/** What the scenarios of the conformance suite call, read and get, as far as this runtime can say it. */
export const fixtures: ServerDefinition = {
  name: 'conformance-fixtures',
  instructions: 'For the conformance suite.',
  tools: [
    defineTool({
      name: 'test_simple_text',
      title: 'Simple text',
      description: 'Says something.',
      input: none,
      run: async () => ({ lines: ['This is a simple text response for testing.'] }),
    }),
    defineTool({
      name: 'test_error_handling',
      title: 'Error',
      description: 'Fails.',
      input: none,
      run: () => Promise.reject(new Error('This tool intentionally returns an error for testing')),
    }),
    defineTool({
      name: 'test_tool_with_progress',
      title: 'Progress',
      description: 'Tells how far it is.',
      input: none,
      async run(_, { progress }) {
        for (const part of ['0', '50', '100']) {
          progress(part);
          await setTimeout(50);
        }
        return { lines: ['done'] };
      },
    }),
  ],
  prompts: [
    {
      name: 'test_simple_prompt',
      title: 'Simple prompt',
      description: 'Without arguments.',
      arguments: [],
      text: () => 'This is a simple prompt for testing.',
    },
    {
      name: 'test_prompt_with_arguments',
      title: 'Prompt with arguments',
      description: 'With two.',
      arguments: [
        { name: 'arg1', description: 'The first', suggest: () => ['paris', 'park', 'party'] },
        { name: 'arg2', description: 'The second' },
      ],
      text: ({ arg1, arg2 }) => `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`,
    },
  ],
  resources: [
    {
      uri: 'test://static-text',
      name: 'static-text',
      title: 'Static text',
      description: 'A text.',
      mimeType: 'text/plain',
      read: () => 'This is the content of the static text resource.',
    },
  ],
};
