import { type Edit, isCreate } from './act.ts';
import { isId } from '../ids.ts';
import type { JsonValue } from '../json.ts';
import { type RefusalOf, refuse } from '../refusal.ts';

const what = { ownerId: 'The owner', sharedWith: 'One of those it is shared with' } as const;

/** Returns the refusal of an id of a person who is not, or no longer, a person of the tenant. */
export const unknownPerson = (field: 'ownerId' | 'sharedWith', id: string): RefusalOf<'records/unknown-person'> =>
  refuse(
    'records/unknown-person',
    `${what[field]} is not a person of this organisation, or no longer one. Choose someone else.`,
    {
      field,
      id,
    },
  );

/** Returns the refusal of an id of a team that is not, or no longer, a team of the tenant. */
export const unknownTeam = (id: string): RefusalOf<'records/unknown-team'> =>
  refuse('records/unknown-team', 'This organisation has no such team, or it was removed. Choose another team.', {
    field: 'teamId',
    id,
  });

/** The envelope names that hold ids of people or of a team. */
export const peopleNames = ['ownerId', 'teamId', 'sharedWith'] as const;
export type PeopleName = (typeof peopleNames)[number];
export const isPeopleName = (name: string): name is PeopleName => (peopleNames as readonly string[]).includes(name);

/** Returns the ids in an envelope's value that are not in the value that it replaces. */
export function idsAdded(before: JsonValue, next: JsonValue): readonly string[] {
  const known = new Set([before].flat());
  return [next].flat().filter((id): id is string => typeof id === 'string' && !known.has(id));
}

/** Returns the people and teams that an edit adds to the envelope, compared with the edit's own old value. */
export function peopleNamed(edit: Edit): readonly { readonly name: PeopleName; readonly id: string }[] {
  return peopleNames.flatMap((name) => {
    if (!isCreate(edit) && edit.fields[name] === undefined) return [];
    const [from, to] = isCreate(edit) ? [null, edit.create[name]] : (edit.fields[name] ?? [null, null]);
    return idsAdded(from, to)
      .filter(isId)
      .map((id) => ({ name, id }));
  });
}
