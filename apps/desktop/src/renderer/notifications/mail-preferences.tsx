import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import {
  type SendableKind,
  sendableKinds,
  type NoticeWishes,
  usualEscalationHours,
  usualMailMinute,
} from '@outpost/domain/kernel/notifications/notice-wishes';
import { minuteOf, timeAtMinute } from '@outpost/domain/kernel/notifications/quiet-hours';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import { myNotificationsKind } from '../places/my-notifications.ts';
import type { MyChange } from '../places/use-my-notifications.ts';
import { fieldSpecOf } from '../records/field-spec-of.ts';
import { useEntity } from '../records/use-entity.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { shownKinds } from './kinds/shown-kinds.ts';
import classes from './notifications.module.css';

type Props = { readonly mail: NoticeWishes; readonly change: (change: MyChange) => Promise<void> };
type Fields = Readonly<Record<string, JsonValue>>;

const rhythms = [
  { value: 'at-once', label: 'At once' },
  { value: 'daily', label: 'Once a day, all in one' },
  { value: 'weekly', label: 'Once a week, all in one' },
] as const;

/** 1 January 2024 was a Monday. */
const weekDays = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), date: `2024-01-0${day}` }));

/** When the e-mails about unread notifications come. */
export function MailTimes({ mail, change }: Props) {
  const { timeZone, locale } = useFormats();
  const { rhythm } = mail;
  const minute = rhythm.kind === 'at-once' ? usualMailMinute : rhythm.minute;
  const [time, setTime] = useState(timeAtMinute(minute));
  const save = (fields: Fields) => void change({ label: 'Changed the times of e-mails', fields: () => fields });
  const dayName = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  return (
    <section className={classes.choices}>
      <h2>{mail.wanted.text.size === 0 ? 'E-mails' : 'E-mails and texts'}</h2>
      <NativeSelect
        label="They come"
        value={rhythm.kind}
        data={rhythms.map((one) => ({ ...one }))}
        onChange={(event) =>
          save(
            event.currentTarget.value === 'at-once'
              ? { mailRhythm: 'at-once' }
              : { mailRhythm: event.currentTarget.value, mailAt: time, ...(event.currentTarget.value === 'weekly' ? { mailOn: '1' } : {}) }, // prettier-ignore
          )
        }
      />
      {rhythm.kind === 'at-once' ? null : (
        <div className={classes.times}>
          {rhythm.kind === 'weekly' ? (
            <NativeSelect
              label="On"
              value={String(rhythm.weekday)}
              data={weekDays.map(({ value, date }) => ({ value, label: dayName.format(new Date(date)) }))}
              onChange={(event) => save({ mailOn: event.currentTarget.value })}
            />
          ) : null}
          <TextInput
            type="time"
            label="At"
            value={time}
            onChange={(event) => setTime(event.currentTarget.value)}
            onBlur={() => {
              if (minuteOf(time) !== undefined && minuteOf(time) !== minute) save({ mailAt: time });
            }}
          />
        </div>
      )}
      <p className={classes.hint}>
        {rhythm.kind === 'at-once'
          ? 'An e-mail comes two minutes after a notification that you have not read, and never in your quiet hours.'
          : `The e-mail has all that you have not read by then (${timeZone.replaceAll('_', ' ')}). It comes at this time also in your quiet hours.`}{' '}
        It names the author and the record, and none of the record’s other fields. It comes also while your computer is
        off.
      </p>
    </section>
  );
}

const nobody = 'nobody';
const targets = [
  { value: nobody, label: 'Nothing more happens' },
  { value: 'me', label: 'I get an e-mail' },
  { value: 'lead', label: 'The lead of my team gets an e-mail' },
  { value: 'person', label: 'Another person gets an e-mail' },
];
/** Chosen: what somebody else waits for. */
const usualKinds: readonly SendableKind[] = ['assigned', 'mentioned', 'told'];
const hourChoices = [1, 2, 4, 8, 24, 48, 168];
const noRefs: readonly JsonValue[] = [];

/** The choices for notifications that stay unread: the kinds for which an e-mail is sent, and the hours before it. */
export function LeftUnread({ mail: { escalation }, change }: Props) {
  const { plural } = useFormats();
  const [isChoosing, setChoosing] = useState(false);
  const entity = useEntity(myNotificationsKind);
  const person = escalation?.to === 'person' ? escalation.person : null;
  const sources = useSpecSources(useRefNames(person === null ? noRefs : [person]));
  const spec = fieldSpecOf(entity, 'escalatePerson', sources);
  const to = isChoosing ? 'person' : (escalation?.to ?? nobody);
  const kinds = [...(escalation?.kinds ?? usualKinds)].sort();
  const save = (fields: Fields) => void change({ label: 'Changed what happens to unread notifications', fields: () => fields }); // prettier-ignore
  const choose = (next: string) => {
    setChoosing(next === 'person' && person === null);
    if (next === nobody) save({ escalated: [] });
    else if (next !== 'person') save({ escalated: kinds, escalateTo: next });
  };
  return (
    <section className={classes.choices}>
      <h2>When I leave one unread</h2>
      <NativeSelect
        aria-label="When I leave a notification unread"
        value={to}
        data={targets}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {to === 'person' && spec ? (
        <FieldEditor
          spec={spec}
          value={person}
          onChange={(value) => {
            if (typeof value !== 'string') return;
            setChoosing(false);
            save({ escalated: kinds, escalateTo: 'person', escalatePerson: value });
          }}
        />
      ) : null}
      {escalation === undefined || isChoosing ? null : (
        <>
          <NativeSelect
            label="After"
            value={String(escalation.afterHours)}
            data={[...new Set([...hourChoices, escalation.afterHours])]
              .sort((a, b) => a - b)
              .map((hours) => ({ value: String(hours), label: plural(hours, 'hour', 'hours') }))}
            onChange={(event) => save({ escalateHours: Number(event.currentTarget.value) || usualEscalationHours })}
          />
          <fieldset className={classes.kinds}>
            <legend>When it is about</legend>
            {sendableKinds.map((kind) => (
              <Checkbox
                key={kind}
                size="xs"
                label={shownKinds[kind].label}
                checked={escalation.kinds.has(kind)}
                onChange={(event) => {
                  const next = new Set(escalation.kinds);
                  if (event.currentTarget.checked) next.add(kind);
                  else next.delete(kind);
                  save({ escalated: [...next].sort() });
                }}
              />
            ))}
          </fieldset>
        </>
      )}
      {to === 'lead' || to === 'person' ? (
        <p className={classes.hint}>
          They are told only of records that they see, too. Without such a person the e-mail comes to you.
        </p>
      ) : null}
    </section>
  );
}
