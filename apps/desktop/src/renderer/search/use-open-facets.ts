import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useCallback, useMemo, useState } from 'react';
import type { ReportField } from '../../reports/report-field.ts';

/** The most facets of fields that are open at first. Chosen: each costs one question for each change of the words. */
const openAtFirst = 6;

/** Returns the name of the facet of a field. It is different from those of the facets that all kinds have. */
export const fieldFacet = (kind: Entity | undefined, path: string): string => `${kind?.name ?? ''} ${path}`;

/** Returns which facets are open: all but those of later fields, until the person opens or folds them. */
export function useOpenFacets(kind: Entity | undefined, offered: readonly ReportField[]) {
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(new Map());
  const folded = useMemo(
    () => new Set(offered.slice(openAtFirst).map(({ path }) => fieldFacet(kind, path))),
    [kind, offered],
  );
  const isOpen = useCallback((facet: string) => turned.get(facet) ?? !folded.has(facet), [turned, folded]);
  const onToggle = useCallback(
    (facet: string, isNowOpen: boolean) => setTurned((before) => new Map(before).set(facet, isNowOpen)),
    [],
  );
  return { isOpen, onToggle };
}
