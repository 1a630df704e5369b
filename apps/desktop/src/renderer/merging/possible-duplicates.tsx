import { holdsGrant } from '@outpost/domain/kernel/access/holds-grant';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useNavigate } from '@tanstack/react-router';
import type { DuplicateCounts } from '../../bridge/shapes/duplicate-counts.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useLive, usePrincipal } from '../session/session-context.tsx';
import { kindParams } from '../window/kind-params.ts';
import classes from './merging.module.css';

type PossibleDuplicates = DuplicateCounts['kinds'][string] & { readonly entity: Entity };

/**
 * Returns the possible duplicates that this device has found, by kind. Kinds without any, and kinds of which the person may merge no
 * records, are left out: a merge deletes one of the two.
 */
export function usePossibleDuplicates(): readonly PossibleDuplicates[] {
  const { kinds } = useLive('duplicates');
  const { entities } = useCatalogue();
  const principal = usePrincipal();
  return Object.entries(kinds).flatMap(([name, found]) => {
    const entity = entities.get(name);
    const isShown = found.pairs > 0 && entity?.duplicates !== undefined && entity.isRetired !== true;
    return isShown && holdsGrant(principal, entity, 'delete') ? [{ ...found, entity }] : [];
  });
}

/** Returns the number of possible duplicates in words. */
export const duplicatesWords = ({ pairs, isCut }: Omit<PossibleDuplicates, 'entity'>, formats: Formats): string =>
  isCut
    ? `${formats.count(pairs)} or more possible duplicates`
    : formats.plural(pairs, 'possible duplicate', 'possible duplicates');

/** Returns the function that opens the page of duplicates of a kind. */
export function useOpenDuplicates(): (entity: Entity) => void {
  const navigate = useNavigate();
  return ({ name }) => void navigate({ to: '/duplicates/$pack/$name', params: kindParams(name) });
}

/** The number of possible duplicates of a kind, as a link to their page. Draws nothing where there are none, or none is known. */
export function DuplicatesLink({ entity }: { readonly entity: Entity }) {
  const formats = useFormats();
  const open = useOpenDuplicates();
  const found = usePossibleDuplicates().find((one) => one.entity.name === entity.name);
  if (!found) return null;
  return (
    <button type="button" className={classes.possible} onClick={() => open(entity)}>
      {duplicatesWords(found, formats)}
    </button>
  );
}
