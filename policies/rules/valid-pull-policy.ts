import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'valid-pull-policy',
  title: 'Images with a digest are pulled if not present',
  severity: 'warning',
  why: 'A digest names one content for ever, so Always gains nothing and makes every start of a pod depend on the registry. Never makes the pod fail on each node that has not pulled the image before.',
  fix: 'Set imagePullPolicy: IfNotPresent. Without the field that is the default, but for the tag latest, even with a digest.',
  upstream: ['kube-score: container-image-pull-policy', 'kyverno: always-pull-images'],
  links: ['https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy'],
  since: '0.1.0',
  looksAt: 'pods',
  check(_, { pod }) {
    return (pod?.containers ?? []).flatMap(({ container: { image, imagePullPolicy }, name, pointer }) => {
      if (typeof image !== 'string') return [];
      const policy = imagePullPolicy ?? defaultPolicy(image);
      const isWrong = policy === 'Never' || (policy === 'Always' && image.includes('@'));
      if (!isWrong) return [];
      const how = imagePullPolicy === undefined ? `${policy}, the default for the tag latest` : `${policy}`;
      return [{ pointer: `${pointer}/imagePullPolicy`, message: `container ${name} has the pull policy ${how}` }];
    });
  },
  examples: {
    pass: [
      {
        title: 'a digest, and the policy that suits it',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                imagePullPolicy: IfNotPresent
        `,
      },
      {
        title: 'a tag alone, which may move',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - { name: web, image: example.com/web:1.0.0, imagePullPolicy: Always }
        `,
      },
    ],
    fail: [
      {
        title: 'Always for a content that never changes',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                imagePullPolicy: Always
        `,
        at: ['/spec/containers/0/imagePullPolicy'],
      },
      {
        title: 'Never, and the default of the tag latest',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - { name: web, image: example.com/web:1.0.0, imagePullPolicy: Never }
              - name: proxy
                image: example.com/proxy:latest@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        `,
        at: ['/spec/containers/0/imagePullPolicy', '/spec/containers/1/imagePullPolicy'],
      },
    ],
  },
});

/** A digest without a tag is not latest: https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/v1/defaults.go */
function defaultPolicy(image: string): string {
  return /:latest(?:@|$)/.test(image) ? 'Always' : 'IfNotPresent';
}
