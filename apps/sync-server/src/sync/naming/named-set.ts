import { createHash } from 'node:crypto';
import { audiencesByKind, groupsOf, tokenTestOf, type TokenGroups } from '@outpost/domain/sync/token-groups';
import type { Database } from '../../db/database.ts';

/** T-28: a person's tokens, in the form in which the wire names them. */
export type NamedSet = {
  readonly digest: string;
  readonly groups: TokenGroups;
  /** The place of each token among the audiences of its kind. */
  readonly places: ReadonlyMap<string, number>;
};

/** Returns the SHA-256 digest of a text in base64url, 43 characters. */
export const sha256Base64Url = (text: string): string => createHash('sha256').update(text).digest('base64url');

const named = new WeakMap<readonly string[], NamedSet>();

/**
 * Names a set of tokens. Computed once for each array: the array of a person's tokens stays the same while their rights
 * do.
 */
export function namedSet(tokens: readonly string[]): NamedSet {
  const known = named.get(tokens);
  if (known) return known;
  const groups = groupsOf(tokens);
  const places = new Map(
    [...audiencesByKind(groups)].flatMap(([kind, audiences]) =>
      audiences.map((audience, place) => [`${kind}@${audience}`, place] as const),
    ),
  );
  const set = { digest: sha256Base64Url(JSON.stringify(groups)), groups, places };
  named.set(tokens, set);
  return set;
}

/**
 * The sets that this process has named to devices, by person. The set that was named longest ago is evicted first. A
 * person finds no sets of another one by their digest: it would reveal a colleague's roles.
 */
export class NamedSets {
  readonly #known = new Map<string, TokenGroups>();

  /** Returns a function that tests whether a token is in the set of this digest. Undefined: the set is not known. */
  find(person: string, digest: string): ((token: string) => boolean) | undefined {
    const groups = this.#known.get(`${person} ${digest}`);
    return groups && tokenTestOf(groups);
  }

  /** Remembers a set, of at most `most` in all, and returns its digest. */
  name(person: string, tokens: readonly string[], most: number): string {
    const { digest, groups } = namedSet(tokens);
    const name = `${person} ${digest}`;
    this.#known.delete(name);
    this.#known.set(name, groups);
    for (const [oldest] of this.#known) {
      if (this.#known.size <= most) break;
      this.#known.delete(oldest);
    }
    return digest;
  }
}

const ofServers = new WeakMap<Database, NamedSets>();

/** Returns the sets that the server on this database has named since its start. */
export function namedSetsOf(database: Database): NamedSets {
  const sets = ofServers.get(database) ?? new NamedSets();
  ofServers.set(database, sets);
  return sets;
}
