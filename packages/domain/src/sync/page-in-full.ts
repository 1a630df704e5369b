import type { Page, PulledRow } from './protocol.ts';
import { audiencesByKind, type TokenGroups } from './token-groups.ts';

/** A row of a page with its tokens by name. */
export type RowInFull =
  | (Omit<Extract<PulledRow, { record: unknown }>, 'through'> & { readonly through: readonly string[] })
  | Extract<PulledRow, { gone: true }>;

/** A page with all its tokens by name. */
export type PageInFull = Omit<Page, 'rows' | 'tokens'> & {
  readonly rows: readonly RowInFull[];
  readonly tokens: TokenGroups;
  /** The tokens are others than the device held, and may lack some of those. */
  readonly changesTokens: boolean;
};

/**
 * T-28: a page with its tokens by name, for a device that holds the tokens `held`. Undefined: a row names a place that its kind does not have, so the page
 * is not of this server's making.
 */
export function pageInFull({ rows, tokens, ...page }: Page, held: TokenGroups): PageInFull | undefined {
  const groups = tokens ?? held;
  const audiences = audiencesByKind(groups);
  /** The same array for rows that are held alike: a page has thousands of rows and a few audiences. */
  const known = new Map<string, readonly string[]>();
  const inFull: RowInFull[] = [];
  for (const row of rows) {
    if ('gone' in row) {
      inFull.push(row);
      continue;
    }
    const kind = row.record.entity;
    const name = `${kind} ${row.through.join(' ')}`;
    const through = known.get(name) ?? row.through.map((place) => `${kind}@${audiences.get(kind)?.[place] ?? ''}`);
    if (through.some((token) => token.endsWith('@'))) return undefined;
    known.set(name, through);
    inFull.push({ ...row, through });
  }
  return { ...page, rows: inFull, tokens: groups, changesTokens: tokens !== undefined };
}

/** T-28: the sets of tokens that a device's checkpoint names by their digests: those it holds, and those it held before the gain under way. */
export type NamedSets = { readonly tokens: TokenGroups; readonly had: TokenGroups };

/** A device that holds nothing yet. */
export const noSets: NamedSets = { tokens: [], had: [] };

/** The sets that a device's next checkpoint names, after a page. `at`: its checkpoint before the page. */
export function setsAfter(
  { tokens, next }: { readonly tokens?: TokenGroups; readonly next: Page['next'] },
  { at, sets }: { readonly at: Page['next'] | null; readonly sets: NamedSets },
): NamedSets {
  const before = at === null ? noSets : sets;
  const had = at?.gain ? before.had : before.tokens;
  return { tokens: tokens ?? before.tokens, had: next.gain ? had : [] };
}

/** The checkpoint with its sets of tokens in full, as a server asks for it that does not know their digests. */
export const checkpointInFull = (at: Page['next'], { tokens, had }: NamedSets): Page['next'] => ({
  ...at,
  tokens: [...writable(tokens)],
  gain: at.gain && { ...at.gain, had: [...writable(had)] },
});

const writable = (groups: TokenGroups): [string[], string[]][] =>
  groups.map(([kinds, audiences]) => [[...kinds], [...audiences]]);

/** K-5, T-28: the text whose digest names the kinds of a build and their schema numbers. */
export const schemasText = (schemas: Readonly<Record<string, number>>): string =>
  JSON.stringify(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
