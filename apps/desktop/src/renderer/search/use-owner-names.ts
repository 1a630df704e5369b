import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useCallback } from 'react';
import type { RefNames } from '../../bridge/contract.ts';
import { useRecords } from '../queries/record-queries.ts';
import { useCatalogue } from '../records/use-entity.ts';
import type { OwnerChoice } from './search-address.ts';

const noNames: RefNames = {};

/** Returns the function that names an owner. `names` came with the hits; a chosen owner without any is read from the device. */
export function useOwnerNames(
  names: RefNames = noNames,
  chosen: readonly OwnerChoice[] = [],
): (owner: OwnerChoice) => string {
  const { entities } = useCatalogue();
  const unnamed = chosen.filter((one) => one !== null && one !== 'me' && names[one] === undefined) as readonly string[]; // an id
  const people = useRecords(unnamed);
  return useCallback(
    (owner) => {
      if (owner === null) return 'No owner';
      if (owner === 'me') return 'Me';
      const named = names[owner];
      if (named) return named.life === 'alive' ? named.title : `${named.title} (deleted)`;
      const person = people.find(({ id }) => id === owner);
      const kind = person && entities.get(person.entity);
      return kind ? titleOf(kind, person) : 'Not shared with you';
    },
    [names, people, entities],
  );
}
