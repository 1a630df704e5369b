import type { WeeksPanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useReport } from '../../queries/record-queries.ts';
import { bucketName } from '../../records/group-words.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { HomeSection, NothingToShow } from '../home-section.tsx';
import classes from './panels.module.css';

/** Chosen: the labels of more bars would cover each other. */
const mostLabels = 7;

/** A figure of the home page: the number of records in each of the last weeks, or in each week or month of a period. */
export function WeeksSection({
  panel: { title, note, on, where, by, weeks, period, none },
  isBrief,
}: {
  readonly panel: WeeksPanel;
  readonly isBrief: boolean;
}) {
  const formats = useFormats();
  const bucket = period?.endsWith('-year') === true ? 'month' : 'week';
  const report = useReport({
    entity: on,
    where: {
      and: [where, { field: by, op: 'within', value: period ?? { direction: 'last', count: weeks, unit: 'week' } }],
    },
    groupBy: [{ field: by, bucket }],
    measures: [{ name: 'records', fn: 'count' }],
  });
  const all = report.data?.rows ?? [];
  const rows = period === undefined ? all.slice(-weeks) : all;
  const every = Math.ceil(rows.length / mostLabels);
  const isNow = (index: number) => period?.startsWith('last-') !== true && index === rows.length - 1;
  if (isBrief && rows.length === 0) return null;
  const most = Math.max(1, ...rows.map((row) => row.measures['records'] ?? 0));
  return (
    <HomeSection title={title} note={note ?? `last ${formats.plural(weeks, 'week', 'weeks')}`}>
      {report.data === undefined ? null : rows.length === 0 ? (
        <NothingToShow>{none}</NothingToShow>
      ) : (
        <ul className={classes.bars}>
          {rows.map((row, index) => {
            const count = row.measures['records'] ?? 0;
            const first = textIn(row.groups[0]);
            const day = formats.date(first).replace(/[ ,]+\d{4}$/, '');
            return (
              <li key={first} data-now={isNow(index) || undefined}>
                <span>{formats.count(count)}</span>
                <i style={{ height: `${Math.round((count / most) * 48)}px` }} />
                <span className={classes.detail} title={bucketName(formats, first, bucket)}>
                  {isNow(index) ? 'now' : (rows.length - 1 - index) % every === 0 ? day : ''}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </HomeSection>
  );
}
