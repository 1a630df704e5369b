import { type Edit, isCreate } from './act.ts';
import { isId } from '../ids.ts';
import type { JsonValue } from '../json.ts';
import { type RefusalOf, refuse } from '../refusal.ts';

const what = { ownerId: 'The owner', sharedWith: 'One of those it is shared with' } as const;

/** The refusal of an id where a person is meant that is nobody of the tenant, or nobody any more. */
export const unknownPerson = (field: 'ownerId' | 'sharedWith', id: string): RefusalOf<'records/unknown-person'> =>
  refuse(
    'records/unknown-person',
    `${what[field]} is nobody of this organisation, or nobody any more. Choose someone else.`,
    {
      field,
      id,
    },
  );

/** The refusal of an id where a team is meant that is no team of the tenant, or none any more. */
export const unknownTeam = (id: string): RefusalOf<'records/unknown-team'> =>
  refuse('records/unknown-team', 'The team is none of this organisation, or none any more. Choose another.', {
    field: 'teamId',
    id,
  });

/** The names of the envelope that hold ids of people or of a team. */
export const peopleNames = ['ownerId', 'teamId', 'sharedWith'] as const;
export type PeopleName = (typeof peopleNames)[number];
export const isPeopleName = (name: string): name is PeopleName => (peopleNames as readonly string[]).includes(name);

/** The ids in an envelope's value that are not in the one that it replaces. */
export function idsAdded(before: JsonValue, next: JsonValue): readonly string[] {
  const known = new Set([before].flat());
  return [next].flat().filter((id): id is string => typeof id === 'string' && !known.has(id));
}

/** The people and teams that an edit puts into the envelope and, by its own word, did not stand there before. */
export function peopleNamed(edit: Edit): readonly { readonly name: PeopleName; readonly id: string }[] {
  return peopleNames.flatMap((name) => {
    const [from, to] = isCreate(edit) ? [null, edit.create[name]] : (edit.fields[name] ?? [null, null]);
    return idsAdded(from, to)
      .filter(isId)
      .map((id) => ({ name, id }));
  });
}
