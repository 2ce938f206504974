/**
 * Argo CD asks `git diff --name-only` whether a commit touches an Application. Of a file that was moved, Git names the new
 * place only: the Application that lost it would keep the manifests that it had, and fight over the object with the one
 * that got it. https://git-scm.com/docs/git-config#Documentation/git-config.txt-diffrenames
 */
const GIT_CONFIG = '[diff]\n\trenames = false\n';

const ANNOTATION = 'parameters.stele.dev/gitconfig';
const FOLDER = '/etc/stele';

/**
 * What is merged into the pod template of the repo-server, so that its Git reads that file. The file is an annotation of
 * the pod: day 0 installs the same pods before there is any ConfigMap, and another text is a rollout.
 */
export const GIT_CONFIG_TEMPLATE = {
  metadata: { annotations: { [ANNOTATION]: GIT_CONFIG } },
  spec: {
    containers: [
      {
        name: 'argocd-repo-server',
        env: [{ name: 'GIT_CONFIG_GLOBAL', value: `${FOLDER}/gitconfig` }],
        volumeMounts: [{ name: 'git-config', mountPath: FOLDER, readOnly: true }],
      },
    ],
    volumes: [
      {
        name: 'git-config',
        downwardAPI: {
          items: [{ path: 'gitconfig', fieldRef: { fieldPath: `metadata.annotations['${ANNOTATION}']` } }],
        },
      },
    ],
  },
} as const;
