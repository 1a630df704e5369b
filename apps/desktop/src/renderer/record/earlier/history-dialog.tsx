import { VisuallyHidden } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { addDays } from '@outpost/domain/kernel/days';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { CallOutput } from '../../../bridge/contract.ts';
import { useHistory } from '../../queries/record-queries.ts';
import { useFieldSpecs } from '../../records/use-field-specs.ts';
import { shownValue } from '../../records/values/shown-value.ts';
import dialog from '../../window/dialog.module.css';
import { Dialog } from '../../window/dialog.tsx';
import { authorName } from '../../records/values/author-name.ts';
import { valuesOfField } from './earlier-values.ts';
import { type RestoreValues, useRestoreValues } from './use-restore-values.ts';
import { ValuesOnDay } from './values-on-day.tsx';
import classes from './earlier.module.css';

type Props = { readonly entity: Entity; readonly answer: CallOutput<'records.get'>; readonly onClose: () => void };

/** Returns the day that is shown first: a week ago, or for a younger record the day on which it was added. */
const firstDay = (today: string, added: string): string => {
  const weekAgo = addDays(today, -7);
  return added > weekAgo ? added : weekAgo;
};

/** The limit of one question. */
const most = 500;
const allFields = '';

/**
 * The earlier values of a record: those of a day next to the present ones, or all values of one field. Each can be
 * restored, as an ordinary change (S-9).
 */
export function HistoryDialog({ entity, answer, onClose }: Props) {
  const now = useNowMs();
  const { dayOf } = useFormats();
  const { record } = answer;
  const { data } = useHistory(record.id, most);
  const specs = useFieldSpecs(entity, { ...answer.refs, ...data?.refs });
  const today = dayOf(now);
  const [day, setDay] = useState(() => firstDay(today, dayOf(record.createdAt)));
  const [field, setField] = useState(allFields);
  const restoring = useRestoreValues(entity, answer);
  return (
    <Dialog onClose={onClose} title={`Earlier values of ${titleOf(entity, record)}`} size={760} isForReading>
      <div className={dialog.dialog}>
        <div className={classes.asked}>
          <FieldEditor
            spec={{
              id: 'field',
              label: 'Values of',
              kind: 'choice',
              isRequired: true,
              options: [
                { value: allFields, label: 'All fields' },
                ...[...specs].map(([name, { label }]) => ({ value: name, label })),
              ],
            }}
            value={field}
            onChange={(value) => setField(typeof value === 'string' ? value : allFields)}
          />
          {field === allFields ? (
            <FieldEditor
              spec={{ id: 'day', label: 'As it was on', kind: 'date', isRequired: true }}
              value={day}
              onChange={(value) => {
                if (typeof value === 'string') setDay(value);
              }}
            />
          ) : null}
        </div>
        {field === allFields ? (
          <ValuesOnDay key={day} day={day} entity={entity} answer={answer} restoring={restoring} onClose={onClose} />
        ) : data === undefined ? (
          <p role="status" className={dialog.quiet}>
            Reading the history…
          </p>
        ) : (
          <OfField
            key={field}
            name={field}
            spec={specs.get(field)}
            data={data}
            present={shownValue(record, field)}
            restoring={restoring}
          />
        )}
      </div>
    </Dialog>
  );
}

type OfFieldProps = {
  readonly name: string;
  readonly spec: FieldSpec | undefined;
  readonly data: CallOutput<'records.history'>;
  readonly present: JsonValue;
  readonly restoring: RestoreValues;
};

/** All values of one field, the latest first. */
function OfField({ name, spec, data, present, restoring }: OfFieldProps) {
  const formats = useFormats();
  const values = valuesOfField(name, data.rows);
  const reason = restoring.whyNot(name);
  return (
    <>
      {values.length === 0 ? (
        <p className={dialog.quiet}>No change of {spec?.label ?? name} is known.</p>
      ) : (
        <table className={classes.values}>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">{spec?.label ?? name}</th>
              <th scope="col">
                <VisuallyHidden>Restore</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {values.map(({ row, value }) => (
              <tr key={row.n}>
                <td>{formats.instant(row.at)}</td>
                <td dir="auto">{authorName(row.by, data.names)}</td>
                <td dir="auto">{(spec ? fieldText(spec, value, formats) : '') || 'empty'}</td>
                <td>
                  {sameJson(value, present) ? (
                    <span className={classes.faint}>as now</span>
                  ) : (
                    <Button
                      size="sm"
                      icon="undo"
                      disabledReason={reason}
                      onClick={() => void restoring.restore({ [name]: value })}
                    >
                      Restore
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {data.rows.some(({ kind }) => kind === 'created') ? null : (
        <p className={dialog.quiet}>Older values come from the server, while it can be reached.</p>
      )}
    </>
  );
}
