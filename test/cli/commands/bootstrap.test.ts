import { expect, test } from '@jest/globals';
import { stele, temporaryProject } from '../binary.ts';

const WITHOUT_PULUMI = { PATH: '/none' };

test('without the command line of Pulumi it says how to get it', async () => {
  const { code, stdout, stderr } = await stele(temporaryProject(), ['bootstrap', 'prod/prod-eu-1'], WITHOUT_PULUMI);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(
    "pulumi: is not installed; get Pulumi's command line: https://www.pulumi.com/docs/install/\n",
  );
});

test.each(['prod', 'prod/ring-0', 'prod/prod-eu-1/web'])('%s is no cluster', async (part) => {
  const { code, stderr } = await stele(temporaryProject(), ['bootstrap', part], WITHOUT_PULUMI);

  expect(code).toBe(2);
  expect(stderr).toContain(
    `${part}: names no cluster; write <env>/<cluster>; clusters: prod/prod-eu-1, prod/prod-us-1\n`,
  );
});

test('the command that is meant when none is named can be named', async () => {
  const project = temporaryProject();
  const [named, unnamed] = await Promise.all([
    stele(project, ['bootstrap', 'up', 'prod/none'], WITHOUT_PULUMI),
    stele(project, ['bootstrap', 'prod/none'], WITHOUT_PULUMI),
  ]);

  expect(named.code).toBe(2);
  expect(unnamed).toEqual(named);
});
