import { amountOf } from '../../../model/quantity.ts';
import { at, fieldsAt, listAt } from '../../read.ts';
import { dnsSubdomain } from '../grammar.ts';
import { shown } from '../shown.ts';
import { type ConstraintTable, isSet } from './constraint.ts';

const MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go */
export const STORAGE: ConstraintTable = {
  'core.v1.PersistentVolumeClaim': {
    whole(value, report) {
      if (!isSet(fieldsAt(value, 'spec'), 'accessModes')) report(['spec'], 'accessModes is missing');
    },
  },
  'core.v1.PersistentVolumeClaimSpec': {
    fields: { storageClassName: dnsSubdomain },
    whole(value, report) {
      const modes = listAt(value, 'accessModes');
      for (const [index, mode] of modes.entries()) {
        if (typeof mode === 'string' && !MODES.includes(mode)) {
          report(
            ['accessModes', index],
            `accessModes[${index}] must be one of ${MODES.join(', ')}, and is ${shown(mode)}`,
          );
        }
      }
      if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod')) {
        report(['accessModes'], 'ReadWriteOncePod must not be set beside other access modes');
      }
      const storage = at(value, 'resources', 'requests', 'storage');
      if (storage === undefined || storage === null) {
        report([], 'resources.requests.storage is missing', {
          remedy: 'Add it: resources: {requests: {storage: 1Gi}}.',
        });
      } else if ((typeof storage === 'string' || typeof storage === 'number') && (amountOf(storage) ?? 1) <= 0) {
        report(
          ['resources', 'requests', 'storage'],
          `the request of storage must be more than 0, and is ${shown(storage)}`,
        );
      }
    },
  },
};
