import type { JsonValue } from '@outpost/domain/kernel/json';
import { stockMovement } from '@outpost/domain/packs/workshop/entities/stock-movement.entity';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { Form } from '@outpost/ui/fields/editors/form';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { useReport } from '../../queries/record-queries.ts';
import { isWarning, refusalText, saveAnyway, useActs } from '../../queries/use-acts.ts';
import { useEntity } from '../../records/use-entity.ts';
import { useFieldSpecs } from '../../records/use-field-specs.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { useSignedIn } from '../../session/session-context.tsx';
import type { DialogContentProps } from '../../slots/pack-screens.ts';
import { useBridge } from '../../window/app-ports.tsx';
import classes from '../../window/dialog.module.css';

type Values = Readonly<Record<string, JsonValue>>;

/**
 * Takes a part from stock: for the job for which it was opened, else for one that the person names. It makes a stock movement
 * below zero. Where this device holds too few parts, it warns, and the server decides (WRK-4).
 */
export function TakePart({ record: job, onClose }: DialogContentProps) {
  const bridge = useBridge();
  const { person } = useSignedIn();
  const { saidDone } = useActs();
  const [values, setValues] = useState<Values>({ part: null, count: 1, job: job?.id ?? null });
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [isWarned, setWarned] = useState(false);
  const names = useRefNames(values);
  const fields = useFieldSpecs(useEntity(stockMovement.name), names);
  const part = textIn(values['part']);
  const count = Number(values['count'] ?? 0);
  const onHand = useOnHand(part);
  const counted: FieldSpec = { id: 'count', label: 'How many', kind: 'number', min: 1, isRequired: true, help: onHand };
  const asked = [...(job ? [] : ['job']), 'part'].flatMap((name) => fields.get(name) ?? []);
  const specs = [...asked.map((spec) => ({ ...spec, isRequired: true })), counted];

  const take = async (anyway = false) => {
    const missing = specs.filter(({ id }) => (values[id] ?? null) === null);
    if (missing.length > 0)
      return setErrors(Object.fromEntries(missing.map(({ id, label }) => [id, `${label} must be filled in.`])));
    const label = `Took ${count} × ${names[part]?.title ?? 'a part'}`;
    const answer = await bridge.call('acts.perform', {
      label,
      ...(anyway ? { anyway } : {}),
      edits: [
        {
          entity: stockMovement.name,
          create: {
            fields: {
              note: 'Used for a job',
              part,
              job: values['job'] ?? null,
              quantity: -count,
              reason: 'used',
            },
            ownerId: person.id,
          },
        },
      ],
    });
    setWarned(!answer.ok && isWarning(answer));
    if (!answer.ok) return setErrors({ count: refusalText(answer) });
    saidDone(label, answer.value.act);
    return onClose();
  };
  return (
    <form
      noValidate
      className={classes.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        void take();
      }}
    >
      {job ? <p className={classes.quiet}>For {textIn(job.fields['name'])}.</p> : null}
      <Form
        specs={specs}
        values={values}
        errors={errors}
        showsErrors
        onChange={(id, value) => {
          setValues((before) => ({ ...before, [id]: value }));
          setErrors({});
          setWarned(false);
        }}
      />
      <div className={classes.acts}>
        <Button onClick={onClose}>Cancel</Button>
        {isWarned ? <Button onClick={() => void take(true)}>{saveAnyway}</Button> : null}
        <Button type="submit" variant="primary">
          Take it
        </Button>
      </div>
    </form>
  );
}

/** "3 on hand", as far as this device knows; nothing until a part is chosen. */
function useOnHand(part: string): string | undefined {
  const formats = useFormats();
  const { data } = useReport(
    {
      entity: stockMovement.name,
      where: { field: 'part', op: 'is', value: part },
      groupBy: [],
      measures: [{ name: 'onHand', fn: 'sum', field: 'quantity' }],
    },
    { isOff: part === '' },
  );
  const [row] = data?.rows ?? [];
  return part === '' || !data ? undefined : `${formats.count(Number(row?.measures['onHand'] ?? 0))} on hand`;
}
