import { describe, expect, it } from '@jest/globals';
import { GIT_CONFIG_TEMPLATE } from '../../../stacks/platform/argocd/git-config.ts';
import { parameters } from '../../../stacks/platform/argocd/settings.ts';
import { RENDERED_SETTINGS } from '../../../tools/cluster/argo-cd.ts';

/** Which variable upstream's install fills from which parameter. */
const VARIABLES: Readonly<Record<string, string>> = {
  'controller.diff.server.side': 'ARGOCD_APPLICATION_CONTROLLER_SERVER_SIDE_DIFF',
  'controller.sync.timeout.seconds': 'ARGOCD_APPLICATION_CONTROLLER_SYNC_TIMEOUT',
  'reposerver.enable.git.submodule': 'ARGOCD_GIT_MODULES_ENABLED',
};
/** Of processes that the tests do not run. */
const OF_OTHERS = ['applicationsetcontroller.enable.scm.providers'];
/** What the stack renders unless a value says otherwise. */
const SYNC_TIMEOUT = 300;

describe('the Argo CD of the tests and of the playground', () => {
  it('has the parameters that the stack renders', () => {
    const rendered = Object.entries(parameters(SYNC_TIMEOUT, false)).filter(([name]) => !OF_OTHERS.includes(name));

    expect(Object.fromEntries(rendered.map(([name, value]) => [VARIABLES[name] ?? name, value]))).toEqual(
      RENDERED_SETTINGS.environment,
    );
  });

  it('has the configuration of Git that the stack renders', () => {
    expect(Object.values(GIT_CONFIG_TEMPLATE.metadata.annotations)).toEqual([RENDERED_SETTINGS.gitConfig]);
  });
});
