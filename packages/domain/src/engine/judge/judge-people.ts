import type { Act } from '../../kernel/acts/act.ts';
import { type PeopleName, unknownPerson, unknownTeam } from '../../kernel/acts/people-named.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Draft } from '../act/draft.ts';

/**
 * Refuses people and teams in an envelope that do not belong to the tenant. Accepted are a living record of the right
 * kind, the author, and a team of the author's roles. `ids`: those that the record did not name before. A suspended
 * person belongs to the tenant.
 *
 * An act that was confirmed once and is sent again (S-1c) was judged then. The record of a person or team may arrive
 * after such an act, so an unused id is accepted in it. The refusal discloses no existence: an author who can
 * name people sees all of them, or would have to guess 74 random bits.
 */
export function judgePeople(
  draft: Draft,
  { name, ids, act }: { readonly name: PeopleName; readonly ids: readonly string[]; readonly act: Pick<Act, 'again'> },
): Refusal | undefined {
  const { people } = draft.catalogue;
  if (!people || draft.author.isServer) return undefined;
  const kind = name === 'teamId' ? people.team : people.person;
  const stranger = ids.find((id) => {
    if (name === 'teamId' ? draft.author.teams.has(id) : id === draft.author.userId) return false;
    const record = draft.present(id);
    if (!record) return !draft.isUnknown(id) && (act.again !== true || draft.look.isUsed(id) === true);
    return record.entity !== kind || (record.life !== 'alive' && act.again !== true);
  });
  if (stranger === undefined) return undefined;
  return name === 'teamId' ? unknownTeam(stranger) : unknownPerson(name, stranger);
}
