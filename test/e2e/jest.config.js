import base from '../../jest.config.js';
import { IS_GIVEN, testsToRun } from './support/given-cluster.js';

/**
 * What a cluster and Argo CD do with the manifests, on the real components: `npm run e2e`, after `npm run tools`.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/e2e'],
  testMatch: testsToRun(),
  testPathIgnorePatterns: ['/node_modules/'],
  // a given cluster takes the grace period of each pod that is deleted
  testTimeout: IS_GIVEN ? 600_000 : 180_000,
  testEnvironment: '<rootDir>/test/e2e/support/keep-logs.ts',
  // each test file has a control plane of its own, and waits for something a third of the time
  maxWorkers: IS_GIVEN ? 1 : 3,
  testSequencer: '<rootDir>/test/e2e/support/longest-first.js',
  globalSetup: '<rootDir>/test/e2e/support/say-versions.js',
  globalTeardown: '<rootDir>/test/e2e/support/say-versions-again.js',
};
