import { createHash } from 'node:crypto';
import type { Rule } from '../../policies/rule.ts';
import type { FindingReport, ReportedFinding } from './finding-report.ts';
import { nameOf } from './finding-text.ts';

const LEVELS = { error: 'error', warning: 'warning', advice: 'note' } as const;

/**
 * Findings as a SARIF log, which code scanning services read.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 *
 * @param rules all that may have found something
 * @param version of Stele
 */
export function findingsSarif({ findings }: FindingReport, rules: readonly Rule[], version: string): object {
  const found = new Set(findings.map(({ rule }) => rule));
  const described = rules.filter(({ id }) => found.has(id));
  const indexes = new Map(described.map(({ id }, index) => [id, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'stele',
            version,
            informationUri: 'https://github.com/stele-dev/stele',
            rules: described.map(ruleOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, indexes.get(finding.rule))),
      },
    ],
  };
}

function ruleOf({ id, title, severity, why, fix, links, upstream }: Rule): object {
  const [link] = links;
  return {
    id,
    name: id.replace(/(^|-)([a-z])/g, (_, _dash: string, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: fix },
    ...(link === undefined ? {} : { helpUri: link }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: upstream },
  };
}

function resultOf(finding: ReportedFinding, ruleIndex: number | undefined): object {
  const { rule, severity, file, line, pointer, message, remedy, waived } = finding;
  const name = nameOf(finding);
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[severity],
    message: { text: `${name}: ${message}; ${remedy}` },
    locations: [
      {
        ...(file === null
          ? {}
          : {
              physicalLocation: {
                artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
                ...(line === null ? {} : { region: { startLine: line } }),
              },
            }),
        logicalLocations: [{ fullyQualifiedName: `${name}${pointer}`, kind: 'object' }],
      },
    ],
    partialFingerprints: { 'stele/v1': fingerprintOf(finding) },
    ...(waived === null ? {} : { suppressions: [{ kind: 'inSource', justification: waived.reason }] }),
  };
}

/** The same for the same finding, wherever its line has moved to. */
function fingerprintOf({ rule, object, pointer }: ReportedFinding): string {
  const { kind, namespace, name } = object;
  return createHash('sha256')
    .update(JSON.stringify([rule, kind, namespace, name, pointer]))
    .digest('hex');
}
