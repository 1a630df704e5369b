import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { mostPerSchedule, presserSchema, type Trigger, type TriggerKind, type TriggerOf } from '@outpost/domain/kernel/automation/automation-definition'; // prettier-ignore
import { newTriggerOf } from '@outpost/domain/kernel/automation/automation-draft';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { weekdayNames } from '../automation-words.ts';
import { ChangeTriggerForm } from './change-trigger-form.tsx';
import type { StartFormProps, TriggerProps } from './start-forms.tsx';
import classes from './editor.module.css';

/** The kinds of start in the order of the list. */
const triggerKinds: readonly { readonly value: TriggerKind; readonly label: string }[] = [
  { value: 'change', label: 'A record is made or changed' },
  { value: 'button', label: 'A person presses a button' },
  { value: 'date', label: 'A date comes' },
  { value: 'schedule', label: 'At set times' },
];

/** The trigger of an automation: its kind, and the form of that kind. */
export function TriggerForm(props: StartFormProps) {
  const { draft, onChange } = props;
  const { trigger } = draft;
  return (
    <>
      <NativeSelect
        label="How it starts"
        data={[...triggerKinds]}
        value={trigger.kind}
        onChange={(event) => {
          const kind = triggerKinds.find(({ value }) => value === event.currentTarget.value)?.value;
          if (kind && kind !== trigger.kind) onChange({ ...draft, trigger: newTriggerOf(kind) });
        }}
      />
      <FormOfKind {...props} trigger={trigger} />
    </>
  );
}

function FormOfKind({ trigger, ...props }: StartFormProps & { readonly trigger: Trigger }) {
  switch (trigger.kind) {
    case 'change':
      return <ChangeTriggerForm {...props} trigger={trigger} />;
    case 'button':
      return <ButtonTriggerForm {...props} trigger={trigger} />;
    case 'date':
      return <DateTriggerForm {...props} trigger={trigger} />;
    case 'schedule':
      return <ScheduleTriggerForm {...props} trigger={trigger} />;
  }
}

const presserWords = { changers: 'Everyone who may change the record', administrators: 'Administrators' } as const;

function ButtonTriggerForm({ draft, of, trigger, onChange }: TriggerProps<'button'>) {
  return (
    <>
      <TextInput
        label="Name of the button"
        description={`The page of each ${of.label.one.toLowerCase()} shows “Run: …” with it.`}
        value={trigger.label}
        maxLength={60}
        dir="auto"
        onChange={(event) => onChange({ ...draft, trigger: { ...trigger, label: event.currentTarget.value } }, 'button')}
      />
      <NativeSelect
        label="Who may press it"
        data={presserSchema.options.map((value) => ({ value, label: presserWords[value] }))}
        value={trigger.by}
        onChange={(event) => {
          const by = presserSchema.options.find((one) => one === event.currentTarget.value);
          if (by) onChange({ ...draft, trigger: { ...trigger, by } });
        }}
      />
      <p className={classes.quiet}>
        The steps have the rights of the person who made the version, whoever presses. A press without a network starts it
        when it reaches the server.
      </p>
    </>
  );
} // prettier-ignore

/** Returns the dates and times of a kind that a date trigger can name. */
function datesOf(entity: Entity): readonly { readonly value: string; readonly label: string }[] {
  const own = Object.entries(entity.fields).flatMap(([value, field]) =>
    (field.type === 'date' || field.type === 'instant') && field.rollUp === undefined ? [{ value, label: field.label }] : [],
  );
  return [...own, { value: 'createdAt', label: 'When it was made' }, { value: 'updatedAt', label: 'Its last change' }];
} // prettier-ignore

const sides = [
  { value: 'before', label: 'before it' },
  { value: 'after', label: 'after it' },
] as const;

