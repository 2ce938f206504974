import { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { didYouMean, throwIfAny } from '../../model/errors.ts';
import { LABEL_SEALED } from '../../model/kube.ts';
import { need } from '../../model/missing-fact.ts';
import { mirrored } from '../image-mirror.ts';
import { AdmissionPolicy } from './admission-policy.ts';
import { type ControllerGrant, GRANTS } from './grants.ts';
import { namespaceSealSpec, type SealText, sealSpec } from './seal-spec.ts';

export interface SealProps {
  /**
   * What further controllers may write of Git's, by their names in the fact `identities.controllers`; for a name that
   * Stele knows, instead of what it knows.
   * @default what Stele knows: see `GRANTS`
   */
  readonly grants?: Readonly<Record<string, readonly ControllerGrant[]>>;
  /**
   * Repositories of images that members of the group `identities.debugGroup` may debug with, without tag and digest; on a
   * cluster with a registry mirror it is the mirror's.
   * @default none: nobody debugs with ephemeral containers
   */
  readonly debugImages?: readonly string[];
}

/**
 * Seals the namespaces that carry the label `stele.dev/sealed: "true"`: what runs there changes by a commit only.
 *
 * - People may delete and evict pods, and nothing else; the message names the file to change.
 * - Service accounts, kubelets and the control plane may write what Git does not own, and the status of everything.
 * - Argo CD may write everything, listed controllers what they have to of Git's objects.
 * - Members of the break-glass group may do everything; the audit log says so.
 * - Members of the debug group may add an ephemeral container of a listed image, restricted, and attach to it.
 *
 * An object is Git's when its tracking id names that very object: controllers copy annotations to what they make.
 * The API server does not judge policies by policies: the seal keeps nobody out who may remove it.
 *
 * A cluster whose policy engine is another (fact `capabilities.policyEngine`) gets nothing.
 *
 * @throws UserError when the facts list a controller that neither Stele nor `grants` knows
 * @throws MissingFact when the cluster was not told its policy engine or its identities
 */
export class Seal extends Construct {
  constructor(scope: Construct, id: string, { grants = {}, debugImages = [] }: SealProps = {}) {
    super(scope, id);
    const chart = StackChart.of(this);
    const { facts } = chart;
    if (need(facts, 'capabilities.policyEngine', 'the seal') !== 'validating-admission-policy') return;
    const controllers = need(facts, 'identities.controllers', 'the seal');
    const known: Readonly<Record<string, readonly ControllerGrant[]>> = { ...GRANTS, ...grants };
    throwIfAny(
      Object.keys(controllers)
        .filter((name) => !Object.hasOwn(known, name))
        .map((name) => ({
          subject: `${chart.stack}/${id}`,
          message: `fact identities.controllers: "${name}" is no controller that Stele knows${didYouMean(name, Object.keys(known))}; say what it may write of Git's objects in grants, or an empty list`,
        })),
    );
    const text: SealText = {
      argocd: need(facts, 'identities.argocd', 'the seal'),
      machines: [...new Set(Object.values(controllers).flat())].filter((user) => !user.startsWith(ACCOUNTS)).sort(),
      grants: Object.entries(controllers)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .flatMap(([name, users]) => (known[name] ?? []).map((grant) => ({ users, ...grant }))),
      breakGlassGroup: facts.identities.breakGlassGroup,
      debug:
        facts.identities.debugGroup === undefined || debugImages.length === 0
          ? undefined
          : {
              group: facts.identities.debugGroup,
              images: debugImages.map((image) => mirrored(image, facts.registryMirror)),
            },
    };
    new AdmissionPolicy(this, id, {
      spec: sealSpec(text),
      action: 'deny',
      namespaceSelector: { matchLabels: { [LABEL_SEALED]: 'true' } },
    });
    new AdmissionPolicy(this, `${id}-namespaces`, { spec: namespaceSealSpec(text), action: 'deny' });
  }
}

const ACCOUNTS = 'system:serviceaccount:';
