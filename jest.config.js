/**
 * Sources run as they are: swc strips the types, Node's own ESM loader does the rest. `*.peers.test.ts` hold the estate
 * against programs of others (kubectl, aws, Chromium) and take minutes: `npm run test:peers`. `*.cluster.test.ts` hold
 * estate and Kubernetes server against a real control plane, which is built once: `npm run test:cluster`. `*.moto.test.ts` hold
 * estate and AWS server against moto: `npm run test:aws`. `*.evaluation.test.ts` investigate every case of ours:
 * `npm run test:evaluation`.
 */
const frozen = '<rootDir>/test/(cases|exam)/';
const suites = { PEERS: 'peers', CLUSTER: 'cluster', AWS_PEERS: 'moto', EVALUATION: 'evaluation' };
const [, suite] = Object.entries(suites).find(([name]) => process.env[name]) ?? [];

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: [suite ? `**/*.${suite}.test.ts` : '**/*.test.ts'],
  testPathIgnorePatterns: suite ? [frozen] : [frozen, '\\.(peers|cluster|moto|evaluation)\\.test\\.ts$'],
  // Repositories of frozen incidents hold packages and tests of their own.
  modulePathIgnorePatterns: [frozen],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }] },
  testTimeout: 30_000,
  maxWorkers: 2,
};
