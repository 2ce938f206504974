import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { GitProject } from '../../support/git-project.ts';

// each test runs the command
jest.setTimeout(60_000);

const NAMESPACE = 'manifests/dev/ring-0/probe/_all/_cluster/Namespace.probe.yaml';

let project: GitProject;
beforeEach(() => {
  project = GitProject.create();
});
afterEach(() => project.remove());

describe('A stack that needs a lower Pod Security level', () => {
  test('says so on its Namespace, with a waiver', async () => {
    write("waive(namespace, 'require-pod-security-label', WAIVER);");

    await project.synthesized();

    expect(project.read(NAMESPACE)).toContain('pod-security.kubernetes.io/enforce: baseline\n');
    expect(project.read(NAMESPACE)).toContain('stele.dev/waive.require-pod-security-label: ');
  });

  test('is refused without one', async () => {
    write('');

    const { code, stderr } = await project.synth();

    expect(code).toBe(1);
    expect(stderr).toMatch(/^error require-pod-security-label: .*Namespace probe: /m);
  });
});

function write(waiver: string): void {
  project.write(
    'stacks/probe.ts',
    `import { defineStack, patch, waive } from 'stele';

const WAIVER = { reason: 'pings hosts', owner: 'platform', until: '2099-01-31' };

export const probe = defineStack({
  name: 'probe',
  team: 'platform',
  build({ chart }) {
    const namespace = chart.node.findChild('stack-namespace').node.findChild('namespace');
    patch(namespace, { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } } });
    ${waiver}
  },
});
`,
  );
  project.edit(
    'environments/dev.ts',
    '\nexport default',
    "\nimport { probe } from '../stacks/probe.ts';\n\nexport default",
  );
  project.edit('environments/dev.ts', 'stacks: [', 'stacks: [probe({}), ');
}
