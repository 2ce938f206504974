import { at, type Fields, fieldsAt, listAt, textAt } from '../../read.ts';
import { isQualifiedName, labelValue, qualifiedName } from '../grammar.ts';
import { quoted, shown } from '../shown.ts';
import { type ConstraintTable, isSet, type Report } from './constraint.ts';

/** https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go */
export const META: ConstraintTable = {
  'meta.v1.LabelSelector': {
    whole: (value, report) => labelProblems(fieldsAt(value, 'matchLabels'), ['matchLabels'], report),
  },
  'meta.v1.LabelSelectorRequirement': {
    fields: { key: qualifiedName },
    whole(value, report) {
      operatorProblems(value, ['In', 'NotIn', 'Exists', 'DoesNotExist'], report);
      for (const [index, text] of listAt(value, 'values').entries()) {
        if (labelValue(text) !== undefined) report(['values', index], `values[${index}] ${labelValue(text)}`);
      }
    },
  },
  'core.v1.NodeSelectorRequirement': {
    fields: { key: qualifiedName },
    whole(value, report) {
      operatorProblems(value, ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'], report);
      const operator = textAt(value, 'operator');
      if ((operator === 'Gt' || operator === 'Lt') && listAt(value, 'values').length !== 1) {
        report(['values'], `values must be one number where the operator is ${operator}`);
      }
    },
  },
  'core.v1.PodTemplateSpec': {
    whole: (value, report) => metadataProblems(fieldsAt(value, 'metadata'), ['metadata'], report),
  },
};

/** All annotations of an object together, in bytes. */
const MOST_ANNOTATIONS = 256 * 1024;

/** What is wrong with labels, annotations, finalizers and owners. Fields of the wrong type are the schema's business. */
export function metadataProblems(metadata: Fields, path: readonly (string | number)[], report: Report): void {
  labelProblems(fieldsAt(metadata, 'labels'), [...path, 'labels'], report);
  const annotations = fieldsAt(metadata, 'annotations');
  let size = 0;
  for (const key of Object.keys(annotations)) {
    const text = annotations[key];
    if (!isQualifiedName(key.toLowerCase())) {
      report(
        [...path, 'annotations', key],
        `the annotation's key ${qualifiedName(key) ?? MUST_BE_LOWER}, and is ${quoted(key)}`,
      );
    }
    if (typeof text === 'string') size += Buffer.byteLength(key) + Buffer.byteLength(text);
  }
  if (size > MOST_ANNOTATIONS) {
    report([...path, 'annotations'], `annotations must have at most ${MOST_ANNOTATIONS} bytes, and have ${size}`);
  }
  for (const [index, finalizer] of listAt(metadata, 'finalizers').entries()) {
    const must = qualifiedName(finalizer);
    if (must !== undefined)
      report([...path, 'finalizers', index], `finalizers[${index}] ${must}, and is ${shown(finalizer)}`);
  }
}

const MUST_BE_LOWER = 'must begin with a DNS name';

/** Labels as objects have them, and as selectors ask for them. */
export function labelProblems(labels: Fields, path: readonly (string | number)[], report: Report): void {
  for (const key of Object.keys(labels)) {
    const value = labels[key];
    const keyMust = qualifiedName(key);
    if (keyMust !== undefined) report([...path, key], `the label's key ${keyMust}, and is ${quoted(key)}`);
    const must = labelValue(value);
    if (must !== undefined) report([...path, key], `the label ${quoted(key)} ${must}, and is ${shown(value)}`);
  }
}

function operatorProblems(value: Fields, operators: readonly string[], report: Report): void {
  const operator = at(value, 'operator');
  if (typeof operator !== 'string' || operator === '') return;
  if (!operators.includes(operator)) {
    report(['operator'], `operator must be one of ${operators.join(', ')}, and is ${shown(operator)}`);
  } else if (operator === 'In' || operator === 'NotIn') {
    if (!isSet(value, 'values')) report([], `values is missing, which the operator ${operator} needs`);
  } else if (operator.endsWith('Exist') || operator === 'Exists') {
    if (isSet(value, 'values')) report(['values'], `values must not be set where the operator is ${operator}`);
  }
}
