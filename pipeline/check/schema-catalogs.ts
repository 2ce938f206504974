import { SchemaCatalog, type SchemaSource } from '../../policies/schema/catalog.ts';
import { schemaSource } from './schemas.ts';

/** Catalogs by Kubernetes version: each is made once, and reads its files when somebody asks for a kind. */
export function schemaCatalogs(): (kubernetes: string) => SchemaCatalog {
  const catalogs = new Map<string, SchemaCatalog>();
  let source: SchemaSource | undefined;
  return (kubernetes) => {
    let catalog = catalogs.get(kubernetes);
    if (catalog === undefined) {
      source ??= schemaSource();
      catalog = new SchemaCatalog(source, kubernetes);
      catalogs.set(kubernetes, catalog);
    }
    return catalog;
  };
}

/** The minor versions of Kubernetes whose schemas come with Stele, the newest last. */
export function kubernetesVersions(): readonly string[] {
  return schemaSource().versions;
}
