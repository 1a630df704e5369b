import type { JsonValue } from '@outpost/domain/kernel/json';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Button } from '@outpost/ui/parts/button';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useState } from 'react';
import { Dialog } from '../window/dialog.tsx';
import type { PlannedMove } from './stage-move.ts';
import { useFieldSpecs } from './use-field-specs.ts';
import classes from '../window/dialog.module.css';

const none = {};

/** Asks for the missing values of a move: the value of a won deal, the reason of a lost one. */
export function StageMoveDialog({
  move,
  onMove,
  onClose,
}: {
  readonly move: PlannedMove;
  readonly onMove: (answers: Readonly<Record<string, JsonValue>>) => void;
  readonly onClose: () => void;
}) {
  const specs = useFieldSpecs(move.entity, none);
  const [values, setValues] = useState<Readonly<Record<string, JsonValue>>>(() =>
    Object.fromEntries(move.asks.map((name) => [name, move.record.fields[name] ?? null])),
  );
  const [isTried, setTried] = useState(false);
  const asked = move.asks.flatMap((name) => specs.get(name) ?? []).map((spec) => ({ ...spec, isRequired: true }));
  const missing = asked.filter((spec) => isEmptyValue(values[spec.id]));
  const done = () => {
    setTried(true);
    if (missing.length === 0) onMove(values);
  };
  return (
    <Dialog onClose={onClose} title={`Move to ${move.stageLabel}`}>
      <SubmitForm className={classes.dialog} onSubmit={done}>
        <p className={classes.quiet}>{titleOf(move.entity, move.record)}</p>
        <Form
          specs={asked}
          values={values}
          onChange={(id, value) => setValues((before) => ({ ...before, [id]: value }))}
          errors={
            isTried
              ? Object.fromEntries(
                  missing.map((spec) => [spec.id, `${spec.label} is needed to move to ${move.stageLabel}.`]),
                )
              : {}
          }
        />
        <div className={classes.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            Move to {move.stageLabel}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
