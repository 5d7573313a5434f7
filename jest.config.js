/**
 * Sources run as they are: swc strips the types, Node's own ESM loader does the rest. `*.peers.test.ts` hold the estate
 * against programs of others (kubectl, aws, Chromium) and take minutes: `npm run test:peers`.
 */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: process.env.PEERS ? ['**/*.peers.test.ts'] : ['**/*.test.ts'],
  testPathIgnorePatterns: process.env.PEERS ? [] : ['\\.peers\\.test\\.ts$'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }] },
  testTimeout: 30_000,
  maxWorkers: 2,
};
