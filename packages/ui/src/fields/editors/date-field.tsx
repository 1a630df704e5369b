import { Popover } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { useState } from 'react';
import { IconButton } from '../../parts/button.tsx';
import type { SpecOf } from '../field-spec.ts';
import { instantAt } from '@outpost/domain/kernel/days';
import { useFormats, useNow } from '../../formats/formats-context.tsx';
import type { EditorProps } from './editor-props.ts';
import { TypedField } from './typed-field.tsx';

/** A day, or a day and a time: typed in any usual way, or picked from a calendar. */
export function DateField(props: EditorProps<SpecOf<'date'>>) {
  const { spec, value, onChange, variant = 'form' } = props;
  const [isOpen, setOpen] = useState(false);
  const [picks, setPicks] = useState(0);
  const formats = useFormats();
  const now = useNow();
  const isInstant = spec.kind === 'instant';
  const day = typeof value === 'string' ? (isInstant ? formats.dayOf(value) : value.slice(0, 10)) : null;
  const pick = (picked: string | null) => {
    setOpen(false);
    setPicks(picks + 1);
    put(picked);
    props.onDone?.('enter');
  };
  const put = (picked: string | null) => {
    if (picked === null) return onChange(null);
    if (!isInstant) return onChange(picked);
    const time =
      typeof value === 'string'
        ? new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: formats.timeZone }).format(
            new Date(value),
          )
        : '09:00';
    onChange(instantAt(picked, time, formats.timeZone));
  };
  if (variant === 'cell') return <TypedField {...props} />;
  return (
    <TypedField
      {...props}
      picks={picks}
      isHeld={isOpen}
      rightSection={
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the button must not take the focus from the field before the calendar is open: leaving the field would end the edit
        <span onMouseDown={(event) => event.preventDefault()}>
          <Popover opened={isOpen} onChange={setOpen} trapFocus returnFocus position="bottom-end">
            <Popover.Target>
              <IconButton icon="calendar" label={`Pick ${spec.label}`} onClick={() => setOpen((open) => !open)} />
            </Popover.Target>
            <Popover.Dropdown>
              <DatePicker
                value={day}
                defaultDate={day ?? formats.dayOf(now())}
                onChange={pick}
                allowDeselect={spec.isRequired !== true}
                size="sm"
              />
            </Popover.Dropdown>
          </Popover>
        </span>
      }
    />
  );
}
