import { amountOf } from '../../../model/quantity.ts';
import { at, type Fields, fieldsAt, listAt } from '../../read.ts';
import { dnsSubdomain, oneOf } from '../grammar.ts';
import { shown } from '../shown.ts';
import { all, type ConstraintTable, isGiven, isSet, needs, type Report } from './constraint.ts';

const accessMode = oneOf('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod');

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go */
export const STORAGE: ConstraintTable = {
  'core.v1.PersistentVolumeClaim': { whole: needs('spec') },
  'core.v1.PersistentVolumeClaimTemplate': { whole: needs('spec') },
  'core.v1.PersistentVolumeClaimSpec': {
    fields: { storageClassName: dnsSubdomain, volumeMode: oneOf('Filesystem', 'Block') },
    whole(value, report) {
      accessModes(value, report);
      const storage = at(value, 'resources', 'requests', 'storage');
      if (storage === undefined || storage === null) {
        report([], 'resources.requests.storage is missing', { remedy: 'Add resources: {requests: {storage: 1Gi}}.' });
      } else if ((typeof storage === 'string' || typeof storage === 'number') && (amountOf(storage) ?? 1) <= 0) {
        report(
          ['resources', 'requests', 'storage'],
          `the request of storage must be more than 0, and is ${shown(storage)}`,
        );
      }
    },
  },
  'core.v1.PersistentVolume': { whole: needs('spec') },
  'core.v1.PersistentVolumeSpec': {
    fields: { storageClassName: dnsSubdomain, volumeMode: oneOf('Filesystem', 'Block') },
    whole: all(accessModes, (value, report) => {
      const capacity = Object.keys(fieldsAt(value, 'capacity'));
      if (capacity.length !== 1 || capacity[0] !== 'storage')
        report([], 'capacity must have storage, and nothing else');
      const sources = Object.keys(value).filter((name) => !NO_SOURCES.has(name) && isGiven(value, name));
      if (sources.length !== 1) {
        report([], `a volume must have one source, and has ${sources.length === 0 ? 'none' : sources.join(' and ')}`);
      }
      if (isGiven(value, 'local') && !isGiven(value, 'nodeAffinity'))
        report([], 'nodeAffinity is missing, which a local volume needs');
    }),
  },
  'storage.v1.CSIDriverSpec': { fields: { fsGroupPolicy: oneOf('ReadWriteOnceWithFSType', 'File', 'None') } },
};

/** Fields of a volume that say what it is for, and not where it is. */
const NO_SOURCES: ReadonlySet<string> = new Set([
  ...['accessModes', 'capacity', 'claimRef', 'mountOptions', 'nodeAffinity', 'persistentVolumeReclaimPolicy'],
  ...['storageClassName', 'volumeAttributesClassName', 'volumeMode'],
]);

function accessModes(value: Fields, report: Report): void {
  if (!isSet(value, 'accessModes'))
    report([], 'accessModes is missing', { remedy: 'Add accessModes: [ReadWriteOnce].' });
  const modes = listAt(value, 'accessModes');
  for (const [index, mode] of modes.entries()) {
    const must = accessMode(mode ?? '');
    if (must !== undefined) report(['accessModes', index], `accessModes[${index}] ${must}, and is ${shown(mode)}`);
  }
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod')) {
    report(['accessModes'], 'ReadWriteOncePod must not be set beside other access modes');
  }
}
