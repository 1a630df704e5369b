import type { CallName } from '../../bridge/contract.ts';

/** The key of a question: its call, the entity it is about ('' where it is about one record or none), and the question itself. */
export type QueryKey = readonly [call: CallName, entity: string, input: unknown];

/** Makes the key; everything that invalidates reads it by place. */
export const queryKeyOf = (call: CallName, entity: string, input: unknown): QueryKey => [call, entity, input];
