import type { Principal } from '@outpost/domain/kernel/access/access';
import { type JsonValue, textsIn } from '@outpost/domain/kernel/json';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import type { ShownRecord } from '../../../bridge/contract.ts';

/** The people who see a record that can be opened (A-3b): its owner, a team with its id, or everyone. */
export type RecordAudience = 'me' | 'everyone' | { readonly teamId: string };

/** Returns the people who see such a record. */
export const audienceOf = ({ fields, teamId }: Pick<ShownRecord, 'fields' | 'teamId'>): RecordAudience =>
  fields['audience'] === 'everyone' ? 'everyone' : teamId === null ? 'me' : { teamId };

/** Returns the fields of the record, and its team, that open it to these people. */
export const audienceParts = (
  audience: RecordAudience,
): { readonly teamId: string | null; readonly fields: { readonly audience: JsonValue } } => ({
  teamId: typeof audience === 'string' ? null : audience.teamId,
  fields: { audience: audience === 'everyone' ? 'everyone' : null },
});

/** Returns the keys of the roles whose people a record is shown to first, sorted. */
export const firstForOf = ({ fields: { firstFor } }: Pick<ShownRecord, 'fields'>): readonly string[] =>
  textsIn(firstFor).toSorted();

/**
 * Returns the filter for the records that a person is offered: their own, those of their teams, and everyone's. An
 * administrator's device also has those of other people. This filter leaves them out, so that the limit of a question
 * counts only offered records.
 */
export function offeredTo({ memberships }: Pick<Principal, 'memberships'>): Filter {
  const teams = [...new Set(memberships.flatMap(({ teamId }) => teamId ?? []))];
  return {
    or: [
      { field: 'audience', op: 'is', value: 'everyone' },
      { field: 'ownerId', op: 'is', value: '@me' },
      ...(teams.length === 0 ? [] : [{ field: 'teamId', op: 'one-of' as const, value: teams }]),
    ],
  };
}
