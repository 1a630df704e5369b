import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { schemasText } from '@outpost/domain/sync/page-in-full';
import type { PullRequest } from '@outpost/domain/sync/protocol';
import { sha256Base64Url } from './named-set.ts';

export type SchemaNumbers = Readonly<Record<string, number>>;

/** E-3, chosen: at most some hundred builds are in use at the same time. */
const mostBuilds = 200;

type Builds = Map<string, SchemaNumbers>;
const ofCatalogues = new WeakMap<Catalogue, Builds>();

function buildsOf(installed: Catalogue): Builds {
  const known = ofCatalogues.get(installed);
  if (known) return known;
  const own = Object.fromEntries([...installed.entities.values()].map(({ name, schema }) => [name, schema]));
  const builds: Builds = new Map([[sha256Base64Url(schemasText(own)), own]]);
  ofCatalogues.set(installed, builds);
  return builds;
}

/**
 * T-28: returns the schema numbers that a request names, by their digest or in full. Undefined for a digest of another
 * build: the server then asks for them in full.
 */
export const schemasNamed = (installed: Catalogue, schemas: PullRequest['schemas']): SchemaNumbers | undefined =>
  typeof schemas === 'string' ? buildsOf(installed).get(schemas) : schemas;

/** Remembers the numbers of a build that this server serves, of the kinds that it knows, for requests that name them by digest. */
export function rememberBuild(installed: Catalogue, schemas: SchemaNumbers): void {
  const builds = buildsOf(installed);
  const digest = sha256Base64Url(schemasText(schemas));
  if (builds.has(digest)) return;
  const known = Object.fromEntries(Object.entries(schemas).filter(([name]) => installed.entities.has(name)));
  const [own, oldest] = builds.keys();
  if (builds.size >= mostBuilds && own !== undefined && oldest !== undefined) builds.delete(oldest); // the server's own stays
  builds.set(digest, known);
}
