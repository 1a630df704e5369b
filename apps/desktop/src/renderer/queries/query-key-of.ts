import type { CallName } from '../../bridge/contract.ts';

/** The key of a query: its call, its entity ('' for a query about one record or none), and its input. */
export type QueryKey = readonly [call: CallName, entity: string, input: unknown];

/** Makes the key. Code that invalidates queries reads its parts by position. */
export const queryKeyOf = (call: CallName, entity: string, input: unknown): QueryKey => [call, entity, input];

const unasked = ['unasked'] as const;

/**
 * Returns the key and the switch of a query that is asked only sometimes. While it is not asked it has a key of its own: under
 * that of its question it would draw its screen again with each answer to others who ask it.
 */
export const askedIf = (isAsked: boolean, queryKey: readonly unknown[]) => ({
  queryKey: isAsked ? queryKey : unasked,
  enabled: isAsked,
});
