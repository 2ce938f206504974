import { BUILT_IN_CONTROLLERS, policyPack } from '../../../policies/cel/pack.ts';
import type { AppliedRule } from '../../../policies/settings.ts';
import type { ApiClient } from '../../../tools/cluster/api-client.ts';
import { waitFor } from '../../../tools/cluster/wait.ts';
import type { AnyAdmissionRule } from './synth-verdict.ts';

const GROUP = '/apis/admissionregistration.k8s.io/v1';

/** As whom waivers count in the packs of tests. */
export const ARGO_CD = 'system:serviceaccount:argocd:argocd-application-controller';

/** What is sent to the API server, as a dry run. */
export interface TriedRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH';
  /** Such as `/api/v1/namespaces/web/pods`. */
  readonly path: string;
  readonly body: object;
  /** @default "application/json" */
  readonly type?: string;
}

/**
 * What the cluster says: who breaks which rule, as `no-privileged: web`, in alphabetical order; or that the object was
 * no valid one before any rule looked at it.
 */
export type ClusterVerdict = { readonly broken: readonly string[] } | { readonly invalid: string };

/** The policies of a pack in one namespace: errors deny, warnings warn. */
export class InstalledPack {
  readonly namespace: string;
  readonly #client: ApiClient;
  readonly #rules: readonly AnyAdmissionRule[];

  private constructor(client: ApiClient, namespace: string, applied: readonly AppliedRule[]) {
    this.#client = client;
    this.namespace = namespace;
    this.#rules = applied.flatMap(({ rule }) => (rule.kind === 'admission' ? [rule] : []));
  }

  /** Makes policies and bindings that hold in a namespace, and waits until the API server applies them. */
  static async into(client: ApiClient, namespace: string, applied: readonly AppliedRule[]): Promise<InstalledPack> {
    const pack = policyPack(applied, { argocd: ARGO_CD, controllers: BUILT_IN_CONTROLLERS }).flatMap(
      // the clusters of these tests know no custom resources
      ({ scope, ...rest }) => (scope === 'waivers' ? [] : [{ scope, ...rest }]),
    );
    for (const { scope, severity, spec } of pack) {
      const name = `${namespace}-${scope}-${severity}`;
      const head = { apiVersion: 'admissionregistration.k8s.io/v1', metadata: { name } };
      await client.create(`${GROUP}/validatingadmissionpolicies`, {
        ...head,
        kind: 'ValidatingAdmissionPolicy',
        spec,
      });
      await client.create(`${GROUP}/validatingadmissionpolicybindings`, {
        ...head,
        kind: 'ValidatingAdmissionPolicyBinding',
        spec: {
          policyName: name,
          validationActions: [severity === 'error' ? 'Deny' : 'Warn'],
          matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
        },
      });
    }
    const installed = new InstalledPack(client, namespace, applied);
    const canaries = pack.map(({ scope, severity }) => ({
      ...CANARIES[scope],
      policy: `${namespace}-${scope}-${severity}`,
    }));
    for (const { path, body, policy } of canaries) {
      await waitFor(
        async () => {
          const { body: text, warnings } = await installed.#send({
            method: 'POST',
            path: `/api/v1/namespaces/${namespace}/${path}`,
            body,
          });
          return [text, ...warnings].some((said) => said.includes(`'${policy}'`));
        },
        { what: `the policy ${policy} to hold`, timeout: 60_000 },
      );
    }
    return installed;
  }

  /** Asks what the cluster says of a request; the namespace has to be this one. */
  async judge(request: TriedRequest): Promise<ClusterVerdict> {
    const verdict = await this.judgeOrCut(request);
    if ('cut' in verdict) throw new Error(`the message is cut: ${verdict.cut}`);
    return verdict;
  }

  /** As `judge`; but a message that is too long to name everything is told as it is. */
  async judgeOrCut(request: TriedRequest): Promise<ClusterVerdict | { readonly cut: string }> {
    const { status, body, warnings } = await this.#send(request);
    const said = warnings.filter((warning) => warning.includes('ValidatingAdmissionPolicy')).map(unescaped);
    if (status < 300) return { broken: this.#named(said) };
    const { message } = JSON.parse(body) as { readonly message: string };
    if (status === 422 || status === 400) return { invalid: message };
    if (status !== 403 || !message.includes(`ValidatingAdmissionPolicy '${this.namespace}-`)) {
      throw new Error(`${request.method} ${request.path}: ${status} ${message}`);
    }
    if (message.endsWith(' ...')) return { cut: message };
    return { broken: this.#named([message, ...said]) };
  }

  #send({ method, path, body, type }: TriedRequest) {
    return this.#client.answer(method, `${path}?dryRun=All`, body, type);
  }

  #named(messages: readonly string[]): readonly string[] {
    return this.#rules
      .flatMap(({ id, message }) => {
        const told = messages.map((text) => offendersIn(text, id, message)).find((names) => names !== undefined);
        return (told ?? []).map((name) => `${id}: ${name}`);
      })
      .sort();
  }
}

/** What breaks some rule of any pack, so that one sees when it holds. */
const CANARIES = {
  pods: {
    path: 'pods',
    body: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'canary' },
      spec: {
        shareProcessNamespace: true,
        securityContext: { runAsUser: 0 },
        containers: [{ name: 'canary', image: 'canary', securityContext: { privileged: true } }],
      },
    },
  },
  services: {
    path: 'services',
    body: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'canary' },
      spec: { type: 'NodePort', externalIPs: ['198.51.100.1'], ports: [{ port: 80 }] },
    },
  },
} as const;

/** The names between a rule's id and what must be. */
function offendersIn(text: string, id: string, message: string): readonly string[] | undefined {
  const begin = text.indexOf(`[${id}] `);
  if (begin < 0) return undefined;
  const rest = text.slice(begin + id.length + 3);
  const end = rest.indexOf(` ${message}`);
  if (end < 0) throw new Error(`${id} is named without what must be: ${text}`);
  return rest.slice(0, end).split(', ');
}

/** The text of a `Warning` header: https://www.rfc-editor.org/rfc/rfc7234#section-5.5 */
function unescaped(header: string): string {
  return header.replaceAll('\\"', '"').replaceAll('\\\\', '\\');
}
