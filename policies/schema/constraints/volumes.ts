import { at, type Fields, listAt, numberAt, textAt } from '../../read.ts';
import { descendingPath, dnsLabel, whole } from '../grammar.ts';
import { meantMode, octal } from '../octal.ts';
import { all, type Constraints, type ConstraintTable, isGiven, needs, type Report } from './constraint.ts';

const withMode = (field: string): Constraints => ({ whole: (value, report) => modeProblem(value, field, report) });

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go */
export const VOLUMES: ConstraintTable = {
  'core.v1.Volume': {
    fields: { name: dnsLabel },
    whole(value, report) {
      const sources = Object.keys(value).filter((name) => name !== 'name' && isGiven(value, name));
      if (sources.length > 1)
        report([sources[1] ?? ''], `a volume must have one source, and has ${sources.join(' and ')}`);
    },
  },
  'core.v1.ConfigMapVolumeSource': withMode('defaultMode'),
  'core.v1.SecretVolumeSource': {
    whole: all(needs('secretName'), (value, report) => modeProblem(value, 'defaultMode', report)),
  },
  'core.v1.DownwardAPIVolumeSource': withMode('defaultMode'),
  'core.v1.ProjectedVolumeSource': {
    whole(value, report) {
      modeProblem(value, 'defaultMode', report);
      for (const [index, source] of listAt(value, 'sources').entries()) {
        const found = SOURCES.filter((name) => (at(source, name) ?? null) !== null);
        if (found.length > 1) {
          report(['sources', index], `a projected source must be one thing, and is ${found.join(' and ')}`);
        }
      }
    },
  },
  'core.v1.KeyToPath': { fields: { path: descendingPath }, ...withMode('mode') },
  'core.v1.DownwardAPIVolumeFile': {
    fields: { path: descendingPath },
    whole(value, report) {
      modeProblem(value, 'mode', report);
      const [field, resource] = [isGiven(value, 'fieldRef'), isGiven(value, 'resourceFieldRef')];
      if (field === resource)
        report([], `a file must have one of fieldRef and resourceFieldRef, and has ${field ? 'both' : 'none'}`);
    },
  },
  'core.v1.ServiceAccountTokenProjection': { fields: { path: descendingPath, expirationSeconds: whole(600, 2 ** 32) } },
  'core.v1.HostPathVolumeSource': {
    whole(value, report) {
      if (textAt(value, 'path')?.split('/').includes('..')) report(['path'], 'path must not contain ".."');
    },
  },
  'core.v1.NFSVolumeSource': {
    whole(value, report) {
      const path = textAt(value, 'path');
      if (path !== undefined && path !== '' && !path.startsWith('/')) report(['path'], 'path must be absolute');
    },
  },
};

const SOURCES = ['secret', 'downwardAPI', 'configMap', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate'];

function modeProblem(value: Fields, field: string, report: Report): void {
  const mode = numberAt(value, field);
  if (mode === undefined || !Number.isInteger(mode)) return;
  const meant = meantMode(mode);
  const hint =
    meant === undefined
      ? 'Write the mode in octal with a leading zero (0440) or as the decimal number that it is (288), from 0 to 511.'
      : `Write ${octal(meant)} (in JSON and TypeScript: ${meant}).`;
  if (mode < 0 || mode > 0o777) {
    report([field], `${field} must be from 0 to 511 (0777), and is ${mode}`, { remedy: hint });
  } else if (meant !== undefined) {
    report([field], `${field} ${mode} is the mode ${octal(mode)}, and not ${octal(meant)}`, {
      remedy: `${hint} If it is meant, write it in octal: ${octal(mode)}.`,
      severity: 'warning',
    });
  }
}
