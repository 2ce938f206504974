import { fieldsAt, pointer, textAt } from '../read.ts';
import { defineRule } from '../rule.ts';

// before Kubernetes 1.30 the only way, and still copied into the field
const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

export default defineRule({
  kind: 'admission',
  id: 'no-apparmor-unconfined',
  title: 'AppArmor is not switched off',
  severity: 'error',
  why: 'Where a node has AppArmor, the runtime’s profile keeps a container from mounting, and from writing to /proc and /sys. Unconfined takes that away for no other gain than that something forbidden works.',
  fix: 'Remove the profile, or set securityContext.appArmorProfile.type to RuntimeDefault or Localhost; the annotations container.apparmor.security.beta.kubernetes.io/… to runtime/default or localhost/….',
  upstream: ['PSS baseline: AppArmor', 'KSV-0002', 'kyverno: restrict-apparmor-profiles'],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    'https://kubernetes.io/docs/tutorials/security/apparmor/',
  ],
  since: '0.1.0',
  each: 'podAndContainers',
  require:
    "it.?securityContext.?appArmorProfile.?type.orValue(it.?securityContext.?appArmorProfile.hasValue() ? '' : 'RuntimeDefault') " +
    "in ['RuntimeDefault', 'Localhost'] && (has(it.name) || variables.annotations.all(key, " +
    `!key.startsWith('${ANNOTATION}') || variables.annotations[key] in ['', 'runtime/default'] || ` +
    "variables.annotations[key].startsWith('localhost/')))",
  message: 'must not set another AppArmor profile than RuntimeDefault or Localhost',
  at: (item, _, pod) => {
    const profile = fieldsAt(item, 'securityContext').appArmorProfile;
    const wrong = profile !== undefined && !['RuntimeDefault', 'Localhost'].includes(textAt(profile, 'type') ?? '');
    const field = wrong ? ['/securityContext/appArmorProfile/type'] : [];
    if (item !== pod.spec) return field;
    const annotations = Object.entries(fieldsAt(pod.metadata, 'annotations')).flatMap(([key, value]) =>
      key.startsWith(ANNOTATION) && !/^$|^runtime\/default$|^localhost\//.test(String(value))
        ? [`..${pointer('metadata', 'annotations', key)}`]
        : [],
    );
    return [...field, ...annotations];
  },
  podSecurity: [{ level: 'baseline' }],
  examples: {
    pass: [
      {
        title: 'nothing is said',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
      {
        title: 'a profile of your own',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext:
              appArmorProfile: { type: RuntimeDefault }
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext:
                  appArmorProfile: { type: Localhost, localhostProfile: web }
        `,
      },
    ],
    fail: [
      {
        title: 'a container whose field says Unconfined',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext:
                  appArmorProfile: { type: Unconfined }
        `,
        at: ['/spec/containers/0/securityContext/appArmorProfile/type'],
      },
      {
        title: 'the field of the pod',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext:
              appArmorProfile: { type: Unconfined }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/securityContext/appArmorProfile/type'],
      },
      {
        title: 'the annotation of older versions',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata:
            name: web
            annotations: { container.apparmor.security.beta.kubernetes.io/web: unconfined }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/metadata/annotations/container.apparmor.security.beta.kubernetes.io~1web'],
      },
    ],
  },
});
