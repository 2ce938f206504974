import { describe, expect, test } from '@jest/globals';
import { formerFolders, pointersTo } from '../../../pipeline/git/former-folders.ts';

const FOLDER = 'prod/ring-0/site/_all';
const pointer = (cluster: string) => `prod/_clusters/${cluster}/Application.site.yaml`;

function application(path: unknown) {
  const metadata = { name: 'site', namespace: 'argocd' };
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata, spec: { source: { path } } };
}

/** The former folders of clusters whose pointers said so, and now point at FOLDER. */
function formerOf(...texts: readonly string[]): readonly string[] | undefined {
  const pointers = texts.map((_text, index) => pointer(`c-${index}`));
  const said = new Map(texts.map((text, index) => [pointer(`c-${index}`), text]));
  return formerFolders(new Map([[FOLDER, pointers]]), said).get(FOLDER);
}

function pointingAt(path: string): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: site\nspec:\n  source:\n    path: ${path}\n`;
}

describe('The former variants of clusters', () => {
  test('are those that their Applications pointed at, each once and in order', () => {
    expect(
      formerOf(
        pointingAt('manifests/prod/ring-1/site/_all'),
        pointingAt('manifests/prod/ring-0/site/c-1'),
        pointingAt('manifests/prod/ring-1/site/_all'),
      ),
    ).toEqual(['prod/ring-0/site/c-1', 'prod/ring-1/site/_all']);
  });

  test.each([
    ['is the same', pointingAt(`manifests/${FOLDER}`)],
    ['is the same, written in another way', pointingAt(`"manifests/${FOLDER}"`)],
    ['is of another environment', pointingAt('manifests/dev/ring-0/site/_all')],
    ['is of another stack', pointingAt('manifests/prod/ring-0/shop/_all')],
    ['is the folder of pointers', pointingAt('manifests/prod/_clusters/site/_all')],
    ['is above a variant', pointingAt('manifests/prod/ring-0/site')],
    ['is below a variant', pointingAt('manifests/prod/ring-0/site/_all/site')],
    ['leads upwards', pointingAt('manifests/prod/ring-0/site/../../../../elsewhere')],
    ['is outside of the tree', pointingAt('elsewhere/prod/ring-0/site/c-1')],
    ['is no text', pointingAt('[1]')],
    ['is in what is no YAML', '<<<<<<< ours\n: ['],
    ['is in what is no object', '- 1\n'],
    ['is in an empty file', ''],
  ])('are none where what was pointed at %s', (_title, text) => {
    expect(formerOf(text)).toBeUndefined();
  });

  test('are none for a cluster that is new', () => {
    expect(formerFolders(new Map([[FOLDER, [pointer('new')]]]), new Map())).toEqual(new Map());
  });
});

describe('The pointers to a variant', () => {
  test('are the Applications of its clusters, and not what stacks install', () => {
    const manifests = [
      { path: pointer('a'), object: application(`manifests/${FOLDER}`), source: 'environments/prod.ts' },
      { path: pointer('b'), object: application(`manifests/${FOLDER}`), source: 'environments/prod.ts' },
      { path: pointer('c'), object: application('manifests/prod/ring-0/site/c'), source: 'environments/prod.ts' },
      {
        path: 'prod/ring-0/argocd/_all/argocd/Application.site.yaml',
        object: application(`manifests/${FOLDER}`),
        source: 'stacks/argocd.ts',
      },
    ];
    expect(pointersTo(new Set([FOLDER]), manifests)).toEqual(new Map([[FOLDER, [pointer('a'), pointer('b')]]]));
  });
});
