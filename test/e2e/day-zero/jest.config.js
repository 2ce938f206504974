import base from '../jest.config.js';
import { needOwnClusters } from '../support/given-cluster.js';

needOwnClusters();

/**
 * Day 0 with the real engine, API server and Argo CD: `npm run e2e:day-zero`.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../../..',
  roots: ['<rootDir>/test/e2e/day-zero'],
  testMatch: ['<rootDir>/test/e2e/day-zero/*.test.ts'],
};
