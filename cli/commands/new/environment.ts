import { UserError } from '../../../model/errors.ts';
import { defineCommand } from '../../command.ts';
import { newFile } from '../../new-file.ts';

/** `stele new environment`: an environment to begin with. */
export const command = defineCommand({
  name: 'environment',
  summary: 'Write environments/<name>.ts with one cluster and no stacks, and its lock',
  arguments: {
    name: { count: 'one', description: "one DNS label: the environment's name" },
  },
  options: {
    tier: {
      kind: 'value',
      placeholder: 'TIER',
      description: 'what it is for',
      choices: ['development', 'staging', 'production'],
      default: 'development',
    },
    'promote-from': {
      kind: 'value',
      placeholder: 'ENV',
      description: 'the environment that its images come from',
      complete: 'environment',
    },
  },
  examples: [
    {
      command: 'stele new environment staging --tier staging --promote-from dev',
      does: 'writes environments/staging.ts and environments/staging.lock.json',
    },
  ],
  async run({ args: { name }, options, cwd, err }) {
    const { existsSync } = await import('node:fs');
    const { join } = await import('node:path');
    const { didYouMean } = await import('../../../model/errors.ts');
    const { lockText } = await import('../../../model/lock.ts');
    const { dnsLabel } = await import('../../../model/names.ts');
    const { findRoot } = await import('../../../pipeline/find-root.ts');
    const { lockPath } = await import('../../../pipeline/images/lock-file.ts');
    const { environmentNames } = await import('../../environment-names.ts');
    const root = findRoot(cwd);
    dnsLabel(name, 'environment name', name);
    const cluster = clusterName(name);
    const from = options['promote-from'];
    const names = environmentNames(root);
    if (from !== undefined && !names.includes(from)) {
      throw new UserError({
        subject: '--promote-from',
        message: `there is no environment "${from}"${didYouMean(from, names)}; environments: ${names.join(', ')}`,
      });
    }

    const file = `environments/${name}.ts`;
    newFile(root, file, environmentSource(name, cluster, options.tier, from));
    err.line(`wrote ${file}`);
    const lock = lockPath(name);
    if (!existsSync(join(root, lock))) {
      newFile(root, lock, lockText({ rings: { 0: { source: null, images: {} } } }));
      err.line(`wrote ${lock}`);
    }
    err.line(`next: write down the facts of ${cluster}, list stacks, and run stele synth ${name}`);
    return 0;
  },
});

/** Cluster names begin with a letter, and are one label too. */
function clusterName(environment: string): string {
  const name = /^[a-z]/.test(environment) ? `${environment}-1` : `c${environment}-1`;
  return name.length <= 63 ? name : `${name.slice(0, 60).replace(/-+$/, '')}-1`;
}

function environmentSource(name: string, cluster: string, tier: string, from: string | undefined): string {
  const promoteFrom = from === undefined ? '' : `\n  promoteFrom: '${from}',`;
  return `import { cluster, defineEnvironment, presets } from 'stele';

export default defineEnvironment({
  name: '${name}',
  tier: '${tier}',${promoteFrom}
  clusters: [
    cluster('${cluster}', {
      region: 'eu-west-1',
      kubernetes: '1.36',
      preset: presets.kubeadm,
    }),
  ],
  stacks: [],
});
`;
}
