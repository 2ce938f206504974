import type { KubeObject } from '../../../model/kube.ts';
import { ownRules } from '../../../pipeline/check/rules.ts';
import { schemaCatalogs } from '../../../pipeline/check/schema-catalogs.ts';
import { Evaluator, type Violation } from '../../../policies/evaluator.ts';
import type { SchemaCatalog } from '../../../policies/schema/catalog.ts';
import type { ApiClient } from '../../../tools/cluster/api-client.ts';

/** What the real API server and the rules say of one object. */
export interface SchemaVerdict {
  readonly title: string;
  /** `unsure` where it did not come to the fields: it has no such path, or an admission plugin was first. */
  readonly server: 'accepts' | 'refuses' | 'unsure';
  readonly answer: string;
  /** Errors only. */
  readonly found: readonly Violation[];
}

/** These speak of what the API server refuses; others ask for more than it does. */
const RULES = ['valid-schema', 'valid-name', 'no-removed-api'];

/** Compares them: each object is created as a dry run, with strict field validation. */
export class SchemaVerdicts {
  readonly catalog: SchemaCatalog;
  readonly #evaluator: Evaluator;
  readonly #kubernetes: string;

  private constructor(evaluator: Evaluator, catalog: SchemaCatalog, kubernetes: string) {
    this.#evaluator = evaluator;
    this.#kubernetes = kubernetes;
    this.catalog = catalog;
  }

  static async of(kubernetes: string): Promise<SchemaVerdicts> {
    const rules = (await ownRules()).filter(({ id }) => RULES.includes(id));
    const schemas = schemaCatalogs();
    return new SchemaVerdicts(
      new Evaluator({ rules, options: { settings: {} }, schemas }),
      schemas(kubernetes),
      kubernetes,
    );
  }

  async verdict(client: ApiClient, title: string, object: KubeObject): Promise<SchemaVerdict> {
    const found = this.found(object);
    // a value that crashes the API server's own defaulting ends the connection
    const answer = await client
      .answer('POST', this.#path(object), object)
      .catch(() => ({ status: 0, body: 'no answer' }));
    const { status, body } = answer;
    const server =
      status === 400 || status === 422
        ? 'refuses'
        : status === 409 || (status >= 200 && status < 300)
          ? 'accepts'
          : 'unsure';
    return { title, server, answer: server === 'accepts' ? '' : `${status} ${body.slice(0, 600)}`, found };
  }

  /** The errors that the rules find. */
  found(object: KubeObject): readonly Violation[] {
    const cluster = { objects: [object], kubernetes: this.#kubernetes, tier: 'production', complete: false } as const;
    return this.#evaluator.evaluate(cluster).filter(({ severity }) => severity === 'error');
  }

  #path(object: KubeObject): string {
    const kind = this.catalog.kind(object.apiVersion, object.kind);
    if (kind === undefined) throw new TypeError(`there is no kind ${object.apiVersion} ${object.kind}`);
    const base = object.apiVersion.includes('/') ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
    const namespace = kind.namespaced ? '/namespaces/default' : '';
    return `${base}${namespace}/${kind.plural}?dryRun=All&fieldValidation=Strict`;
  }
}
