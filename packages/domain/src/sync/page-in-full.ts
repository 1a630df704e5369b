import { sameJson } from '../kernel/json.ts';
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
  /** Whether the tokens differ from those that the device held, and may lack some of those. */
  readonly changesTokens: boolean;
};

/** The checkpoint of a device, null before its first page, and the sets of tokens that the checkpoint identifies. */
export type DevicePlace = { readonly at: Page['next'] | null; readonly sets: CheckpointSets };

/**
 * T-28: returns a page with its tokens by name, for a device at this place. Undefined where the page is faulty: it leaves out
 * its tokens although its checkpoint names others than the device's, or a row contains a place that its kind does not have.
 */
export function pageInFull({ rows, tokens, ...page }: Page, { at, sets }: DevicePlace): PageInFull | undefined {
  if (tokens === undefined && !(at && sameJson(page.next.tokens, at.tokens))) return undefined;
  const groups = tokens ?? sets.tokens;
  const audiences = audiencesByKind(groups);
  /**
   * Returns the same array for rows with the same audiences: a page has thousands of rows and a few sets of
   * audiences.
   */
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

/**
 * T-28: the sets of tokens that a device's checkpoint identifies by digest: those that it holds, and those that it
 * held before the present gain.
 */
export type CheckpointSets = { readonly tokens: TokenGroups; readonly had: TokenGroups };

/** The sets of a device that holds no tokens yet. */
export const noSets: CheckpointSets = { tokens: [], had: [] };

/** Returns the sets that a device's next checkpoint identifies, after a page. `at`: its checkpoint before the page. */
export function setsAfter(
  { tokens, next }: { readonly tokens?: TokenGroups; readonly next: Page['next'] },
  { at, sets }: DevicePlace,
): CheckpointSets {
  const before = at === null ? noSets : sets;
  const had = at?.gain ? before.had : before.tokens;
  return { tokens: tokens ?? before.tokens, had: next.gain ? had : [] };
}

/** Returns the checkpoint with its sets of tokens in full, for a server that does not know their digests. */
export const checkpointInFull = (at: Page['next'], { tokens, had }: CheckpointSets): Page['next'] => ({
  ...at,
  tokens: [...writable(tokens)],
  gain: at.gain && { ...at.gain, had: [...writable(had)] },
});

const writable = (groups: TokenGroups): [string[], string[]][] =>
  groups.map(([kinds, audiences]) => [[...kinds], [...audiences]]);

/** K-5, T-28: returns the text whose digest identifies the kinds of a build and their schema numbers. */
export const schemasText = (schemas: Readonly<Record<string, number>>): string =>
  JSON.stringify(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
