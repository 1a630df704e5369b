import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { ask } from '../queries/ask.ts';
import { useActs } from '../queries/use-acts.ts';
import { oneOf } from '../records/entity-shape.ts';
import { useBridge } from '../window/app-ports.tsx';
import { Dialog } from '../window/dialog.tsx';
import { changesTime, isRepeated, onlyThisOne } from './only-this-one.ts';
import classes from '../window/dialog.module.css';

/** A change of one record, as the person has asked for it. */
export type WishedChange = {
  readonly entity: Entity;
  readonly id: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
  /** The label of the act. */
  readonly label: string;
};

const RepeatedContext = createContext<(wish: WishedChange) => void>(() => {});

/**
 * Lets every screen change a record of a kind that can repeat. A change of the time of a repeated one asks whether it is meant alone,
 * or with the following ones.
 */
export function RepeatedChangesProvider({ children }: { readonly children: ReactNode }) {
  const bridge = useBridge();
  const { perform } = useActs();
  const [asked, setAsked] = useState<{ readonly wish: WishedChange; readonly record: ShownRecord }>();
  const change = useCallback(
    (wish: WishedChange) => {
      const { entity, id, fields, label } = wish;
      const straight = () => void perform({ label, edits: [{ entity: entity.name, id, fields: { ...fields } }] });
      if (entity.schedule?.repeat === undefined || !changesTime(entity, fields)) return straight();
      // The record as it is now: a list may have drawn an earlier one.
      ask(bridge, 'records.get', { id }).then(
        ({ record }) => (isRepeated(entity, record) ? setAsked({ wish, record }) : straight()),
        straight, // the act itself says what is wrong
      );
    },
    [bridge, perform],
  );
  return (
    <RepeatedContext value={change}>
      {children}
      {asked === undefined ? null : <WhichOnes {...asked} onClose={() => setAsked(undefined)} />}
    </RepeatedContext>
  );
}

/** Returns the function that changes a record, and asks which ones are meant where it repeats. */
export const useRepeatedChange = (): ((wish: WishedChange) => void) => useContext(RepeatedContext);

/** Returns the function that takes a repeated record out of its series: later changes are its own. */
export function useLeaveSeries(): (entity: Entity, record: ShownRecord) => void {
  const { timeZone } = useFormats();
  const now = useNow();
  const { perform } = useActs();
  return (entity, record) =>
    void perform({
      label: cutLabel(`Took ${titleOf(entity, record)} out of its series`),
      edits: onlyThisOne(entity, record, { fields: {}, now: new Date(now()).toISOString(), timeZone }),
    });
}

type Asked = { readonly wish: WishedChange; readonly record: ShownRecord; readonly onClose: () => void };

function WhichOnes({ wish: { entity, id, fields, label }, record, onClose }: Asked) {
  const { timeZone } = useFormats();
  const now = useNow();
  const { perform } = useActs();
  const following = () => {
    onClose();
    void perform({ label, edits: [{ entity: entity.name, id, fields: { ...fields } }] });
  };
  const alone = () => {
    onClose();
    const edits = onlyThisOne(entity, record, { fields, now: new Date(now()).toISOString(), timeZone });
    void perform({ label: cutLabel(`${label} (only this one)`), edits });
  };
  return (
    <Dialog title={`This ${oneOf(entity)} repeats`} onClose={onClose} isForReading>
      <div className={classes.dialog}>
        <p className={classes.quiet}>{titleOf(entity, record)}: which ones get the new time?</p>
        <div className={classes.acts}>
          <Button onClick={alone}>Only this one</Button>
          <Button variant="primary" data-autofocus onClick={following}>
            This and the following ones
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
