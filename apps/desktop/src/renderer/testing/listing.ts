import { accept } from '@outpost/domain/kernel/refusal';
import type { ShownRecord } from '../../bridge/contract.ts';

/** Returns the replica's answers to list questions: the rows of the asked kind and life, the living ones by default. */
export const listing = (rows: readonly ShownRecord[]) => ({
  'records.list': (input: { readonly entity: string; readonly life?: string }) =>
    Promise.resolve(
      accept({
        rows: rows.filter(({ entity, life }) => entity === input.entity && life === (input.life ?? 'alive')),
        refs: {},
        next: null,
      }),
    ),
});
