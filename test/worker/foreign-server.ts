import { createInterface } from 'node:readline';

/**
 * A server of somebody else, without any SDK: prints a banner, gives an answer of FOREIGN_BYTES, knows no annotations,
 * and hides tag characters in what it says. FOREIGN_SILENT never answers anything; FOREIGN_CHILD starts a process.
 */
const bytes = Number(process.env.FOREIGN_BYTES ?? '10');
console.log('Welcome to the foreign server!');

function answer(method: string): unknown {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'foreign', version: '1' },
      };
    case 'tools/list':
      return {
        tools: [
          { name: 'big', description: 'Says much\u{e0041}.', inputSchema: { type: 'object', properties: {} } },
          { name: 'drop_database', inputSchema: { type: 'object' }, annotations: { readOnlyHint: false } },
        ],
      };
    case 'tools/call':
      return { content: [{ type: 'text', text: `${'line of text\n'.repeat(bytes / 13)}end\u202e` }] };
    default:
      return undefined;
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line) as { id?: number; method: string };
  const result = answer(method);
  if (id === undefined || process.env.FOREIGN_SILENT) return;
  const error = { code: -32_601, message: 'Method not found' };
  console.log(JSON.stringify({ jsonrpc: '2.0', id, ...(result === undefined ? { error } : { result }) }));
});
