import { DatePicker } from '@mantine/dates';
import { useFormats, useNowMs } from '../formats/formats-context.tsx';
import classes from './day-picker.module.css';

type Props = {
  /** The chosen day, `YYYY-MM-DD`. */
  readonly value: string | null;
  /** A day of the month that is shown first. */
  readonly shows: string;
  /** Called with the pressed day, or `null` when the chosen day is pressed and `canClear` is set. */
  readonly onChange: (day: string | null) => void;
  readonly canClear?: boolean;
};

/** The names of the buttons that have only an arrow. */
const buttonNames = {
  previousMonth: 'Previous month',
  nextMonth: 'Next month',
  previousYear: 'Previous year',
  nextYear: 'Next year',
  previousDecade: 'Previous ten years',
  nextDecade: 'Next ten years',
} as const;

/** A month in which a person chooses a day. Today is marked. */
export function DayPicker({ value, shows, onChange, canClear = false }: Props) {
  const formats = useFormats();
  const today = formats.dayOf(useNowMs());
  return (
    <DatePicker
      value={value}
      defaultDate={shows}
      onChange={onChange}
      allowDeselect={canClear}
      size="sm"
      getDayProps={(day) => ({
        ...(day === shows ? { 'data-autofocus': true } : {}), // a popover gives the focus to it, and not to the arrow
        ...(day === today ? { 'aria-current': 'date' as const } : {}),
      })}
      ariaLabels={buttonNames}
      classNames={{ day: classes.day ?? '' }}
    />
  );
}
