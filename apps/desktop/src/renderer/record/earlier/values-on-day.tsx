import { Checkbox } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { sameJson } from '@outpost/domain/kernel/json';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { CallOutput } from '../../../bridge/contract.ts';
import { RefusedError } from '../../queries/ask.ts';
import { useAsItWas } from '../../queries/record-queries.ts';
import { useFieldSpecs } from '../../records/use-field-specs.ts';
import { shownValue } from '../../records/values/shown-value.ts';
import dialog from '../../window/dialog.module.css';
import { whyNoValues } from './earlier-words.ts';
import { lastInstantOf, useOpenEarlier } from './use-earlier-address.ts';
import type { RestoreValues } from './use-restore-values.ts';
import classes from './earlier.module.css';

type Props = {
  readonly day: string;
  readonly entity: Entity;
  readonly answer: CallOutput<'records.get'>;
  readonly restoring: RestoreValues;
  readonly onClose: () => void;
};
type Known = Extract<CallOutput<'records.asItWas'>, { readonly state: 'known' }>;

/** The fields that had other values at the end of a day, then and now. */
export function ValuesOnDay({ day, ...props }: Props) {
  const formats = useFormats();
  const { entity, answer, onClose } = props;
  const at = lastInstantOf(day, formats.timeZone);
  const { data, error } = useAsItWas(answer.record.id, at);
  const openEarlier = useOpenEarlier();
  if (error instanceof RefusedError) return <p className={dialog.quiet}>{error.message}</p>;
  if (error) throw error; // the screen's boundary draws it
  if (data === undefined)
    return (
      <p role="status" className={dialog.quiet}>
        Reading the history…
      </p>
    );
  return (
    <>
      {data.state === 'known' ? (
        <OtherValues {...props} day={day} earlier={data} />
      ) : (
        <p className={dialog.quiet}>{whyNoValues(data, entity, formats)}</p>
      )}
      <div>
        <Button
          size="sm"
          icon="expand"
          onClick={() => {
            onClose();
            openEarlier(answer.record, at);
          }}
        >
          Open the whole page as it was
        </Button>
      </div>
    </>
  );
}

function OtherValues({
  day,
  entity,
  answer,
  restoring,
  earlier,
}: Omit<Props, 'onClose'> & { readonly earlier: Known }) {
  const formats = useFormats();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const { record } = answer;
  const specs = useFieldSpecs(entity, { ...answer.refs, ...earlier.refs });
  const textOf = (name: string, of: typeof record) => {
    const spec = specs.get(name);
    return (spec ? fieldText(spec, shownValue(of, name), formats) : '') || 'empty';
  };
  const known = [...specs.keys()].filter((name) => !earlier.unknown.includes(name) && name !== 'updatedAt');
  const other = known.filter((name) => !sameJson(shownValue(earlier.record, name), shownValue(record, name)));
  const chosen = other.filter((name) => picked.has(name) && restoring.whyNot(name) === undefined);
  const unknown = earlier.unknown.flatMap((name) => specs.get(name)?.label ?? []);
  const toggle = (name: string) => {
    const next = new Set(picked);
    if (!next.delete(name)) next.add(name);
    setPicked(next);
  };
  const restore = () =>
    restoring
      .restore(Object.fromEntries(chosen.map((name) => [name, shownValue(earlier.record, name)])))
      .then(() => setPicked(new Set()));
  return (
    <>
      {earlier.record.life === 'deleted' ? <p className={dialog.quiet}>It was deleted at that time.</p> : null}
      {other.length === 0 ? (
        <p className={dialog.quiet}>Every {unknown.length === 0 ? '' : 'other '}field had the value that it has now.</p>
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
              const reason = restoring.whyNot(name);
              return (
                <tr key={name}>
                  <th scope="row">
                    <Checkbox
                      size="xs"
                      label={specs.get(name)?.label ?? name}
                      checked={picked.has(name) && reason === undefined}
                      disabled={reason !== undefined}
                      {...(reason === undefined ? {} : { description: reason })}
                      onChange={() => toggle(name)}
                    />
                  </th>
                  <td dir="auto">{textOf(name, earlier.record)}</td>
                  <td dir="auto">{textOf(name, record)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {unknown.length === 0 ? null : <p className={dialog.quiet}>Not known of that day: {formats.list(unknown)}.</p>}
      {other.length === 0 ? null : (
        <div className={dialog.acts}>
          <Button
            variant="primary"
            icon="undo"
            disabledReason={chosen.length === 0 ? 'Choose the values to restore first.' : undefined}
            onClick={() => void restore()}
          >
            Restore {chosen.length === 0 ? 'values' : formats.plural(chosen.length, 'value', 'values')}
          </Button>
        </div>
      )}
    </>
  );
}
