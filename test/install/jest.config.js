import base from '../../jest.config.js';

/**
 * Slow tests, which use the package registry: `npm run test:install`.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/install'],
  testPathIgnorePatterns: ['/node_modules/'],
  // installing takes a minute on a slow line; one at a time, because each fills the network and the disk
  testTimeout: 600_000,
  maxWorkers: 1,
};
