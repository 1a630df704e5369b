import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { ReplacedMark } from '@outpost/ui/parts/marks';
import { useCallback, useMemo } from 'react';
import type { RefNames, Replaced } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { useActs } from '../queries/use-acts.ts';
import { useReplaced } from '../queries/sync-queries.ts';
import { fieldSpecOf } from '../records/field-spec-of.ts';
import { usePastCatalogue } from '../records/use-entity.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import { useSignedIn } from '../session/session-context.tsx';

/** Returns "Dana" for "Dana Rehmark": next to the person's own values the first name is enough. */
export const firstName = (name: string): string => name.split(/\s+/)[0] ?? name;

/** Returns a function that prepares a replaced value for the marks: both values as texts, with the possible actions. */
export function useShownReplaced(refs: RefNames): (entry: Replaced) => ReplacedMark {
  const bridge = useBridge();
  const formats = useFormats();
  const { tell, saidDone } = useActs();
  const sources = useSpecSources(refs);
  const { person } = useSignedIn();
  const { entities } = usePastCatalogue();
  return useCallback(
    (entry) => {
      const entity = entities.get(entry.entity);
      const spec = entity && fieldSpecOf(entity, entry.field, sources);
      const text = (value: Replaced['lost']['value']) =>
        spec ? fieldText(spec, value, formats) : JSON.stringify(value);
      return {
        ...(entry.kept.by === person.id ? {} : { by: firstName(entry.kept.byName) }),
        ...(entry.lost.by === person.id ? {} : { of: firstName(entry.lost.byName) }),
        lost: text(entry.lost.value),
        kept: text(entry.kept.value),
        lostAt: entry.lost.at,
        keptAt: entry.kept.at,
        onRestore: () =>
          void tell<'sync.restoreReplaced'>(
            bridge.call('sync.restoreReplaced', { n: entry.n, field: entry.field }),
          ).then((done) => {
            const whose = entry.lost.by === person.id ? 'Your' : `${firstName(entry.lost.byName)}’s`;
            if (done) saidDone(`${whose} value is back`, done.act);
          }),
        onKeep: () =>
          void tell<'sync.keepReplaced'>(bridge.call('sync.keepReplaced', { n: entry.n, field: entry.field })),
      };
    },
    [bridge, formats, sources, tell, saidDone, person.id, entities],
  );
}

const placeOf = (record: string, field: string) => `${record} ${field}`;

/**
 * Returns the marks of replaced values by record and field, and their number per field. Either the person's value was replaced,
 * or it replaced another.
 */
export function useReplacedMarks(refs: RefNames): {
  readonly at: (record: string, field: string) => ReplacedMark | undefined;
  readonly countOf: (entity: string, field: string) => number;
} {
  const entries = useReplaced().data?.entries;
  const shown = useShownReplaced(refs);
  return useMemo(() => {
    const open = entries ?? [];
    const places = new Map(open.toReversed().map((entry) => [placeOf(entry.record, entry.field), entry])); // the newest one is shown
    return {
      at: (record, field) => {
        const entry = places.get(placeOf(record, field));
        return entry && shown(entry);
      },
      countOf: (entity, field) => open.filter((entry) => entry.entity === entity && entry.field === field).length,
    };
  }, [entries, shown]);
}
