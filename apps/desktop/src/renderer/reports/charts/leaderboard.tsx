import { Avatar } from '@outpost/ui/parts/avatar';
import { Button } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import type { GroupValue } from '../figures.ts';
import { FigureTable, measureTableColumns, targetColumns } from './figure-table.tsx';
import type { ChartKind, ChartProps } from './chart-props.ts';
import classes from '../reports.module.css';

/** Chosen: the places that are shown until a person wishes to see all. */
const firstPlaces = 10;
const barPx = 80;

function Leaderboard({ frame, figures, measures, groups, targets, most = firstPlaces, me, onPick }: ChartProps) {
  const formats = useFormats();
  const [isAll, setAll] = useState(false);
  const [drawn] = measures;
  const [group] = groups;
  const { first, second, at, currency } = figures;
  const only = second[0]?.key ?? '';
  const valuesOf = ({ key }: GroupValue) => at(key, only);
  const valueOf = (one: GroupValue) => valuesOf(one)?.[drawn?.name ?? ''] ?? null;
  const targetOf = (one: GroupValue) => targets?.of(one);
  const places = first.toSorted((a, b) => (valueOf(b) ?? -Infinity) - (valueOf(a) ?? -Infinity));
  const largest = Math.max(1, ...places.flatMap((one) => [valueOf(one) ?? 0, targetOf(one) ?? 0]));
  const widthOf = (value: number) => `${(Math.max(0, value) / largest) * barPx}px`;
  const isPeople = group?.field.type === 'ref' && group.field.targets[0] === 'platform/person';
  const shown = isAll ? places : places.filter(({ value }, place) => place < most || value === me);
  // The bar has a mark at the target: its amount would make the table too wide for half a page.
  const reached = targetColumns(shown, { targets, drawn, currency, formats, groupOf: (one) => one, valuesOf }).slice(1);
  return (
    <FigureTable
      frame={frame}
      columns={[
        {
          id: 'group',
          header: group?.label ?? '',
          cell: (one) => (
            <span className={classes.place}>
              <span className={classes.rank}>{formats.count(places.indexOf(one) + 1)}</span>
              {isPeople ? (
                <Avatar
                  name={one.label}
                  person={typeof one.value === 'string' ? one.value : undefined}
                  isMe={one.value === me}
                />
              ) : null}
              {one.label}
            </span>
          ),
        },
        {
          id: 'bar',
          header: <span className="outpost-visually-hidden">Bar</span>,
          width: barPx + 8,
          cell: (one) => {
            const target = targetOf(one);
            return (
              <span className={classes.track}>
                <i className={classes.bar} style={{ width: widthOf(valueOf(one) ?? 0) }} />
                {target === undefined ? null : (
                  <i className={classes.mark} style={{ insetInlineStart: widthOf(target) }} />
                )}
              </span>
            );
          },
        },
        ...measureTableColumns(measures, currency, valuesOf),
        ...reached,
      ]}
      rows={shown}
      isMe={({ value }) => value === me}
      onRow={onPick}
    >
      {places.length > shown.length ? (
        <Button variant="quiet" onClick={() => setAll(true)}>
          Show all {formats.count(places.length)}
        </Button>
      ) : null}
    </FigureTable>
  );
}

/** The groups in the order of the first measure, each with its place and a bar. The person's own place is marked. */
export const leaderboard: ChartKind = {
  id: 'leaderboard',
  place: 100,
  label: 'Leaderboard',
  icon: 'trophy',
  groups: [1, 1],
  draws: 'all',
  Chart: Leaderboard,
};
