import base from '../jest.config.js';
import { needOwnClusters } from '../support/given-cluster.js';

needOwnClusters();

/**
 * Rules, pack and seal against the real API server: `npm run e2e:rules`.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../../..',
  roots: ['<rootDir>/test/e2e/rules'],
  testMatch: ['<rootDir>/test/e2e/rules/*.test.ts'],
};
