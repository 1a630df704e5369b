import { Avatar } from '@outpost/ui/parts/avatar';
import { ChartPanel } from '@outpost/ui/charts/chart-panel';
import { DataTable } from '@outpost/ui/parts/data-table';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '@outpost/ui/parts/button';
import { useReport } from '../../../queries/record-queries.ts';
import { useSignedIn } from '../../../session/session-context.tsx';
import { closed, closedAs, type Period } from './period-filter.ts';
import classes from './reports.module.css';

const first = 10;

/** The deals won by each person: value, deals, win rate; the person's own row is marked. */
export function WonByPerson({ period }: { readonly period: Period }) {
  const formats = useFormats();
  const navigate = useNavigate();
  const { person } = useSignedIn();
  const [isAll, setAll] = useState(false);
  const { data } = useReport({
    entity: 'crm/deal',
    where: closed(period.where),
    groupBy: [{ field: 'ownerId' }],
    measures: [
      { name: 'value', fn: 'sum', field: 'value', where: { field: 'stage', op: 'is', value: 'won' } },
      { name: 'deals', fn: 'count', where: { field: 'stage', op: 'is', value: 'won' } },
      {
        name: 'rate',
        fn: 'ratio',
        where: { field: 'stage', op: 'is', value: 'won' },
        of: { field: 'stage', op: 'one-of', value: ['won', 'lost'] },
      },
    ],
    sort: [{ by: 'value', direction: 'desc' }],
  });
  const rows = data?.rows ?? [];
  const most = Math.max(1, ...rows.map((row) => row.measures['value'] ?? 0));
  const shown = isAll ? rows : rows.filter((row, index) => index < first || row.groups[0] === person.id);
  return (
    <ChartPanel question="Who won how much?" span={period.label}>
      <DataTable
        label="Won value by person"
        isCompact
        columns={[
          { id: 'place', header: '', width: 32, align: 'end' },
          { id: 'person', header: 'Person' },
          { id: 'bar', header: '', width: 88 },
          { id: 'won', header: 'Won', align: 'end' },
          { id: 'deals', header: 'Deals', align: 'end' },
          { id: 'rate', header: 'Win rate', align: 'end' },
        ]}
        rows={shown.map((row) => {
          const id = row.groups[0];
          const name = typeof id === 'string' ? (data?.refs[id]?.title ?? 'Not shared with you') : 'Nobody';
          const { value, deals, rate } = row.measures;
          return {
            id: typeof id === 'string' ? id : 'nobody',
            isMe: id === person.id,
            cells: [
              formats.count(rows.indexOf(row) + 1),
              <span key="person" className={classes.person}>
                <Avatar name={name} isMe={id === person.id} />
                {name}
              </span>,
              <i key="bar" className={classes.bar} style={{ width: `${((value ?? 0) / most) * 80}px` }} />,
              <strong key="won">
                {formats.money({ amount: Math.round(value ?? 0), currency: row.currency ?? formats.currency })}
              </strong>,
              formats.count(deals ?? 0),
              rate === null || rate === undefined ? '—' : formats.percent(rate * 100, 1),
            ],
          };
        })}
        onRow={(id) =>
          void navigate({
            to: '/list/$pack/$name',
            params: { pack: 'crm', name: 'deal' },
            search: {
              kind: 'grid',
              where: {
                and: [
                  closedAs('won', period.where),
                  id === 'nobody' ? { field: 'ownerId', op: 'is-empty' } : { field: 'ownerId', op: 'is', value: id },
                ],
              },
              sort: 'value.desc',
            },
          })
        }
      />
      {rows.length > shown.length ? (
        <Button variant="quiet" onClick={() => setAll(true)}>
          Show all {formats.count(rows.length)}
        </Button>
      ) : null}
    </ChartPanel>
  );
}
