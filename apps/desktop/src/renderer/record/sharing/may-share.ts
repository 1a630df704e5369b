import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { CallOutput } from '../../../bridge/contract.ts';

/** Returns whether the person may share a record: it is alive, has visibility of its own, and is theirs to assign. */
export const mayShare = (
  { parent, audience }: Pick<Entity, 'parent' | 'audience'>,
  { record, may }: Pick<CallOutput<'records.get'>, 'may'> & { readonly record: { readonly life: string } },
): boolean => record.life === 'alive' && may.assign.allowed && parent === undefined && audience === 'scoped';
