import { Popover } from '@mantine/core';
import { IconButton } from '../../parts/button.tsx';
import { DayPicker } from '../day-picker.tsx';
import type { SpecOf } from '../field-spec.ts';
import { instantAt } from '@outpost/domain/kernel/calendar/wall-time';
import { useFormats, useNowMs } from '../../formats/formats-context.tsx';
import type { EditorProps } from './editor-props.ts';
import { TypedFieldEditor } from './typed-field.tsx';
import { PickerPlace, usePicks } from './refs/use-picks.tsx';

/** A day, or a day and a time: typed in any usual way, or picked from a calendar. */
export function DateField(props: EditorProps<SpecOf<'date'>>) {
  const { spec, value, onChange, variant = 'form' } = props;
  const picks = usePicks();
  const formats = useFormats();
  const now = useNowMs();
  const isInstant = spec.kind === 'instant';
  const day = typeof value === 'string' ? (isInstant ? formats.dayOf(value) : value.slice(0, 10)) : null;
  const pick = (picked: string | null) => {
    picks.picked();
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
  if (variant === 'cell') return <TypedFieldEditor {...props} />;
  return (
    <TypedFieldEditor
      {...props}
      {...picks.field}
      rightSection={
        <PickerPlace>
          <Popover opened={picks.isOpen} onChange={picks.setOpen} trapFocus returnFocus position="bottom-end">
            <Popover.Target>
              <IconButton icon="calendar" label={`Pick ${spec.label}`} onClick={() => picks.setOpen(!picks.isOpen)} />
            </Popover.Target>
            <Popover.Dropdown>
              <DayPicker
                value={day}
                shows={day ?? formats.dayOf(now)}
                onChange={pick}
                canClear={spec.isRequired !== true}
              />
            </Popover.Dropdown>
          </Popover>
        </PickerPlace>
      }
    />
  );
}
