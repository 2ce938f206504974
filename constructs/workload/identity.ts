import type { ApiObjectMetadata } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { UserError } from '../../model/errors.ts';
import { LABEL_INSTANCE, LABEL_NAME, LABEL_PART_OF } from '../../model/kube.ts';
import { isDnsLabel } from '../../model/names.ts';

/** What a workload is called, and what selects its pods. */
export interface Identity {
  readonly name: string;
  readonly chart: StackChart;
  /** `<stack>/<name>`, for messages. */
  readonly subject: string;
  /** The labels that select its pods. They never change: the selector of a Deployment is immutable. */
  readonly selectorLabels: Readonly<Record<string, string>>;
  /** The labels of the object, of its pods and of what is made for it. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A kind whose name ends up, with something behind it, in a label or a name of 63 characters. */
export interface NameLimit {
  readonly length: number;
  /** What comes behind the name. */
  readonly because: string;
}

/**
 * @throws UserError when the name is no DNS label or too long
 */
export function identify(
  scope: IConstruct,
  id: string,
  props: { readonly name?: string; readonly metadata?: ApiObjectMetadata },
  limit?: NameLimit,
): Identity {
  const chart = StackChart.of(scope);
  const name = props.name ?? props.metadata?.name ?? id;
  const subject = `${chart.stack}/${name}`;
  if (!isDnsLabel(name)) {
    throw new UserError({
      subject,
      message: `name "${name}" is no DNS label; use at most 63 of a-z, 0-9 and "-", beginning and ending with a letter or digit`,
    });
  }
  if (limit !== undefined && name.length > limit.length) {
    throw new UserError({
      subject,
      message: `name "${name}" has ${name.length} characters; use at most ${limit.length}, because ${limit.because}`,
    });
  }
  const selectorLabels = { [LABEL_NAME]: name, [LABEL_INSTANCE]: chart.stack };
  return { name, chart, subject, selectorLabels, labels: { ...selectorLabels, [LABEL_PART_OF]: chart.stack } };
}
