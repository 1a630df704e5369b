import type { AuditDay, AuditDays } from '@outpost/domain/kernel/audit/audit-days';
import { addDays } from '@outpost/domain/kernel/days';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { IconButton } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { useState } from 'react';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { DayBars, entriesOn } from './day-bars.tsx';
import classes from './journal-days.module.css';

/** Returns the month before or after: "2026-10" of "2026-11" and -1. */
const monthAt = (month: string, step: -1 | 1): string => addDays(`${month}-01`, step === 1 ? 31 : -1).slice(0, 7);

/** Returns a month in words: "November 2026" of "2026-11". */
export const monthWords = (month: string, { locale }: Pick<Formats, 'locale'>): string =>
  new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

type Props = {
  readonly month: string;
  readonly onMonth: (month: string) => void;
  readonly today: string;
  readonly onDay: (day: string) => void;
};

/** The entries of the journal on each day of a month, as a chart and as a table. A chosen day filters the list below. */
export function JournalDays({ month, onMonth, today, onDay }: Props) {
  const formats = useFormats();
  const [isTable, setTable] = useState(false);
  const answer = useFromServer('journal.days', { month }, { isAlwaysOld: true }); // the journal grows without a message to this device
  const { data } = answer;
  const title = `Entries a day in ${monthWords(month, formats)}`;
  return (
    <section className={classes.days} aria-labelledby="journal-days">
      <div className={classes.head}>
        <h2 id="journal-days">{title}</h2>
        <p className={classes.quiet} role="status">
          {data ? sumWords(data, today, formats) : ''}
        </p>
        <IconButton icon="chevron-left" label="Month before" onClick={() => onMonth(monthAt(month, -1))} />
        <IconButton
          icon="chevron-right"
          label="Month after"
          disabled={month >= today.slice(0, 7)}
          onClick={() => onMonth(monthAt(month, 1))}
        />
        <IconButton
          icon={isTable ? 'chart' : 'table'}
          label={isTable ? 'As a chart' : 'As a table'}
          onClick={() => setTable(!isTable)}
        />
      </div>
      <FromServer answer={answer} offline="The server counts the entries" old="These counts may be old.">
        {(found) => <Counted found={found} today={today} label={title} isTable={isTable} onDay={onDay} />}
      </FromServer>
    </section>
  );
}

type Words = ReturnType<typeof useFormats>;

/** Returns the sum of the month, and the number of today if the month has it: "8,214 entries, 1,284 today". */
function sumWords({ days }: AuditDays, today: string, formats: Words): string {
  const sum = formats.plural(days.reduce((all, day) => all + entriesOn(day), 0), 'entry', 'entries'); // prettier-ignore
  const ofToday = days.find(({ day }) => day === today);
  return ofToday ? `${sum}, ${formats.count(entriesOn(ofToday))} today` : sum;
}

function Counted({
  found: { days, countedFrom },
  today,
  label,
  isTable,
  onDay,
}: {
  readonly found: AuditDays;
  readonly today: string;
  readonly label: string;
  readonly isTable: boolean;
  readonly onDay: (day: string) => void;
}) {
  const formats = useFormats();
  const wordsOf = (day: AuditDay) => `${formats.day(day.day, today)}: ${formats.plural(entriesOn(day), 'entry', 'entries')}`; // prettier-ignore
  return (
    <>
      {countedFrom === null ? null : (
        <p className={classes.quiet} role="note">
          Days before {formats.date(countedFrom)} have too many entries to be counted at once.
        </p>
      )}
      {days.length === 0 ? <p className={classes.quiet}>No day of this month was counted.</p> : null}
      {days.length === 0 ? null : isTable ? (
        <DataTable
          label={label}
          columns={[
            { id: 'day', header: 'Day' },
            { id: 'all', header: 'Entries', align: 'end' },
            { id: 'security', header: 'Security', align: 'end', isWideOnly: true },
            { id: 'compliance', header: 'Compliance', align: 'end', isWideOnly: true },
            { id: 'change', header: 'Changes', align: 'end', isWideOnly: true },
            { id: 'refused', header: 'Refused or failed', align: 'end' },
          ]}
          rows={days.toReversed().map((day) => ({
            id: day.day,
            cells: [
              formats.day(day.day, today),
              ...[entriesOn(day), day.security, day.compliance, day.change, day.refused].map(formats.count),
            ],
          }))}
          onRow={onDay}
          isCompact
        />
      ) : (
        <DayBars days={days} today={today} label={label} wordsOf={wordsOf} onDay={onDay} />
      )}
    </>
  );
}
