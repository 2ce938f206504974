import { groupOf } from '../../model/kube.ts';
import { APP_PROJECT, type ApplicationView } from '../graph/applications.ts';
import type { Graph } from '../graph/graph.ts';
import type { GraphNode } from '../graph/node.ts';
import { Project, plainUrl } from '../graph/project.ts';
import { textAt } from '../read.ts';
import { defineRule, type GraphOffence } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-application',
  title: 'An Application leads to a folder, by a project that allows it',
  severity: 'error',
  why: 'An Application whose folder, project or destination is wrong is accepted, shows an error in Argo CD, and deploys nothing; one whose project forbids a kind or a namespace stops in the middle of its sync.',
  fix: 'Name a folder of the tree, a project of the same namespace, and one destination; let the project list the repository, the destination and the kinds (in Stele the pipeline writes all of it: run stele synth).',
  upstream: ['kyverno: application-field-validation'],
  links: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/',
    'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/',
  ],
  since: '0.1.0',
  *check(graph) {
    const projects = new Map<string, Project>();
    for (const application of graph.applications.all) {
      yield* sourceOffences(graph, application);
      yield* destinationOffences(application);
      const found = projectOf(graph, application);
      if (found === undefined) {
        yield* projectOffences(graph, application);
        continue;
      }
      const project = projects.get(found.id) ?? new Project(found);
      projects.set(found.id, project);
      yield* permissionOffences(application, project);
    }
    if (projects.size > 0) yield* objectOffences(graph, projects);
  },
  examples: {
    pass: [
      {
        title: 'a folder of the tree, by a project that allows what is in it; a chart of elsewhere',
        yaml: `
          apiVersion: argoproj.io/v1alpha1
          kind: AppProject
          metadata: { name: web, namespace: argocd }
          spec:
            sourceRepos: [https://git.example.com/platform.git, 'https://charts.example.com/**']
            destinations: [{ server: https://kubernetes.default.svc, namespace: web }]
            clusterResourceWhitelist: [{ group: '', kind: Namespace, name: web }]
            namespaceResourceWhitelist: [{ group: '', kind: ConfigMap }]
          ---
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: web, namespace: argocd }
          spec:
            project: web
            source: { repoURL: https://git.example.com/platform, path: manifests/web, directory: { recurse: true } }
            destination: { server: https://kubernetes.default.svc, namespace: web }
          ---
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: cache, namespace: argocd }
          spec:
            project: web
            source: { repoURL: https://charts.example.com/stable/cache, chart: cache, targetRevision: 1.2.3 }
            destination: { server: https://kubernetes.default.svc, namespace: web }
          ---
          apiVersion: v1
          kind: Namespace
          metadata: { name: web }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web, namespace: web }
        `,
        files: [
          'apps/project.yaml',
          'apps/web.yaml',
          'apps/cache.yaml',
          'manifests/web/Namespace.web.yaml',
          'manifests/web/web/ConfigMap.web.yaml',
        ],
      },
      {
        title: 'an Application alone, whose project is in another file',
        yaml: `
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: web, namespace: argocd }
          spec:
            project: web
            source: { repoURL: https://git.example.com/web.git, path: deploy }
            destination: { name: in-cluster, namespace: web }
        `,
        complete: false,
      },
    ],
    fail: [
      {
        title: 'a folder that is not there, no project, and two destinations',
        yaml: `
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: web, namespace: argocd }
          spec:
            project: web
            source: { repoURL: https://git.example.com/platform.git, path: manifests/web }
            destination: { server: https://kubernetes.default.svc, name: in-cluster, namespace: web }
        `,
        files: ['apps/web.yaml'],
        at: ['/spec/source/path', '/spec/destination', '/spec/project'],
      },
      {
        title: 'a project that forbids the repository, the namespace, and a kind in the folder',
        yaml: `
          apiVersion: argoproj.io/v1alpha1
          kind: AppProject
          metadata: { name: web, namespace: argocd }
          spec:
            sourceRepos: ['https://git.example.com/*', '!https://git.example.com/platform.git']
            destinations:
              - { server: '*', namespace: '*' }
              - { server: '*', namespace: '!kube-system' }
            namespaceResourceBlacklist: [{ group: rbac.authorization.k8s.io, kind: '*' }]
          ---
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: web, namespace: argocd }
          spec:
            project: web
            source: { repoURL: https://git.example.com/platform.git, path: manifests/web, directory: { recurse: true } }
            destination: { server: https://kubernetes.default.svc, namespace: kube-system }
          ---
          apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: { name: web, namespace: web }
          ---
          apiVersion: v1
          kind: Namespace
          metadata: { name: web }
        `,
        files: ['apps/project.yaml', 'apps/web.yaml', 'manifests/web/Role.yaml', 'manifests/web/Namespace.yaml'],
        at: ['/spec/source/repoURL', '/spec/destination', '/kind', '/kind'],
      },
    ],
  },
});

