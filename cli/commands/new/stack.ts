import { UserError } from '../../../model/errors.ts';
import { defineCommand } from '../../command.ts';
import { newFile } from '../../new-file.ts';

/** `stele new stack`: a stack to begin with. */
export const command = defineCommand({
  name: 'stack',
  summary: 'Write stacks/apps/<name>.ts: a hardened Deployment with its values',
  details: ['The stack runs nowhere until an environment lists it; what to add there is printed.'],
  arguments: {
    name: { count: 'one', description: "one DNS label: the stack's name, and its namespace" },
  },
  options: {
    image: { kind: 'value', placeholder: 'REPOSITORY', description: 'the image it runs, without tag or digest' },
    team: { kind: 'value', placeholder: 'TEAM', description: 'the team that owns it', default: 'web' },
  },
  examples: [
    { command: 'stele new stack shop --image ghcr.io/acme/shop --team web', does: 'writes stacks/apps/shop.ts' },
  ],
  async run({ args: { name }, options, cwd, err }) {
    const { repositoryProblem } = await import('../../../model/image.ts');
    const { dnsLabel } = await import('../../../model/names.ts');
    const { findRoot } = await import('../../../pipeline/find-root.ts');
    const root = findRoot(cwd);
    dnsLabel(name, 'stack name', name);
    dnsLabel(options.team, 'team', options.team);
    const image = options.image ?? `ghcr.io/example/${name}`;
    const problem = repositoryProblem(image);
    if (problem !== undefined) throw new UserError({ subject: '--image', message: problem });

    const file = `stacks/apps/${name}.ts`;
    checkUnused(name, await stackFiles(root));
    newFile(root, file, stackSource(name, options.team, image));
    err.line(`wrote ${file}`);
    err.line('next, for each environment that runs it:');
    err.line(
      `  in environments/<env>.ts: import { ${variable(name)} } from '../${file}'; and ${variable(name)}({}) in stacks`,
    );
    err.line(`  stele images set <env> ${image} <tag>@<digest>`);
    // the whole tree: CODEOWNERS, which names the stack, belongs to no environment
    err.line('then: stele synth');
    return 0;
  },
});

async function stackFiles(root: string): Promise<string[]> {
  const { globSync } = await import('node:fs');
  return globSync('stacks/**/*.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/'));
}

function checkUnused(name: string, files: readonly string[]): void {
  const other = files.find((file) => file.endsWith(`/${name}.ts`));
  if (other === undefined) return;
  throw new UserError({ subject: other, message: 'exists already; choose another name for the stack, or edit it' });
}

/** The name of the constant that holds the stack: `my-app` is `myApp`. */
function variable(name: string): string {
  const camel = name.replace(/-+(.)/g, (_, letter: string) => letter.toUpperCase());
  // a digit cannot begin a name in TypeScript, and some labels are words of the language
  return /^\d/.test(camel) || RESERVED.has(camel) ? `${camel.replace(/^\d/, 'stack$&')}Stack` : camel;
}

/** Reserved words in modules, and the names that the written file imports. */
const RESERVED: ReadonlySet<string> = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield http z'.split(
    ' ',
  ),
);

function stackSource(name: string, team: string, image: string): string {
  return `import { defineStack, http, ImmutableDeployment, z } from 'stele';

export const ${variable(name)} = defineStack({
  name: '${name}',
  team: '${team}',
  images: { app: '${image}' },
  config: z.object({
    replicas: z.int().min(1).default(2).describe('Pods that serve requests'),
  }),
  build({ chart, config, images }) {
    new ImmutableDeployment(chart, '${name}', {
      replicas: config.replicas,
      containers: [
        {
          image: images.app,
          ports: { http: 8080 },
          resources: { cpu: '100m', memory: '64Mi' },
          writable: { '/tmp': '16Mi' },
          liveness: http('/healthz', 'http'),
          readiness: http('/readyz', 'http'),
        },
      ],
    });
  },
});
`;
}
