import { NativeSelect, TextInput } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Measure } from '@outpost/domain/kernel/questions/list-query';
import { IconButton } from '@outpost/ui/parts/button';
import { useMemo } from 'react';
import { useCatalogue } from '../../records/use-entity.ts';
import { OnlyFilter } from '../only-filter.tsx';
import { dateFields, measuredFields } from '../../records/report-fields.ts';
import { aggregateWords, daysWords, measureName } from '../report-words.ts';
import classes from '../reports.module.css';

type Props = {
  readonly entity: Entity;
  readonly measure: Measure;
  readonly place: number;
  /** Names of the other measures: no two are the same. */
  readonly taken: readonly string[];
  /** Undefined for the only measure. */
  readonly onRemove: (() => void) | undefined;
  readonly onChange: (next: Measure) => void;
};

const aggregates = Object.keys(aggregateWords) as (keyof typeof aggregateWords)[]; // the keys of a literal
const ofDays = Object.keys(daysWords) as (keyof typeof daysWords)[]; // the keys of a literal

/** Returns a name that no other measure has: "Deals 2". */
export function freeName(wished: string, taken: readonly string[]): string {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wished : `${wished.slice(0, 56)} ${count}`;
    if (!taken.includes(name)) return name;
  }
}

/** Returns the name and the declaration of the choice whose options have chances; no name where there is none. */
function choiceWithChances({ fields }: Entity): readonly [name: string | undefined, field: { readonly label: string }] {
  const found = Object.entries(fields).find(
    ([, field]) => field.type === 'choice' && field.options.some(({ chancePercent }) => chancePercent),
  );
  return found ?? [undefined, { label: '' }];
}

/** Changes one measure: its function, the fields that it reads, and the records that it counts. */
export function MeasureEditor({ entity, measure, place, taken, onRemove, onChange }: Props) {
  const catalogue = useCatalogue();
  const amounts = useMemo(() => measuredFields(catalogue, entity), [catalogue, entity]);
  const dates = useMemo(() => dateFields(catalogue, entity), [catalogue, entity]);
  const [firstDate, lastDate = firstDate] = dates;
  const [weight, { label: weightLabel }] = useMemo(() => choiceWithChances(entity), [entity]);
  const named = (next: Measure): Measure => {
    const wasNamedByUs = measure.name.startsWith(measureName(catalogue, entity, measure));
    return wasNamedByUs ? { ...next, name: freeName(measureName(catalogue, entity, next), taken) } : next;
  };
  const where = measure.where === undefined ? {} : { where: measure.where };
  const choose = (fn: string) => {
    const name = measure.name;
    const aggregate = aggregates.find((one) => one === fn);
    const days = ofDays.find((one) => one === fn);
    const field = 'field' in measure ? measure.field : amounts[0]?.path;
    if (aggregate && field !== undefined) return onChange(named({ name, fn: aggregate, field, ...where }));
    if (fn === 'weighted' && weight !== undefined && field !== undefined)
      return onChange(named({ name, fn, field, by: weight, ...where }));
    if (firstDate && lastDate) {
      const [from, to] = 'from' in measure ? [measure.from, measure.to] : [firstDate.path, lastDate.path];
      if (days) return onChange(named({ name, fn: days, from, to, ...where }));
      if (fn === 'per-day' && field !== undefined) return onChange(named({ name, fn, field, from, to, ...where }));
    }
    if (fn === 'ratio') return onChange(named({ name, fn, where: measure.where ?? { and: [] }, of: { and: [] } }));
    return onChange(named({ name, fn: 'count', ...where }));
  };
  const number = place + 1;
  return (
    <div className={classes.row} role="group" aria-label={`Measure ${number}`}>
      <div className={classes.pair}>
        <NativeSelect
          aria-label="Measure"
          value={measure.fn}
          onChange={(event) => choose(event.currentTarget.value)}
          data={[
            { value: 'count', label: `Number of ${entity.label.many.toLowerCase()}` },
            ...(amounts.length === 0 ? [] : aggregates.map((fn) => ({ value: fn, label: `${aggregateWords[fn]} …` }))),
            ...(dates.length < 2 ? [] : ofDays.map((fn) => ({ value: fn, label: `${daysWords[fn]} from … to …` }))),
            ...(amounts.length === 0 || dates.length < 2
              ? []
              : [{ value: 'per-day', label: 'Sum of … per day from … to …' }]),
            ...(amounts.length === 0 || weight === undefined
              ? []
              : [{ value: 'weighted', label: `Sum of …, weighted by the chance of ${weightLabel}` }]),
            { value: 'ratio', label: 'Share of records' },
          ]}
        />
        {onRemove ? <IconButton icon="close" label={`Remove measure ${number}`} onClick={onRemove} /> : null}
      </div>
      {'field' in measure ? (
        <NativeSelect
          aria-label="Measured field"
          value={measure.field}
          data={amounts.map(({ path, label }) => ({ value: path, label }))}
          onChange={(event) => onChange(named({ ...measure, field: event.currentTarget.value }))}
        />
      ) : null}
      {'from' in measure ? (
        <div className={classes.pair}>
          {(['from', 'to'] as const).map((end) => (
            <NativeSelect
              key={end}
              className={classes.second ?? ''}
              aria-label={end === 'from' ? 'From the day' : 'To the day'}
              value={measure[end]}
              data={dates.map(({ path, label }) => ({ value: path, label }))}
              onChange={(event) => onChange(named({ ...measure, [end]: event.currentTarget.value }))}
            />
          ))}
        </div>
      ) : null}
      <TextInput
        aria-label="Name of the measure"
        maxLength={60}
        value={measure.name}
        onChange={(event) => {
          const name = event.currentTarget.value;
          if (!taken.includes(name)) onChange({ ...measure, name });
        }}
      />
      <OnlyFilter
        entity={entity}
        label={measure.fn === 'ratio' ? 'Share of those with' : 'Count only'}
        value={measure.where}
        onChange={(next) => {
          if (measure.fn === 'ratio') return onChange({ ...measure, where: next ?? { and: [] } });
          const { where: _before, ...without } = measure;
          return onChange(next === undefined ? without : { ...without, where: next });
        }}
      />
      {measure.fn === 'ratio' ? (
        <OnlyFilter
          entity={entity}
          label="Among those with"
          value={measure.of}
          onChange={(next) => onChange({ ...measure, of: next ?? { and: [] } })}
        />
      ) : null}
    </div>
  );
}
