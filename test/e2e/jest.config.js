import base from '../../jest.config.js';

/**
 * Tests against the real components: `npm run e2e`, after `npm run tools`.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/e2e'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 180_000,
  // each starts a control plane of its own, which keeps two cores busy
  maxWorkers: 1,
  globalSetup: '<rootDir>/test/e2e/support/say-versions.js',
};
