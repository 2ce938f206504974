import {
  boolYaml11Tag,
  defineScalarTag,
  FAILSAFE_SCHEMA,
  floatCoreTag,
  intYaml11Tag,
  mergeTag,
  NOT_RESOLVED,
  nullYaml11Tag,
  type Schema,
} from 'js-yaml';

/**
 * YAML as Kubernetes reads it: 1.1, where `on` is true and 0440 is octal, with two exceptions of its parser (Go): `22:22`
 * is a text, and so is a date. https://github.com/kubernetes-sigs/yaml
 */
export function kubernetesYaml(): Schema {
  return FAILSAFE_SCHEMA.withTags(nullYaml11Tag, boolYaml11Tag, intTag(), floatCoreTag, mergeTag);
}

/** Without sexagesimal numbers. */
function intTag() {
  return defineScalarTag<number>(intYaml11Tag.tagName, {
    ...intYaml11Tag,
    resolve: (source, ...rest) => (source.includes(':') ? NOT_RESOLVED : intYaml11Tag.resolve(source, ...rest)),
  });
}
