import type { CallName } from '../../bridge/contract.ts';

/** The key of a query: its call, its entity ('' for a query about one record or none), and its input. */
export type QueryKey = readonly [call: CallName, entity: string, input: unknown];

/** Makes the key. Code that invalidates queries reads its parts by position. */
export const queryKeyOf = (call: CallName, entity: string, input: unknown): QueryKey => [call, entity, input];