/** A folder of our own repository has objects, or the Application removes everything it had. */
function* sourceOffences(graph: Graph, { node, sources }: ApplicationView): Iterable<GraphOffence> {
  const { object } = node;
  if (sources.length === 0) yield { object, pointer: '/spec/source', message: 'has no source' };
  const repository = graph.places?.repository;
  if (repository === undefined) return;
  for (const { inside, path, pointer, repository: named } of sources) {
    if (inside || path === undefined || named === undefined || plainUrl(named) !== plainUrl(repository)) continue;
    yield { object, pointer: `${pointer}/path`, message: `the tree has nothing in ${path}` };
  }
}

function* destinationOffences({ node, destination }: ApplicationView): Iterable<GraphOffence> {
  const named = ['server', 'name'].filter((field) => textAt(destination, field));
  if (named.length === 1) return;
  const message =
    named.length === 0 ? 'names neither a server nor a cluster' : 'names a server and a cluster: only one may be';
  yield { object: node.object, pointer: '/spec/destination', message };
}

function projectOf(graph: Graph, { node, project }: ApplicationView): GraphNode | undefined {
  return graph.find(APP_PROJECT, graph.namespaceOf(node), project);
}

function* projectOffences(graph: Graph, { node, project }: ApplicationView): Iterable<GraphOffence> {
  // every Argo CD has it
  if (!graph.complete || project === 'default') return;
  yield { object: node.object, pointer: '/spec/project', message: `AppProject ${project} does not exist` };
}

function* permissionOffences(application: ApplicationView, project: Project): Iterable<GraphOffence> {
  const { object } = application.node;
  for (const { repository, pointer } of application.sources) {
    if (repository === undefined || project.allowsSource(repository)) continue;
    yield { object, pointer: `${pointer}/repoURL`, message: `AppProject ${project.name} does not allow ${repository}` };
  }
  const { destination, namespace } = application;
  if (project.allowsDestination(destination, namespace)) return;
  const where = textAt(destination, 'server') ?? textAt(destination, 'name') ?? '';
  const message = `AppProject ${project.name} does not allow namespace ${namespace || '(none)'} on ${where}`;
  yield { object, pointer: '/spec/destination', message };
}

/** What stands in the folders of Applications. */
function* objectOffences(graph: Graph, projects: ReadonlyMap<string, Project>): Iterable<GraphOffence> {
  for (const node of graph.nodes) {
    const application = graph.applications.ownerOf(node.object);
    if (application === undefined) continue;
    const project = projects.get(projectOf(graph, application)?.id ?? '');
    if (project === undefined) continue;
    const { object, namespace } = node;
    const who = `AppProject ${project.name}, by which ${application.node.name} is deployed, does not allow`;
    if (!project.allowsKind(groupOf(object), object.kind, node.name, namespace !== '')) {
      yield { object, pointer: '/kind', message: `${who} ${object.kind}` };
    } else if (namespace !== '' && !project.allowsDestination(application.destination, namespace)) {
      yield { object, pointer: '/metadata/namespace', message: `${who} namespace ${namespace}` };
    }
  }
}
