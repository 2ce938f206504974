import { at, type Fields, fieldsAt } from '../../read.ts';
import { configKey } from '../grammar.ts';
import { quoted } from '../shown.ts';
import { type ConstraintTable, isSet, type Report } from './constraint.ts';

/** All values of a ConfigMap or a Secret together, in bytes. */
const MOST = 1024 * 1024;

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go */
export const CONFIGURATION: ConstraintTable = {
  'core.v1.ConfigMap': {
    whole(value, report) {
      keyProblems(value, ['data', 'binaryData'], report);
      const binary = fieldsAt(value, 'binaryData');
      for (const key of Object.keys(fieldsAt(value, 'data'))) {
        if (Object.hasOwn(binary, key)) report(['binaryData', key], `the key ${quoted(key)} stands in data too`);
      }
    },
  },
  'core.v1.Secret': {
    whole(value, report) {
      keyProblems(value, ['data', 'stringData'], report);
      const keys = new Set([...Object.keys(fieldsAt(value, 'data')), ...Object.keys(fieldsAt(value, 'stringData'))]);
      const type = at(value, 'type');
      for (const key of typeof type === 'string' && Object.hasOwn(KEYS, type) ? (KEYS[type] ?? []) : []) {
        if (!keys.has(key)) report([], `a Secret of the type ${type} needs the key ${key}`);
      }
      if (type === 'kubernetes.io/basic-auth' && !keys.has('username') && !keys.has('password')) {
        report([], `a Secret of the type ${type} needs the key username or password`);
      }
      const annotations = fieldsAt(value, 'metadata', 'annotations');
      if (type === 'kubernetes.io/service-account-token' && !isSet(annotations, 'kubernetes.io/service-account.name')) {
        report([], `a Secret of the type ${type} needs the annotation kubernetes.io/service-account.name`);
      }
    },
  },
};

/** What the types of Secrets need: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

function keyProblems(value: Fields, lists: readonly string[], report: Report): void {
  let size = 0;
  for (const list of lists) {
    const entries = fieldsAt(value, list);
    for (const key of Object.keys(entries)) {
      const must = configKey(key);
      if (must !== undefined) report([list, key], `the key ${must}, and is ${quoted(key)}`);
      const text = entries[key];
      if (typeof text !== 'string') continue;
      // base64 has four characters for three bytes
      const encoded = list === 'binaryData' || (list === 'data' && lists.includes('stringData'));
      size += encoded ? Buffer.byteLength(text, 'base64') : Buffer.byteLength(text);
    }
  }
  if (size > MOST) report([], `its values must have at most ${MOST} bytes together, and have ${size}`);
}
