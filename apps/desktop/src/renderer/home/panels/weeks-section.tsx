import type { WeeksPanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useReport } from '../../queries/record-queries.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { HomeSection, NothingToShow } from '../home-section.tsx';
import classes from './panels.module.css';

/** A figure of the home page: the number of records in each of the last weeks. */
export function WeeksSection({ panel: { title, note, on, where, by, weeks, none } }: { readonly panel: WeeksPanel }) {
  const formats = useFormats();
  const report = useReport({
    entity: on,
    where: {
      and: [where, { field: by, op: 'within', value: { direction: 'last', count: weeks, unit: 'week' } }],
    },
    groupBy: [{ field: by, bucket: 'week' }],
    measures: [{ name: 'records', fn: 'count' }],
  });
  const rows = (report.data?.rows ?? []).slice(-weeks);
  const most = Math.max(1, ...rows.map((row) => row.measures['records'] ?? 0));
  return (
    <HomeSection title={title} note={note ?? `last ${formats.plural(weeks, 'week', 'weeks')}`}>
      {report.data === undefined ? null : rows.length === 0 ? (
        <NothingToShow>{none}</NothingToShow>
      ) : (
        <ul className={classes.bars}>
          {rows.map((row, index) => {
            const count = row.measures['records'] ?? 0;
            const week = textIn(row.groups[0]);
            return (
              <li key={week} data-now={index === rows.length - 1 || undefined}>
                <span>{formats.count(count)}</span>
                <i style={{ height: `${Math.round((count / most) * 48)}px` }} />
                <span className={classes.detail} title={`Week of ${formats.date(week)}`}>
                  {index === rows.length - 1 ? 'now' : formats.date(week).replace(/[ ,]+\d{4}$/, '')}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </HomeSection>
  );
}
