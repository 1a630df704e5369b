import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { type MapRound, placesOf } from '@outpost/ui/map/map-round';
import { type ReactNode, useMemo, useState } from 'react';
import { mayCreate } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { placeRowOf } from './place-words.ts';
import { PlanRoundDialog } from './plan-round-dialog.tsx';
import { visitKindsOf } from './plan-round.ts';
import type { Round } from './use-round.ts';

/** Returns a round as the map draws it, and the form that plans it while that is open. */
export function useMapRound(entity: Entity, kept: Round): { readonly round: MapRound; readonly form: ReactNode } {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const specs = useFieldSpecs(entity, kept.refs);
  const [isPlanning, setPlanning] = useState(false);
  const kinds = useMemo(
    () => visitKindsOf(catalogue, entity.name).filter(({ makes }) => mayCreate(principal, makes)),
    [catalogue, principal, entity],
  );
  const { isOn, onTool, stops, records, onStops, onClear, remark } = kept;
  const round: MapRound = {
    isOn,
    onTool,
    stops,
    onStops,
    onClear,
    remark,
    rowAt: (index) => {
      const record = records[index];
      return record && placeRowOf({ entity, specs, formats }, record);
    },
    onPlan: kinds.length === 0 ? undefined : () => setPlanning(true),
  };
  const form =
    isPlanning && records.length > 0 ? (
      <PlanRoundDialog
        entity={entity}
        kinds={kinds}
        records={records}
        places={placesOf(stops)}
        onClose={() => setPlanning(false)}
      />
    ) : null;
  return { round, form };
}
