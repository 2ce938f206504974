import { ApiObject, App } from 'cdk8s';
import { StackChart, type StackChartProps } from '../../model/chart.ts';
import { clusterFactsSchema, type Facts } from '../../model/facts.ts';
import { merge } from '../../model/merge.ts';
import * as presets from '../../model/presets/index.ts';

export const DIGEST = `sha256:${'0'.repeat(63)}1`;
export const IMAGE = `registry.example.com/app:1.0.0@${DIGEST}`;

/** Facts of an ordinary cluster, with what a test wants different. */
export function testFacts(overlay: object = {}): Facts {
  const raw = merge(
    {
      region: 'eu-west-1',
      ring: 0,
      kubernetes: '1.36',
      capabilities: {
        routing: { kind: 'gateway', gateway: 'public', namespace: 'gateway' },
        secretStore: { name: 'vault' },
        storageClasses: { default: 'standard', names: ['standard'] },
      },
      network: {
        apiServer: { cidrs: ['10.0.0.1/32'] },
        gateway: [{ namespace: 'gateway' }],
      },
    },
    overlay,
  );
  return {
    ...clusterFactsSchema.parse(merge(presets.kubeadm, raw)),
    name: 'test-1',
    environment: 'test',
    tier: 'production',
  };
}

/** A chart as a stack's build gets it. */
export function testChart(props: Partial<StackChartProps> = {}): StackChart {
  return new StackChart(new App(), {
    stack: 'shop',
    team: 'web',
    platformTeam: 'platform',
    namespace: 'shop',
    images: [IMAGE],
    facts: testFacts(),
    namespaces: new Map([
      ['shop', 'shop'],
      ['podinfo', 'podinfo'],
      ['monitoring', 'monitoring'],
    ]),
    ...props,
  });
}

export interface TestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  // tests reach into objects of every kind
  readonly [field: string]: unknown;
}

/** The finished objects of a chart, in the order in which they were made. */
export function objectsOf(chart: StackChart): TestObject[] {
  return chart.node
    .findAll()
    .filter((construct) => ApiObject.isApiObject(construct))
    .map((object) => object.toJson() as TestObject);
}

/** The one object of a kind (and name). */
export function objectOf(chart: StackChart, kind: string, name?: string): TestObject {
  const found = objectsOf(chart).filter(
    (object) => object.kind === kind && (name ?? object.metadata.name) === object.metadata.name,
  );
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} objects of kind ${kind} ${name ?? ''}`);
  return only;
}
