/** A real component that tests and the playground run, pinned by `tools/<name>/go.mod`. */
export interface Component {
  readonly name: string;
  /** The module that is pinned: its version is the component's. */
  readonly module: string;
  /** What is built: the name of the binary, and its package. */
  readonly binaries: Readonly<Record<string, Binary>>;
  /** Files and folders of the module that are kept beside the binaries. */
  readonly files: readonly string[];
  /** Variables that the linker sets, for components that tell their version. */
  readonly variables?: (version: string) => Readonly<Record<string, string>>;
  /**
   * Built only when its name or the name of this set is asked for, such as `npm run tools -- schemas`.
   * @default with all others
   */
  readonly set?: 'schemas' | 'peers';
}

export interface Binary {
  readonly package: string;
  /** Arguments that make the binary print its version. */
  readonly version: readonly string[];
}

const VERSION_FLAG = ['--version'];

const API_SERVER = { package: 'k8s.io/kubernetes/cmd/kube-apiserver', version: VERSION_FLAG };

/** In the order of their cost: the longest build starts first. */
export const COMPONENTS = [
  {
    name: 'kubernetes',
    module: 'k8s.io/kubernetes',
    binaries: {
      'kube-apiserver': API_SERVER,
      'kube-controller-manager': { package: 'k8s.io/kubernetes/cmd/kube-controller-manager', version: VERSION_FLAG },
      'kube-scheduler': { package: 'k8s.io/kubernetes/cmd/kube-scheduler', version: VERSION_FLAG },
      kubectl: { package: 'k8s.io/kubernetes/cmd/kubectl', version: ['version', '--client'] },
    },
    files: [],
    variables: kubernetesVariables,
  },
  {
    name: 'argocd',
    module: 'github.com/argoproj/argo-cd/v3',
    binaries: {
      argocd: { package: 'github.com/argoproj/argo-cd/v3/cmd', version: ['version', '--client', '--short'] },
    },
    files: [
      'manifests/base',
      'manifests/cluster-install',
      'manifests/cluster-rbac',
      'manifests/crds',
      'manifests/ha/base',
      'manifests/ha/cluster-install',
      'manifests/ha/install.yaml',
      'manifests/ha/namespace-install',
      'manifests/install.yaml',
      'manifests/namespace-install',
      'hack/git-verify-wrapper.sh',
    ],
    variables: (version) => ({ 'github.com/argoproj/argo-cd/v3/common.version': version.slice(1) }),
  },
  {
    name: 'pulumi',
    module: 'github.com/pulumi/pulumi/pkg/v3',
    binaries: { pulumi: { package: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi', version: ['version'] } },
    files: [],
    variables: (version) => ({ 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version': version }),
  },
  {
    name: 'kwok',
    module: 'sigs.k8s.io/kwok',
    binaries: { kwok: { package: 'sigs.k8s.io/kwok/cmd/kwok', version: VERSION_FLAG } },
    files: [],
  },
  {
    name: 'cyclonus',
    module: 'github.com/mattfenwick/cyclonus',
    binaries: { cyclonus: { package: 'github.com/mattfenwick/cyclonus/cmd/cyclonus', version: ['version'] } },
    files: [],
    variables: (version) => ({ 'github.com/mattfenwick/cyclonus/pkg/cli.version': version }),
  },
  {
    name: 'kustomize',
    module: 'sigs.k8s.io/kustomize/kustomize/v5',
    binaries: { kustomize: { package: 'sigs.k8s.io/kustomize/kustomize/v5', version: ['version'] } },
    files: [],
  },
  {
    name: 'etcd',
    module: 'go.etcd.io/etcd/server/v3',
    binaries: { etcd: { package: 'go.etcd.io/etcd/server/v3', version: VERSION_FLAG } },
    files: [],
  },
  {
    name: 'prometheus-operator',
    module: 'github.com/prometheus-operator/prometheus-operator',
    binaries: {},
    files: ['example/prometheus-operator-crd'],
  },
  {
    name: 'external-secrets',
    module: 'github.com/external-secrets/external-secrets',
    binaries: {},
    // the others are of no use without its controllers
    files: ['clustersecretstores', 'externalsecrets', 'secretstores'].map(
      (plural) => `config/crds/bases/external-secrets.io_${plural}.yaml`,
    ),
  },
  { name: 'gateway-api', module: 'sigs.k8s.io/gateway-api', binaries: {}, files: ['config/crd/standard'] },
  {
    name: 'kubernetes-1.35',
    module: 'k8s.io/kubernetes',
    binaries: { 'kube-apiserver': API_SERVER },
    files: [],
    variables: kubernetesVariables,
    set: 'schemas',
  },
  {
    name: 'kubernetes-1.34',
    module: 'k8s.io/kubernetes',
    binaries: { 'kube-apiserver': API_SERVER },
    files: [],
    variables: kubernetesVariables,
    set: 'schemas',
  },
  {
    // what `npm run bench` compares `stele check` with
    name: 'kube-score',
    module: 'github.com/zegl/kube-score',
    binaries: { 'kube-score': { package: 'github.com/zegl/kube-score/cmd/kube-score', version: ['version'] } },
    files: [],
    variables: (version) => ({ 'main.version': version }),
    set: 'peers',
  },
  {
    name: 'kubeconform',
    module: 'github.com/yannh/kubeconform',
    binaries: { kubeconform: { package: 'github.com/yannh/kubeconform/cmd/kubeconform', version: ['-v'] } },
    files: [],
    variables: (version) => ({ 'main.version': version }),
    set: 'peers',
  },
] as const satisfies readonly Component[];

export type ComponentName = (typeof COMPONENTS)[number]['name'];

function kubernetesVariables(version: string): Readonly<Record<string, string>> {
  const [major = '', minor = ''] = version.slice(1).split('.');
  const prefix = 'k8s.io/component-base/version';
  return { [`${prefix}.gitVersion`]: version, [`${prefix}.gitMajor`]: major, [`${prefix}.gitMinor`]: minor };
}
