import { useCallback, useEffect, useState } from 'react';
import type { ChangedMany } from '../../bridge/change-many.ts';
import type { BridgeResult, CallInput } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import type { ManyRecords } from '../queries/many-records.ts';
import { refusalText } from '../queries/use-acts.ts';

export type ManyChangeInput = CallInput<'acts.changeMany'>['change'];

/** The sums of all pieces so far. */
export type ChangedSoFar = Pick<ChangedMany, 'records' | 'changed' | 'same' | 'refused' | 'values' | 'group'>;

const nothing: ChangedSoFar = { records: 0, changed: 0, same: 0, refused: [], values: [], group: null };

function withPiece(sum: ChangedSoFar, piece: ChangedMany): ChangedSoFar {
  const values = new Map(sum.values.map((one) => [JSON.stringify([one.field, one.from, one.to]), one]));
  for (const one of piece.values) {
    const key = JSON.stringify([one.field, one.from, one.to]);
    values.set(key, { ...one, records: one.records + (values.get(key)?.records ?? 0) });
  }
  return {
    records: sum.records + piece.records,
    changed: sum.changed + piece.changed,
    same: sum.same + piece.same,
    refused: [...sum.refused, ...piece.refused],
    values: [...values.values()],
    group: piece.group,
  };
}

/** A run of pieces. `stopped`: its signal was aborted, so nobody waits for its end, and there may be more pieces. */
export type ManyRun =
  | { readonly state: 'running' | 'done' | 'stopped'; readonly sum: ChangedSoFar }
  | { readonly state: 'failed'; readonly sum: ChangedSoFar; readonly message: string };

/**
 * Returns a function that changes many records piece by piece, or only returns the changes (without a label). It ends
 * after the present piece as `stopped` when the signal aborts.
 */
export function useChangeMany() {
  const bridge = useBridge();
  return useCallback(
    async (
      records: ManyRecords,
      change: ManyChangeInput,
      run: {
        readonly label?: string;
        /** The group of an earlier change that this one joins, so that one undo reverts both. */
        readonly group?: string | null;
        readonly signal: AbortSignal;
        readonly onPiece: (sum: ChangedSoFar) => void;
      },
    ): Promise<ManyRun> => {
      let sum: ChangedSoFar = { ...nothing, group: run.group ?? null };
      let after: string | null = null;
      do {
        const answer: BridgeResult<ChangedMany> = await bridge.call('acts.changeMany', {
          ...records,
          after,
          change,
          act: run.label === undefined ? null : { label: run.label, group: sum.group },
        });
        if (answer.ok) sum = withPiece(sum, answer.value);
        if (run.signal.aborted) return { state: 'stopped', sum };
        if (!answer.ok) return { state: 'failed', sum, message: refusalText(answer) };
        after = answer.value.next;
        run.onPiece(sum);
      } while (after !== null);
      return { state: 'done', sum };
    },
    [bridge],
  );
}

/** Chosen: a person who types a value does not start a run with each letter. */
const pauseMs = 250;

/** Returns the effect of a change, piece by piece; `undefined` while there is no whole change. */
export function useToldChange(records: ManyRecords, change: ManyChangeInput | undefined): ManyRun | undefined {
  const changeMany = useChangeMany();
  const [told, setTold] = useState<{ readonly of: ManyChangeInput; readonly run: ManyRun }>();
  useEffect(() => {
    if (change === undefined) return undefined;
    const stop = new AbortController();
    const tell = (run: ManyRun) => (stop.signal.aborted ? undefined : setTold({ of: change, run }));
    const timer = setTimeout(() => {
      tell({ state: 'running', sum: nothing });
      void changeMany(records, change, {
        signal: stop.signal,
        onPiece: (sum) => tell({ state: 'running', sum }),
      }).then(tell);
    }, pauseMs);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [changeMany, records, change]);
  return told !== undefined && told.of === change ? told.run : undefined;
}
