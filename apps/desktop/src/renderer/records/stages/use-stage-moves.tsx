import { type Way, waysOf } from '@outpost/domain/engine/moves/ways';
import { pipelineOf, stagesIn } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { day } from '@outpost/domain/kernel/entities/field-types';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { type ReactNode, useCallback, useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import { type Names, refusalOf } from '../may.ts';
import { useConvertInstead } from '../open-conversion.ts';
import { type PlannedMove, moveRequest, planMove } from './stage-move.ts';
import { StageMoveDialog } from './stage-move-dialog.tsx';
import { useCatalogue } from '../use-entity.ts';

/** Moves of records between stages, with the dialog for the fields that a move requires. */
export type StageMoves = {
  /**
   * Returns the possible moves of a record, and the reasons why others are not possible. `nameOf` names the people in those
   * sentences.
   */
  readonly from: (record: ShownRecord, nameOf?: Names) => readonly Way[];
  /** Makes a move that `from` or `records.get` returned. */
  readonly along: (record: ShownRecord, way: Way) => void;
  readonly to: (record: ShownRecord, stage: string) => void;
  /** Moves to the stage at that position among those of the record's pipeline, for the keys 1…9. */
  readonly toPlace: (record: ShownRecord, place: number) => void;
  /** The dialog; the screen must draw it. */
  readonly dialog: ReactNode;
};

/**
 * Makes the move immediately if it requires no fields, otherwise after the person has entered the missing value or
 * reason (CRM-5). A move that would mark a record as converted opens the dialog of its conversion (CRM-8).
 */
export function useStageMoves(): StageMoves {
  const formats = useFormats();
  const today = formats.dayOf(useNowMs());
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { perform } = useActs();
  const convertInstead = useConvertInstead();
  const [asking, setAsking] = useState<PlannedMove>();

  const from = useCallback(
    (record: ShownRecord, nameOf: Names = () => undefined) => {
      const entity = entityOf(catalogue, record.entity);
      return waysOf(entity, catalogue.workflows.get(entity.name), {
        record,
        today: day(today),
        actor: principal.userId,
        denial: (action) => refusalOf(principal, action, entity, { record, nameOf }),
      });
    },
    [catalogue, today, principal],
  );
  const along = useCallback(
    (record: ShownRecord, way: Way) => {
      const entity = entityOf(catalogue, record.entity);
      const field = catalogue.workflows.get(entity.name)?.field ?? entity.stages;
      if (field === undefined || (way.why === null && convertInstead(record, { [field]: way.to }))) return;
      const move = planMove(entity, field, record, way);
      // A closed move is still requested: the device refuses it, and the screen shows the reason.
      if (move.asks.length > 0 && way.why === null) setAsking(move);
      else void perform(moveRequest(move));
    },
    [catalogue, perform, convertInstead],
  );
  const to = useCallback(
    (record: ShownRecord, stage: string) => {
      const way = from(record).find((each) => each.to === stage);
      if (way) along(record, way);
    },
    [along, from],
  );
  const toPlace = useCallback(
    (record: ShownRecord, place: number) => {
      const entity = entityOf(catalogue, record.entity);
      const option = stagesIn(entity, pipelineOf(entity, record.fields))[place - 1];
      if (option) to(record, option.value);
    },
    [catalogue, to],
  );
  const finish = async (answers: Readonly<Record<string, JsonValue>>): Promise<boolean> =>
    asking !== undefined && Boolean(await perform(moveRequest(asking, answers)));
  return {
    from,
    along,
    to,
    toPlace,
    dialog:
      asking === undefined ? null : (
        <StageMoveDialog move={asking} onMove={finish} onClose={() => setAsking(undefined)} />
      ),
  };
}
