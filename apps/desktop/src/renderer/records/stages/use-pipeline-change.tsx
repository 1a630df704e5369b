import { waysOf } from '@outpost/domain/engine/moves/ways';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import {
  outsidePipeline,
  pipelineOf,
  pipelinesInUse,
  pipelinesOf,
} from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import { day } from '@outpost/domain/kernel/entities/field-types';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { type ReactNode, useCallback, useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import { refusalOf } from '../may.ts';
import { useCatalogue } from '../use-entity.ts';
import { PipelineDialog } from './pipeline-dialog.tsx';
import { pipelineRequest, type PipelineWays } from './pipeline-move.ts';

/** Changes of a record's pipeline, with the dialog for its new stage and the fields that the move requires (PLT-16). */
export type PipelineChange = {
  /** Opens the dialog. `to`: the chosen pipeline; if the record's stage is in it, the change is made immediately. */
  readonly open: (record: ShownRecord, to?: string) => void;
  /** The pipelines to which a record can be moved, with their names. Empty for a kind with one. */
  readonly choices: (record: ShownRecord) => readonly { readonly value: string; readonly label: string }[];
  /** The dialog; the screen must draw it. */
  readonly dialog: ReactNode;
};

type Asking = { readonly record: ShownRecord; readonly to: string | undefined };

export function usePipelineChange(): PipelineChange {
  const formats = useFormats();
  const today = formats.dayOf(useNowMs());
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { perform } = useActs();
  const [asking, setAsking] = useState<Asking>();

  const choices = useCallback(
    (record: ShownRecord) => {
      const entity = entityOf(catalogue, record.entity);
      const current = pipelineOf(entity, record.fields);
      return pipelinesInUse(entity).filter(({ value }) => value !== current);
    },
    [catalogue],
  );
  /** The stages of a pipeline to which the record can move; none if it can stay in its stage. */
  const waysIn = useCallback(
    (record: ShownRecord, pipeline: string): PipelineWays => {
      const entity = entityOf(catalogue, record.entity);
      const pipelines = pipelinesOf(entity);
      if (!pipelines) return { stays: true, ways: [] };
      const moved = { ...record, fields: { ...record.fields, [pipelines.name]: pipeline } };
      if (outsidePipeline(entity, moved.fields) === undefined) return { stays: true, ways: [] };
      const ways = waysOf(entity, catalogue.workflows.get(entity.name), {
        record: moved,
        today: day(today),
        actor: principal.userId,
        denial: (action) => refusalOf(principal, action, entity, { record, nameOf: () => undefined }),
      });
      return { stays: false, ways: ways.filter(({ why }) => why === null) };
    },
    [catalogue, today, principal],
  );
  const open = useCallback(
    (record: ShownRecord, to?: string) => {
      const entity = entityOf(catalogue, record.entity);
      if (to === undefined || !waysIn(record, to).stays) return setAsking({ record, to });
      void perform(pipelineRequest(entity, record, { pipeline: to }));
      return undefined;
    },
    [catalogue, perform, waysIn],
  );
  const finish = async (
    wished: { readonly pipeline: string; readonly stage?: string },
    answers: Readonly<Record<string, JsonValue>>,
  ): Promise<boolean> => {
    if (!asking) return false;
    const entity = entityOf(catalogue, asking.record.entity);
    return Boolean(await perform(pipelineRequest(entity, asking.record, wished, answers)));
  };
  return {
    open,
    choices,
    dialog: asking ? (
      <PipelineDialog
        key={asking.record.id}
        entity={entityOf(catalogue, asking.record.entity)}
        record={asking.record}
        to={asking.to}
        choices={choices(asking.record)}
        waysIn={(pipeline) => waysIn(asking.record, pipeline)}
        onChange={finish}
        onClose={() => setAsking(undefined)}
      />
    ) : null,
  };
}
