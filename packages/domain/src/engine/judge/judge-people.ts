import type { Act } from '../../kernel/acts/act.ts';
import { type PeopleName, unknownPerson, unknownTeam } from '../../kernel/acts/people-named.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Draft } from '../act/draft.ts';

/**
 * Whether whom an act puts into an envelope is of the tenant: a living record of the kind that is meant, or the author, or a team of the
 * author's own roles. `ids`: those that the record did not name before.
 *
 * An act that was confirmed once and is sent again (S-1c) was judged then, and the record of a person or team may come back after it: for
 * it an id that nothing has yet is as good. A suspended person is of the tenant. Whoever asks sees all people and teams, or could name none
 * of them but by a guess of 74 random bits: so existence is told to nobody who did not know.
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
