import type { JsonValue } from '@outpost/domain/kernel/json';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Button } from '@outpost/ui/parts/button';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useRef, useState } from 'react';
import { type FormDraft, useFormDraft } from '../../queries/use-form-draft.ts';
import { Dialog } from '../../window/dialog.tsx';
import type { PlannedMove } from './stage-move.ts';
import { textIn } from '../values/shown-value.ts';
import { useFieldSpecs } from '../use-field-specs.ts';
import classes from '../../window/dialog.module.css';

const none = {};

type Props = {
  readonly move: PlannedMove;
  /** Resolves to whether the move was made. The answers are kept until then. */
  readonly onMove: (answers: Readonly<Record<string, JsonValue>>) => Promise<boolean>;
  readonly onClose: () => void;
};

/**
 * Asks for the missing values of a move: the value of a won deal, the reason of a lost one. They are kept on this device until the
 * move is made.
 */
export function StageMoveDialog(props: Props) {
  const { move, onClose } = props;
  const draft = useFormDraft(`move/${move.record.id}/${Object.values(move.changes).map(textIn).join(' ')}`);
  return (
    <Dialog onClose={onClose} title={`Move to ${move.stageLabel}`}>
      {draft ? <MoveForm {...props} draft={draft} /> : null}
    </Dialog>
  );
}

function MoveForm({ move, onMove, onClose, draft }: Props & { readonly draft: FormDraft }) {
  const specs = useFieldSpecs(move.entity, none);
  const valuesWith = (changed: FormDraft['values']): FormDraft['values'] =>
    Object.fromEntries(move.asks.map((name) => [name, changed[name] ?? move.record.fields[name] ?? null]));
  const values = valuesWith(draft.values);
  const latest = useRef(draft.values); // the form is submitted before the last change is drawn
  const [isTried, setTried] = useState(false);
  const asked = move.asks.flatMap((name) => specs.get(name) ?? []).map((spec) => ({ ...spec, isRequired: true }));
  const missingIn = (answers: FormDraft['values']) => asked.filter((spec) => isEmptyValue(answers[spec.id]));
  const missing = missingIn(values);
  const done = async () => {
    setTried(true);
    const answers = valuesWith(latest.current);
    if (missingIn(answers).length > 0 || !(await onMove(answers))) return;
    draft.forget();
    onClose();
  };
  return (
    <SubmitForm className={classes.dialog} onSubmit={done}>
      <p className={classes.quiet}>{titleOf(move.entity, move.record)}</p>
      <Form
        specs={asked}
        values={values}
        onChange={(id, value) => {
          latest.current = { ...latest.current, [id]: value };
          draft.onValue(id, value);
        }}
        texts={draft.texts}
        onText={draft.onText}
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
  );
}
