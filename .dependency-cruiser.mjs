/** @import { IConfiguration } from 'dependency-cruiser' */

// The areas of one construct library: workload, observability, argocd, network, config…
const AREA = '^constructs/([^/]+)/';

/**
 * The import directions of the design: environments → load → render → policies → write. Types count as imports too.
 *
 * @type {IConfiguration}
 */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two modules that need each other are one thing; move what both need to a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-missing-modules',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-packages',
      comment: 'What the package ships may import only what it lists in "dependencies".',
      severity: 'error',
      from: { path: '^(index\\.ts$|(model|constructs|policies|pipeline|plan|cli|tools/cluster)/)' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'model-imports-nothing',
      comment: 'The model is the ground everything stands on.',
      severity: 'error',
      from: { path: '^model/' },
      to: { path: OURS(), pathNot: '^model/' },
    },
    {
      name: 'constructs-import-model',
      comment: 'Constructs know the model and each other, not how they are rendered or checked.',
      severity: 'error',
      from: { path: '^constructs/' },
      to: { path: OURS(), pathNot: '^(model|constructs)/' },
    },
    {
      name: 'areas-by-their-index',
      comment:
        "Another area's public index.ts only. Shared by all: the files of constructs/ itself, and the two contracts " +
        'of a workload, which features take instead of its classes.',
      severity: 'error',
      from: { path: AREA },
      to: {
        path: AREA,
        pathNot: ['^constructs/$1/', '^constructs/[^/]+/index\\.ts$', '^constructs/workload/(workload|mount)\\.ts$'],
      },
    },
    {
      name: 'shared-constructs-import-no-area',
      comment: 'What all areas share depends on none of them.',
      severity: 'error',
      from: { path: '^constructs/[^/]+\\.ts$', pathNot: '^constructs/rendering\\.ts$' },
      to: { path: AREA },
    },
    {
      name: 'policies-know-plain-objects',
      comment: 'A rule sees plain objects, so that it can run on any YAML and inside a cluster.',
      severity: 'error',
      from: { path: '^policies/' },
      to: { path: OURS(), pathNot: ['^policies/', PLAIN_OBJECTS()] },
    },
    {
      name: 'plan-knows-plain-objects',
      comment: 'A plan compares two trees of plain objects, whoever wrote them.',
      severity: 'error',
      from: { path: '^plan/' },
      to: { path: OURS(), pathNot: ['^plan/', PLAIN_OBJECTS()] },
    },
    {
      name: 'pipeline-knows-no-stack',
      comment: 'Beside model and policies, only Applications, and what the renderer does to every stack.',
      severity: 'error',
      from: { path: '^pipeline/' },
      to: { path: OURS(), pathNot: ['^(pipeline|model|policies)/', '^constructs/(argocd/index|rendering)\\.ts$'] },
    },
    {
      name: 'bootstrap-derives-little',
      comment: 'Day 0 needs the loaded model, what the tree has for a cluster, and the root Application.',
      severity: 'error',
      from: { path: '^bootstrap/' },
      to: {
        path: OURS(),
        pathNot: [
          '^(bootstrap|model)/',
          '^pipeline/(find-root|load|images/lock-file|rendering|render/render-project|day-zero-objects|write/paths)\\.ts$',
          '^constructs/(argocd/index|image-mirror)\\.ts$',
        ],
      },
    },
    {
      name: 'stacks-import-stele',
      comment: 'A stack can be copied into any repository: it imports stele by name, and other stacks.',
      severity: 'error',
      from: { path: '^stacks/' },
      to: { path: OURS(), pathNot: ['^stacks/', '^index\\.ts$'] },
    },
    {
      name: 'environments-import-stacks',
      comment:
        'An environment can be copied into any repository: it imports stele by name, stacks, and its neighbours.',
      severity: 'error',
      from: { path: '^environments/' },
      to: { path: OURS(), pathNot: ['^(environments|stacks)/', '^index\\.ts$'] },
    },
    {
      name: 'no-machine-in-source',
      comment:
        'The same source gives the same bytes on any machine: no disk, network, process or random source of Node. Of two ' +
        'files it is known what they do with it: text() reads beside the stack while it loads, and an address is parsed.',
      severity: 'error',
      from: { path: '^(constructs|stacks|environments)/', pathNot: '^constructs/(config/text|network/cidr)\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'stele-by-name',
      comment: 'index.ts by its path exists in this repository only; write "stele".',
      severity: 'error',
      from: { path: '^(stacks|environments)/' },
      to: { path: '^index\\.ts$', dependencyTypes: ['local'] },
    },
    {
      name: 'stele-by-name-is-for-users',
      comment: 'Inside the package an import by name hides a cycle through index.ts.',
      severity: 'error',
      from: { pathNot: '^(stacks|environments|test|bench|tools)/|^stele\\.config\\.ts$' },
      to: { path: '^index\\.ts$' },
    },
    {
      name: 'nothing-imports-cli',
      comment: 'The command line is the outermost layer.',
      severity: 'error',
      from: { pathNot: '^(cli|test)/' },
      to: { path: '^cli/' },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'Tests, benchmarks and tools are leaves.',
      severity: 'error',
      from: { pathNot: '^(test|bench|tools)/' },
      to: { path: '^(test|bench|tools)/', pathNot: '^tools/cluster/playground/' },
    },
    {
      name: 'playground-is-for-cli',
      comment: '`stele cluster` runs the real components; nothing else that is shipped starts a process of them.',
      severity: 'error',
      from: { pathNot: '^(cli|test|bench|tools)/' },
      to: { path: '^tools/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|manifests|schemas|\\.cdk8s|test/fixtures|coverage)/' },
    // reads TypeScript as it is written, type-only imports included
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};

/** Every folder of ours that imports are limited between. */
function OURS() {
  return '^(index\\.ts$|stele\\.config\\.ts$|(model|constructs|stacks|environments|policies|pipeline|plan|cli|bootstrap|test|bench|tools)/)';
}

/** What the model says of plain objects, of errors, of schedules, and of settings. */
function PLAIN_OBJECTS() {
  return '^model/(cron|kube|errors|facts|image|issues|names|quantity|rule-settings|z)\\.ts$';
}
