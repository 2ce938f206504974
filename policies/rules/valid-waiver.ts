import { ANNOTATION_WAIVE } from '../../model/kube.ts';
import { pointer } from '../read.ts';
import { defineRule } from '../rule.ts';
import { podWaiversOf, waiversOf } from '../waivers.ts';

export default defineRule({
  kind: 'object',
  id: 'valid-waiver',
  title: 'Waivers have a reason, an owner and a date, and are needed',
  severity: 'error',
  why: 'A waiver is a debt. Without a reason nobody can judge it, without an owner nobody pays it, without a date it stays for ever; and one that is no longer needed permits what nobody has thought of.',
  fix: 'Write waive(rule, { reason, owner, until }) in the stack, or the annotation as "<reason> (owner: <team>, until: YYYY-MM-DD)"; remove it when the object satisfies the rule. A date that has passed is a warning: `stele waivers` fails for it, `stele synth` never does.',
  upstream: [],
  links: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/'],
  since: '0.1.0',
  *check(object) {
    const own = { place: pointer('metadata', 'annotations'), waivers: waiversOf(object) };
    for (const { place, waivers } of [own, ...podWaiversOf(object)]) {
      for (const [rule, waiver] of waivers) {
        if (waiver !== undefined) continue;
        yield {
          pointer: `${place}${pointer(`${ANNOTATION_WAIVE}${rule}`)}`,
          message: `the waiver of ${rule} has no reason, owner and date`,
          remedy: 'write <reason> (owner: <team>, until: YYYY-MM-DD), or use waive()',
        };
      }
    }
  },
  examples: {
    pass: [
      {
        title: 'a reason, an owner and a date',
        yaml: `
          apiVersion: v1
          kind: Namespace
          metadata:
            name: node-tools
            annotations:
              stele.dev/waive.require-pod-security-label: "the node exporter reads /proc (owner: platform, until: 2031-01-31)"
        `,
      },
    ],
    fail: [
      {
        title: 'no date',
        yaml: `
          apiVersion: v1
          kind: Namespace
          metadata:
            name: node-tools
            annotations:
              stele.dev/waive.require-pod-security-label: the node exporter reads /proc
        `,
        at: ['/metadata/annotations/stele.dev~1waive.require-pod-security-label'],
      },
      {
        title: 'no date, for the pods of an operator',
        yaml: `
          apiVersion: monitoring.coreos.com/v1
          kind: Prometheus
          metadata:
            name: main
            namespace: monitoring
          spec:
            podMetadata:
              annotations:
                stele.dev/waive.require-scratch-limit: the operator sets none
        `,
        at: ['/spec/podMetadata/annotations/stele.dev~1waive.require-scratch-limit'],
      },
    ],
  },
});
