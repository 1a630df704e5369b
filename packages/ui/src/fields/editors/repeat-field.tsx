import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import {
  type MonthWeekday,
  readRepeat,
  type RepeatRule,
  type Weekday,
  weekdayName,
  weekdays,
  writeRepeat,
} from '@outpost/domain/kernel/calendar/repeat-rule';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { useFormats, useNow } from '../../formats/formats-context.tsx';
import { fieldText } from '../field-text.ts';
import type { SpecOf } from '../field-spec.ts';
import type { EditorProps } from './editor-props.ts';
import { TypedFieldEditor } from './typed-field.tsx';
import classes from './field-editor.module.css';

const unitChoices = [
  { value: '', label: 'Does not repeat' },
  { value: 'day', label: 'By days' },
  { value: 'week', label: 'By weeks' },
  { value: 'month', label: 'By months' },
  { value: 'year', label: 'By years' },
] as const;
type Unit = RepeatRule['unit'];

const nths = [
  [1, 'first'],
  [2, 'second'],
  [3, 'third'],
  [4, 'fourth'],
  [-1, 'last'],
] as const satisfies readonly (readonly [MonthWeekday['nth'], string])[];

/**
 * Returns the choices for the day of a rule by months. The present day is among them where it is a day by its number.
 */
const monthChoices = (now: RepeatRule['monthDay']) => [
  { value: '', label: 'On the same day of the month' },
  { value: 'day -1', label: 'On the last day' },
  ...(now && 'day' in now && now.day !== -1 ? [{ value: `day ${now.day}`, label: `On day ${now.day}` }] : []),
  ...nths.flatMap(([nth, word]) =>
    weekdays.map((weekday) => ({ value: `${nth} ${weekday}`, label: `On the ${word} ${weekdayName(weekday)}` })),
  ),
];
const monthValue = (now: RepeatRule['monthDay']): string =>
  now === undefined ? '' : 'day' in now ? `day ${now.day}` : `${now.nth} ${now.weekday}`;
function monthDayOf(value: string): Pick<RepeatRule, 'monthDay'> {
  const [first = '', second = ''] = value.split(' ');
  if (first === 'day') return { monthDay: { day: Number(second) } };
  const nth = nths.find(([one]) => String(one) === first)?.[0];
  const weekday = weekdays.find((one) => one === second);
  return nth === undefined || weekday === undefined ? {} : { monthDay: { nth, weekday } };
}

const endKind = ({ ends }: RepeatRule): 'never' | 'until' | 'times' =>
  ends === undefined ? 'never' : 'until' in ends ? 'until' : 'times';
/** Returns the rule with another end; undefined: it does not end. */
const withEnd = ({ ends: _before, ...rule }: RepeatRule, ends: RepeatRule['ends']): RepeatRule => ({
  ...rule,
  ...(ends === undefined ? {} : { ends }),
});

/**
 * Edits the rule of a repetition in parts, with the rule in words below them. Each changed part is stored. In a cell
 * the rule is typed.
 */
export function RepeatField(props: EditorProps<SpecOf<'repeat'>>) {
  if (props.variant === 'cell') return <TypedFieldEditor {...props} />;
  return props.spec.isSeries && props.variant === 'inline' ? <WholeRule {...props} /> : <RepeatParts {...props} />;
}

