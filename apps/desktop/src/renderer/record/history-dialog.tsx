import { Checkbox, VisuallyHidden } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { addDays } from '@outpost/domain/kernel/days';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { useHistory } from '../queries/record-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import { changedLabel } from '../records/act-words.ts';
import { oneOf } from '../records/entity-shape.ts';
import { readOnlyReason } from '../records/may.ts';
import { shownValue } from '../records/values/shown-value.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { usePrincipal } from '../session/session-context.tsx';
import dialog from '../window/dialog.module.css';
import { Dialog } from '../window/dialog.tsx';
import { valuesOfField, valuesOn } from './earlier-values.ts';
import classes from './history-dialog.module.css';

type Props = { readonly entity: Entity; readonly answer: CallOutput<'records.get'>; readonly onClose: () => void };

/** The limit of one question. */
const most = 500;
const allFields = '';

/**
 * The earlier values of a record: as it was on a day, beside what it is now, or all values of one field. Each can be restored, as an
 * ordinary change (S-9).
 */
export function HistoryDialog({ entity, answer, onClose }: Props) {
  const now = useNow();
  const { dayOf } = useFormats();
  const { record } = answer;
  const { data } = useHistory(record.id, most);
  const refs = { ...answer.refs, ...data?.refs };
  const specs = useFieldSpecs(entity, refs);
  const today = dayOf(now());
  const [day, setDay] = useState(() => addDays(today, -7));
  const [field, setField] = useState(allFields);
  const names = [...specs.keys()];
  const principal = usePrincipal();
  const { perform } = useActs();
  const shared = {
    entity,
    data,
    specs,
    presentOf: (name: string) => shownValue(record, name),
    whyNot: (name: string) =>
      readOnlyReason(principal, entity, { record, field: name, nameOf: (id) => refs[id]?.title }),
    restore: (fields: Readonly<Record<string, JsonValue>>) =>
      perform({
        label: changedLabel(entity, titleOf(entity, record), Object.keys(fields)),
        edits: [{ entity: entity.name, id: record.id, fields }],
      }),
  };
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
                ...names.map((name) => ({ value: name, label: specs.get(name)?.label ?? name })),
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
        {data === undefined ? (
          <p role="status" className={dialog.quiet}>
            Reading the history…
          </p>
        ) : field === allFields ? (
          <OnDay key={day} day={day} names={names} {...shared} data={data} />
        ) : (
          <OfField key={field} name={field} {...shared} data={data} />
        )}
      </div>
    </Dialog>
  );
}

type Shared = {
  readonly entity: Entity;
  readonly data: CallOutput<'records.history'>;
  readonly specs: ReturnType<typeof useFieldSpecs>;
  readonly presentOf: (name: string) => JsonValue;
  /** Returns the reason why a field cannot be changed. */
  readonly whyNot: (name: string) => string | undefined;
  readonly restore: (fields: Readonly<Record<string, JsonValue>>) => Promise<unknown>;
};

/** The fields that had other values on a day, then and now. */
function OnDay({
  day,
  names,
  entity,
  data,
  specs,
  presentOf,
  whyNot,
  restore,
}: Shared & { readonly day: string; readonly names: readonly string[] }) {
  const formats = useFormats();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const earlier = valuesOn(day, { rows: data.rows, presentOf, dayOf: formats.dayOf });
  const oldest = data.rows.at(-1);
  if (earlier.state !== 'known') {
    return (
      <p className={dialog.quiet}>
        {earlier.state === 'not-yet'
          ? `This ${oneOf(entity)} was added later${oldest ? `: ${formats.instant(oldest.at)}` : ''}.`
          : `This device knows no history of it${oldest ? ` before ${formats.instant(oldest.at)}` : ''}. Older changes come from the server, while it can be reached.`}
      </p>
    );
  }
  const textOf = (name: string, value: JsonValue) => {
    const spec = specs.get(name);
    return (spec ? fieldText(spec, value, formats) : '') || 'empty';
  };
  const other = names.filter((name) => !sameJson(earlier.valueAt(name), presentOf(name)));
  const chosen = other.filter((name) => picked.has(name) && whyNot(name) === undefined);
  return (
    <>
      {earlier.valueAt('life') === 'deleted' ? <p className={dialog.quiet}>It was deleted at that time.</p> : null}
      {other.length === 0 ? (
        <p className={dialog.quiet}>Every field had the value that it has now.</p>
      ) : (
        <table className={classes.values}>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">{formats.date(day)}</th>
              <th scope="col">Now</th>
            </tr>
          </thead>
          <tbody>
            {other.map((name) => {
              const reason = whyNot(name);
              return (
                <tr key={name}>
                  <th scope="row">
                    <Checkbox
                      size="xs"
                      label={specs.get(name)?.label ?? name}
                      checked={picked.has(name) && reason === undefined}
                      disabled={reason !== undefined}
                      {...(reason === undefined ? {} : { description: reason })}
                      onChange={() => {
                        const next = new Set(picked);
                        if (!next.delete(name)) next.add(name);
                        setPicked(next);
                      }}
                    />
                  </th>
                  <td dir="auto">{textOf(name, earlier.valueAt(name))}</td>
                  <td dir="auto">{textOf(name, presentOf(name))}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {other.length === 0 ? null : (
        <div className={dialog.acts}>
          <Button
            variant="primary"
            icon="undo"
            disabledReason={chosen.length === 0 ? 'Choose the values to restore first.' : undefined}
            onClick={() =>
              void restore(Object.fromEntries(chosen.map((name) => [name, earlier.valueAt(name)]))).then(() =>
                setPicked(new Set()),
              )
            }
          >
            Restore {chosen.length === 0 ? 'values' : formats.plural(chosen.length, 'value', 'values')}
          </Button>
        </div>
      )}
    </>
  );
}

/** All values of one field, the latest first. */
function OfField({ name, data, specs, presentOf, whyNot, restore }: Shared & { readonly name: string }) {
  const formats = useFormats();
  const spec = specs.get(name);
  const values = valuesOfField(name, data.rows);
  const reason = whyNot(name);
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
                <td dir="auto">{data.names[row.by] ?? 'Somebody who is gone'}</td>
                <td dir="auto">{(spec ? fieldText(spec, value, formats) : '') || 'empty'}</td>
                <td>
                  {sameJson(value, presentOf(name)) ? (
                    <span className={classes.faint}>as now</span>
                  ) : (
                    <Button
                      size="sm"
                      icon="undo"
                      disabledReason={reason}
                      onClick={() => void restore({ [name]: value })}
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
