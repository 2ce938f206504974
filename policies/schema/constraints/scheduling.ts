import { at, textAt } from '../../read.ts';
import type { ConstraintTable } from './constraint.ts';

/** The highest value that is not a system class's. */
const MOST = 1_000_000_000;

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/scheduling/validation/validation.go */
export const SCHEDULING: ConstraintTable = {
  'scheduling.v1.PriorityClass': {
    whole(value, report) {
      const [name, priority] = [textAt(value, 'metadata', 'name') ?? '', at(value, 'value')];
      if (typeof priority === 'number' && priority > MOST && !name.startsWith('system-')) {
        report(['value'], `value must not be more than ${MOST}, and is ${priority}`);
      }
    },
  },
};
