import { calendarSpans, type CalendarSpan, daySpansLater } from '@outpost/domain/kernel/calendar/calendar-days';
import { Popover, SegmentedControl, Select } from '@mantine/core';
import { useState } from 'react';
import type { CalendarProps } from './calendar-model.ts';
import { spanTitle, weekTitle } from './calendar-words.ts';
import { DayPicker } from '../fields/day-picker.tsx';
import { useFormats, useNow } from '../formats/formats-context.tsx';
import { useShortcuts } from '../keys/keyboard.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import classes from './calendar-nav.module.css';

const names: Readonly<Record<CalendarSpan, string>> = { day: 'Day', week: 'Week', month: 'Month', agenda: 'Agenda' };
const spans = calendarSpans.map((value) => ({ value, label: names[value] }));

/**
 * The navigation in the bar above a calendar: back, on, the shown days, today, and the span. Narrow windows have only
 * the days.
 */
export function CalendarNav({
  span,
  day,
  onGo,
  isCompact = false,
}: Pick<CalendarProps, 'span' | 'day' | 'onGo'> & {
  /** Whether the bar has other parts. The spans are then one field. */
  readonly isCompact?: boolean;
}) {
  // prettier-ignore
  const { locale, dayOf, week } = useFormats();
  const now = useNow();
  const isNarrow = useNarrow();
  const [isOpen, setOpen] = useState(false);
  const weekStart = week.start;
  const title = spanTitle(span, day, { locale, weekStart });
  const step = (by: 1 | -1) => onGo({ day: daySpansLater(span, day, by) });
  const goToday = () => onGo({ day: dayOf(now()) });
  useShortcuts([{ keys: '0', label: 'Today', section: 'Calendar', run: goToday }]);
  return (
    <div className={classes.nav}>
      {isNarrow ? null : (
        <>
          <IconButton
            icon="chevron-left"
            label={`Previous ${span === 'agenda' ? 'week' : span}`}
            size={32}
            onClick={() => step(-1)}
          />
          <IconButton
            icon="chevron-right"
            label={`Next ${span === 'agenda' ? 'week' : span}`}
            size={32}
            onClick={() => step(1)}
          />
        </>
      )}
      <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus>
        <Popover.Target>
          <button
            type="button"
            className={classes.title}
            aria-haspopup="dialog"
            aria-expanded={isOpen}
            {...(isNarrow ? { 'aria-label': `${title}. Choose a day` } : {})}
            onClick={() => setOpen(!isOpen)}
          >
            {isNarrow ? <Icon name="calendar" /> : <b>{title}</b>}
            {isNarrow ? null : (
              <>
                {' '}
                <span>{weekTitle(span, day, weekStart)}</span>
                <span className="outpost-visually-hidden"> Choose a day</span>
              </>
            )}
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Choose a day">
          <DayPicker
            value={day}
            shows={day}
            onChange={(chosen) => {
              setOpen(false);
              if (chosen !== null) onGo({ day: chosen });
            }}
          />
          <Button
            size="sm"
            onClick={() => {
              setOpen(false);
              goToday();
            }}
          >
            Today
          </Button>
        </Popover.Dropdown>
      </Popover>
      {isNarrow ? null : (
        <>
          <Button keys="0" onClick={goToday}>
            Today
          </Button>
          {isCompact ? (
            <Select
              className={classes.span}
              size="xs"
              aria-label="Span"
              data={spans}
              value={span}
              allowDeselect={false}
              comboboxProps={{ width: 120, position: 'bottom-end' }}
              onChange={(value) => onGo({ day, span: calendarSpans.find((one) => one === value) ?? span })}
            />
          ) : (
            <SegmentedControl
              size="xs"
              aria-label="Span"
              data={spans}
              value={span}
              onChange={(value) => onGo({ day, span: calendarSpans.find((one) => one === value) ?? span })}
            />
          )}
        </>
      )}
    </div>
  );
}
