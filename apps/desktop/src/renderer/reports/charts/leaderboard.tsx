import { Avatar } from '@outpost/ui/parts/avatar';
import { Button } from '@outpost/ui/parts/button';
import { ChartPanel } from '@outpost/ui/charts/chart-panel';
import { DataTable } from '@outpost/ui/parts/data-table';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import type { ChartKind, ChartProps } from './chart-props.ts';
import classes from '../reports.module.css';

/** Chosen: the places that are shown until a person wishes to see all. */
const firstPlaces = 10;
const barPx = 80;

function Leaderboard({ frame, figures, measures, groups, most = firstPlaces, me, onPick }: ChartProps) {
  const formats = useFormats();
  const [isAll, setAll] = useState(false);
  const [drawn] = measures;
  const [group] = groups;
  const { first, second, at, currency } = figures;
  const only = second[0]?.key ?? '';
  const valueOf = (key: string) => at(key, only)?.[drawn?.name ?? ''] ?? null;
  const places = first.toSorted((a, b) => (valueOf(b.key) ?? -Infinity) - (valueOf(a.key) ?? -Infinity));
  const largest = Math.max(1, ...places.map(({ key }) => valueOf(key) ?? 0));
  const isPeople = group?.field.type === 'ref' && group.field.targets[0] === 'platform/person';
  const shown = isAll ? places : places.filter(({ value }, place) => place < most || value === me);
  return (
    <ChartPanel {...frame}>
      <DataTable
        label={frame.question}
        isCompact
        columns={[
          { id: 'group', header: group?.label ?? '' },
          { id: 'bar', header: <span className="outpost-visually-hidden">Bar</span>, width: barPx + 8 },
          ...measures.map(({ name }) => ({ id: `measure ${name}`, header: name, align: 'end' as const })),
        ]}
        rows={shown.map((one) => {
          const isMe = one.value === me;
          const values = at(one.key, only);
          return {
            id: one.key,
            isMe,
            cells: [
              <span key="group" className={classes.place}>
                <span className={classes.rank}>{formats.count(places.indexOf(one) + 1)}</span>
                {isPeople ? <Avatar name={one.label} isMe={isMe} /> : null}
                {one.label}
              </span>,
              <i
                key="bar"
                className={classes.bar}
                style={{ width: `${(Math.max(0, valueOf(one.key) ?? 0) / largest) * barPx}px` }}
              />,
              ...measures.map(({ name, format }) => {
                const value = values?.[name];
                return value === null || value === undefined ? '—' : format(value, currency);
              }),
            ],
          };
        })}
        onRow={(key) => onPick(places.find((one) => one.key === key))}
      />
      {places.length > shown.length ? (
        <Button variant="quiet" onClick={() => setAll(true)}>
          Show all {formats.count(places.length)}
        </Button>
      ) : null}
    </ChartPanel>
  );
}

/** The groups in the order of the first measure, each with its place and a bar. The person's own place is marked. */
export const leaderboard: ChartKind = {
  id: 'leaderboard',
  label: 'Leaderboard',
  icon: 'trophy',
  groups: [1, 1],
  Chart: Leaderboard,
};
