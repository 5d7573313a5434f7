/** Stated to MCP clients; the same as in package.json, which stands elsewhere once compiled (a test compares them). */
export const version = '0.1.0';