function DateTriggerForm({ draft, of, trigger, onChange }: TriggerProps<'date'>) {
  const { field, offset, unit, at } = trigger;
  const isDay = of.fields[field]?.type === 'date';
  const put = (next: Partial<TriggerOf<'date'>>, key?: string) => onChange({ ...draft, trigger: { ...trigger, ...next } }, key);
  const choose = (name: string) => {
    const begun = { kind: 'date', field: name, offset } as const;
    const isChosenDay = of.fields[name]?.type === 'date';
    onChange({ ...draft, trigger: isChosenDay ? { ...begun, unit: 'day', at: at ?? '09:00' } : { ...begun, unit } });
  };
  const isBefore = offset <= 0;
  return (
    <>
      <NativeSelect
        label="Date"
        data={[{ value: '', label: 'Choose…' }, ...datesOf(of)]}
        value={field}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <div className={classes.pair}>
        <NumberInput
          label="How many"
          allowDecimal={false}
          allowNegative={false}
          max={3_650}
          value={Math.abs(offset)}
          onChange={(count) => {
            if (typeof count === 'number') put({ offset: isBefore ? 0 - count : count }, 'offset');
          }}
        />
        <NativeSelect
          label="Unit"
          data={isDay ? [{ value: 'day', label: 'days' }] : [{ value: 'day', label: 'days' }, { value: 'hour', label: 'hours' }]}
          value={unit}
          onChange={(event) => put({ unit: event.currentTarget.value === 'hour' ? 'hour' : 'day' })}
        />
      </div>
      <NativeSelect
        label="Side"
        data={[...sides]}
        value={isBefore ? 'before' : 'after'}
        onChange={(event) => put({ offset: event.currentTarget.value === 'before' ? 0 - Math.abs(offset) : Math.abs(offset) })}
      />
      {isDay || at !== undefined ? (
        <TextInput label="Time of day" type="time" description={zoneNote} value={at ?? ''} onChange={(event) => put({ at: event.currentTarget.value }, 'at')} />
      ) : null}
      <p className={classes.quiet}>
        Each record starts once for each value of the date. A date that moves into the future starts it again.
        Dates whose moment has passed when the automation goes live, or while it is paused, start nothing.
      </p>
    </>
  );
} // prettier-ignore

const zoneNote = 'By the clock of the organisation’s time zone.';

const everies: readonly { readonly value: TriggerOf<'schedule'>['every']; readonly label: string }[] = [
  { value: 'day', label: 'Every day' },
  { value: 'weekday', label: 'Monday to Friday' },
  { value: 'week', label: 'Every week' },
  { value: 'month', label: 'Every month' },
];

function ScheduleTriggerForm({ draft, of, trigger, onChange }: TriggerProps<'schedule'>) {
  const { every, weekday, monthday, at, most } = trigger;
  const put = (next: Partial<TriggerOf<'schedule'>>, key?: string) => onChange({ ...draft, trigger: { ...trigger, ...next } }, key);
  return (
    <>
      <NativeSelect
        label="How often"
        data={[...everies]}
        value={every}
        onChange={(event) => {
          const next = everies.find(({ value }) => value === event.currentTarget.value)?.value;
          if (next === undefined) return;
          const day = next === 'week' ? { weekday: 1 } : next === 'month' ? { monthday: 1 } : {};
          onChange({ ...draft, trigger: { kind: 'schedule', every: next, at, most, ...day } });
        }}
      />
      {every === 'week' ? (
        <NativeSelect
          label="Weekday"
          data={weekdayNames.map((label, place) => ({ value: String(place + 1), label }))}
          value={String(weekday ?? 1)}
          onChange={(event) => put({ weekday: Number(event.currentTarget.value) })}
        />
      ) : null}
      {every === 'month' ? (
        <NumberInput
          label="Day of the month"
          description="A shorter month has it on its last day."
          allowDecimal={false}
          min={1}
          max={31}
          value={monthday ?? 1}
          onChange={(day) => {
            if (typeof day === 'number' && day >= 1) put({ monthday: day }, 'monthday');
          }}
        />
      ) : null}
      <TextInput label="Time of day" type="time" description={zoneNote} value={at} onChange={(event) => put({ at: event.currentTarget.value }, 'at')} />
      <NumberInput
        label={`At most so many ${of.label.many.toLowerCase()} each time`}
        description={`${mostPerSchedule} at most. If more match, you are told how many were left out.`}
        allowDecimal={false}
        min={1}
        max={mostPerSchedule}
        value={most}
        onChange={(count) => {
          if (typeof count === 'number' && count >= 1) put({ most: count }, 'most');
        }}
      />
      <p className={classes.quiet}>
        It starts for the records that match the conditions at that time. If the server was off, it runs the last time that
        it missed, and not the ones before.
      </p>
    </>
  );
} // prettier-ignore