/** A rule that is stored as a whole, because all of its records are made at once. */
function WholeRule(props: EditorProps<SpecOf<'repeat'>>) {
  const { value, onChange, onDone } = props;
  const [rule, setRule] = useState(value);
  const store = () => {
    if (rule !== value) onChange(rule ?? null);
    onDone?.('enter');
  };
  return (
    <div className={classes.whole}>
      <RepeatParts {...props} value={rule} onChange={setRule} />
      <div>
        <Button size="sm" variant="primary" onClick={store}>
          Save the rule
        </Button>
        <Button size="sm" variant="quiet" onClick={() => onDone?.('escape')}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

function RepeatParts({
  spec,
  value,
  onChange,
  variant = 'form',
  error,
  autoFocus = false,
  onDone,
}: EditorProps<SpecOf<'repeat'>>) {
  const formats = useFormats();
  const now = useNow();
  const read = typeof value === 'string' && value !== '' ? readRepeat(value) : undefined;
  const rule = read?.ok ? read.rule : undefined;
  const store = (next: RepeatRule) => {
    const text = writeRepeat(next);
    if (text !== value) onChange(text);
  };
  const chooseUnit = (unit: Unit | undefined) => {
    if (unit === undefined) return onChange(null);
    store({ unit, every: rule?.every ?? 1, days: [], ...(rule?.ends ? { ends: rule.ends } : {}) });
  };
  const toggle = (day: Weekday) => {
    if (!rule) return;
    const days = weekdays.filter((one) => (one === day ? !rule.days.includes(day) : rule.days.includes(one)));
    store({ ...rule, days });
  };
  const chooseEnd = (kind: string) => {
    if (!rule) return;
    const until = formats.dayOf(now() + 90 * 86_400_000);
    store(withEnd(rule, kind === 'until' ? { until } : kind === 'times' ? { times: 10 } : undefined));
  };
  const help = read && !read.ok ? `The rule is not shown here: ${read.why}.` : rule ? `${fieldText(spec, value, formats)}.` : spec.help; // prettier-ignore
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape comes from the inputs inside
    <fieldset
      className={classes.repeat}
      data-variant={variant}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && onDone) {
          event.stopPropagation();
          onDone('escape');
        }
      }}
    >
      <legend className={variant === 'form' ? classes.label : 'outpost-visually-hidden'}>{spec.label}</legend>
      <NativeSelect
        aria-label={spec.label}
        value={rule?.unit ?? ''}
        data={unitChoices.map((one) => ({ ...one }))}
        autoFocus={autoFocus}
        onChange={
          ({ currentTarget }) =>
          chooseUnit(unitChoices.map((one) => one.value).find((unit): unit is Unit => unit !== '' && unit === currentTarget.value)) // prettier-ignore
        }
      />
      {rule ? (
        <>
          <NumberInput
            aria-label={`Every how many ${rule.unit}s`}
            prefix="Every "
            suffix={rule.every === 1 ? ` ${rule.unit}` : ` ${rule.unit}s`}
            min={1}
            max={99}
            allowDecimal={false}
            value={rule.every}
            onChange={(every) => {
              if (typeof every === 'number' && every >= 1 && every <= 99) store({ ...rule, every });
            }}
          />
          {rule.unit === 'week' ? (
            <div className={classes.days} role="group" aria-label="On which days">
              {weekdays.map((day) => (
                <button
                  key={day}
                  type="button"
                  className={classes.day}
                  aria-pressed={rule.days.includes(day)}
                  onClick={() => toggle(day)}
                >
                  <span aria-hidden>{weekdayName(day).slice(0, 2)}</span>
                  <span className="outpost-visually-hidden">{weekdayName(day)}</span>
                </button>
              ))}
            </div>
          ) : null}
          {rule.unit === 'month' ? (
            <NativeSelect
              aria-label="On which day of the month"
              value={monthValue(rule.monthDay)}
              data={monthChoices(rule.monthDay)}
              onChange={({ currentTarget }) => {
                const { monthDay: _before, ...others } = rule;
                store({ ...others, ...monthDayOf(currentTarget.value) });
              }}
            />
          ) : null}
          <NativeSelect
            aria-label="When it ends"
            value={endKind(rule)}
            data={[
              { value: 'never', label: 'Does not end' },
              { value: 'until', label: 'Ends on a day' },
              { value: 'times', label: 'Ends after some times' },
            ]}
            onChange={({ currentTarget }) => chooseEnd(currentTarget.value)}
          />
          {rule.ends && 'until' in rule.ends ? (
            <TextInput
              type="date"
              aria-label="Last day"
              value={rule.ends.until}
              onChange={({ currentTarget }) => {
                if (/^\d{4}-\d\d-\d\d$/.test(currentTarget.value)) store(withEnd(rule, { until: currentTarget.value }));
              }}
            />
          ) : null}
          {rule.ends && 'times' in rule.ends ? (
            <NumberInput
              aria-label="How many times"
              suffix={rule.ends.times === 1 ? ' time' : ' times'}
              min={1}
              max={999}
              allowDecimal={false}
              value={rule.ends.times}
              onChange={(times) => {
                if (typeof times === 'number' && times >= 1 && times <= 999) store(withEnd(rule, { times }));
              }}
            />
          ) : null}
        </>
      ) : null}
      {help === undefined ? null : <div className={classes.help}>{help}</div>}
      {error === undefined ? null : (
        <div role="alert" className={classes.error}>
          {error}
        </div>
      )}
    </fieldset>
  );
}
