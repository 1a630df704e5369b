import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { stageFieldOf } from './entity-shape.ts';
import { type PlannedMove, moveRequest, planMove } from './stage-move.ts';
import { StageMoveDialog } from './stage-move-dialog.tsx';

/** Moving records between stages, with the questions that a move may raise. */
export type StageMoves = {
  readonly to: (record: ShownRecord, stage: string) => void;
  /** 1…9: the stage at that place of the declaration. */
  readonly toPlace: (record: ShownRecord, place: number) => void;
  /** To be drawn somewhere on the screen. */
  readonly dialog: ReactNode;
};

/** Moves at once where the rule asks nothing more, else after the missing value or reason was given (CRM-5). */
export function useStageMoves(entity: Entity): StageMoves {
  const formats = useFormats();
  const now = useNow();
  const { userId: me } = usePrincipal();
  const { perform } = useActs();
  const [asking, setAsking] = useState<PlannedMove>();
  const stage = useMemo(() => stageFieldOf(entity), [entity]);

  const to = useCallback(
    (record: ShownRecord, value: string) => {
      const move = planMove(entity, record, { to: value, today: formats.dayOf(now()), me });
      if (!move) return;
      if (move.asks.length > 0) setAsking(move);
      else void perform(moveRequest(move));
    },
    [entity, formats, now, me, perform],
  );
  const toPlace = useCallback(
    (record: ShownRecord, place: number) => {
      const option = stage?.options[place - 1];
      if (option) to(record, option.value);
    },
    [stage, to],
  );
  const finish = (answers: Readonly<Record<string, JsonValue>>) => {
    if (asking) void perform(moveRequest(asking, answers));
    setAsking(undefined);
  };
  return {
    to,
    toPlace,
    dialog:
      asking === undefined ? null : (
        <StageMoveDialog move={asking} onMove={finish} onClose={() => setAsking(undefined)} />
      ),
  };
}
