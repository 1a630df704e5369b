/**
 * T-28: tokens in full as they are sent: kinds of record with the same audiences, by name, and those audiences. 90
 * kinds under 60 teams are 5,400 tokens and one group of 150 names. An audience is the part of a token after its `@`:
 * `org`, `team:<id>`, `user:<id>`.
 */
export type TokenGroups = readonly (readonly [kinds: readonly string[], audiences: readonly string[]])[];

const kindOf = (token: string): string => token.slice(0, token.lastIndexOf('@'));

/** Returns the groups of a set of tokens. The same set has the same groups, in any order of the tokens. */
export function groupsOf(tokens: readonly string[]): TokenGroups {
  const ofKind = Map.groupBy([...new Set(tokens)].sort(), kindOf);
  const groups = new Map<string, { readonly kinds: string[]; readonly audiences: readonly string[] }>();
  for (const [kind, own] of [...ofKind].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const audiences = own.map((token) => token.slice(kind.length + 1));
    const name = audiences.join(' ');
    const found = groups.get(name);
    if (found) found.kinds.push(kind);
    else groups.set(name, { kinds: [kind], audiences });
  }
  return [...groups.values()].map(({ kinds, audiences }) => [kinds, audiences]);
}

/**
 * Returns the tokens of groups. Only for groups of one's own or of one's server: the result for a hostile list of
 * groups has no limit.
 */
export const tokensIn = (groups: TokenGroups): readonly string[] =>
  groups.flatMap(([kinds, audiences]) => kinds.flatMap((kind) => audiences.map((audience) => `${kind}@${audience}`)));

/**
 * Returns a function that checks whether groups contain a token, in time and space limited by the length of the
 * groups.
 */
export function tokenTestOf(groups: TokenGroups): (token: string) => boolean {
  const ofKind = new Map<string, ReadonlySet<string>[]>();
  for (const [kinds, audiences] of groups) {
    const own = new Set(audiences);
    for (const kind of new Set(kinds)) ofKind.set(kind, [...(ofKind.get(kind) ?? []), own]);
  }
  return (token) => {
    const kind = kindOf(token);
    return ofKind.get(kind)?.some((audiences) => audiences.has(token.slice(kind.length + 1))) ?? false;
  };
}

/**
 * Returns the audiences that groups have of each kind, in their order. A row of a page refers to them by their places
 * in it.
 */
export function audiencesByKind(groups: TokenGroups): ReadonlyMap<string, readonly string[]> {
  return new Map(groups.flatMap(([kinds, audiences]) => kinds.map((kind) => [kind, audiences] as const)));
}

/** Whether groups contain the token of a kind and an audience. */
export const hasToken = (groups: TokenGroups, kind: string, audience: string): boolean =>
  groups.some(([kinds, audiences]) => audiences.includes(audience) && kinds.includes(kind));
