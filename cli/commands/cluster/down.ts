import { UserError } from '../../../model/errors.ts';
import { defineCommand } from '../../command.ts';
import { notRunning, playgroundName, playgroundText } from '../../playground-name.ts';

/** `stele cluster down`: ends what `stele cluster up` started. */
export const command = defineCommand({
  name: 'down',
  summary: 'Stop a cluster that runs on this machine, and remove all that it holds',
  arguments: {
    cluster: { count: 'optional', description: 'the cluster: <env>/<cluster>', complete: 'cluster' },
  },
  options: {
    all: { kind: 'flag', description: 'stop all clusters that stele cluster up started' },
  },
  examples: [
    { command: 'stele cluster down dev/dev-1', does: 'stops dev-1; nothing happens when it is not running' },
    { command: 'stele cluster down --all', does: 'stops all' },
  ],
  async run({ args, options, err }) {
    const { findPlayground, listPlaygrounds } = await import('../../../tools/cluster/playground/state.ts');
    const { stopPlayground } = await import('../../../tools/cluster/playground/stop.ts');
    const all = listPlaygrounds();
    if ((args.cluster === undefined) !== options.all) {
      const running = all.length === 0 ? 'none is running' : `running: ${all.map(playgroundText).join(', ')}`;
      throw new UserError({ subject: 'stele cluster down', message: `name one cluster, or write --all; ${running}` });
    }
    const one = args.cluster === undefined ? undefined : findPlayground(playgroundName(args.cluster));
    const chosen = args.cluster === undefined ? all : [one].filter((found) => found !== undefined);
    for (const playground of chosen) {
      const name = playgroundText(playground);
      err.status(`stopping ${name}`);
      stopPlayground(playground.folder);
      err.line(`${name} is stopped`);
    }
    if (chosen.length === 0) err.line(args.cluster === undefined ? 'none is running' : notRunning(args.cluster, all));
    return 0;
  },
});
