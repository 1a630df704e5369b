import { useCallback, useMemo, useState } from 'react';
import { Avatar } from '../src/parts/avatar.tsx';
import { AddChip } from '../src/parts/chip.tsx';
import type { FieldValue } from '../src/fields/field-spec.ts';
import { Grid } from '../src/grid/grid.tsx';
import type { GridColumn, GridSort } from '../src/grid/grid-model.ts';
import { noRows } from '../src/grid/grid-selection.ts';
import { Icon } from '../src/parts/icons.tsx';
import { asMoney } from '../src/fields/json-shapes.ts';
import { ViewBar } from '../src/frame/view-bar.tsx';
import { dealViews, Frame, kinds } from './frame.tsx';
import { type Deal, deals, ME } from './sample-data.ts';

const dollars = (amount: number) => ({ amount, currency: 'USD' });
const people = [...new Set(deals.map((deal) => deal.owner))];

const columns: readonly GridColumn<Deal>[] = [
  {
    id: 'name',
    header: 'Deal',
    isName: true,
    flex: 1.5,
    minWidth: 160,
    field: { id: 'name', label: 'Deal', kind: 'text', isRequired: true },
    value: (deal) => deal.name,
  },
  {
    id: 'account',
    header: 'Account',
    isQuiet: true,
    flex: 1.15,
    minWidth: 120,
    field: { id: 'account', label: 'Account', kind: 'text', readOnlyReason: 'Accounts are changed on their own page.' },
    value: (deal) => deal.account,
    narrow: 'second',
  },
  {
    id: 'amount',
    header: 'Amount',
    width: 108,
    replacedCount: 1,
    field: { id: 'amount', label: 'Amount', kind: 'money', currency: 'USD' },
    value: (deal) => dollars(deal.amount),
  },
  {
    id: 'chance',
    header: 'Chance',
    width: 72,
    isQuiet: true,
    field: { id: 'chance', label: 'Chance', kind: 'percent', min: 0, max: 100 },
    value: (deal) => deal.chance,
  },
  {
    id: 'weighted',
    header: 'Weighted',
    width: 108,
    align: 'end',
    value: (deal) => dollars((deal.amount * deal.chance) / 100),
    text: (deal) => `$${((deal.amount * deal.chance) / 10_000).toLocaleString('en-US')}`,
  },
  {
    id: 'closes',
    header: 'Closes',
    width: 108,
    field: { id: 'closes', label: 'Closes', kind: 'date' },
    value: (deal) => deal.closesOn,
  },
  {
    id: 'owner',
    header: 'Owner',
    width: 148,
    field: {
      id: 'owner',
      label: 'Owner',
      kind: 'ref',
      isPerson: true,
      me: ME,
      nameOf: (id) => id,
      search: async (text) =>
        people.filter((name) => name.toLowerCase().includes(text.toLowerCase())).map((name) => ({ id: name, name })),
    },
    value: (deal) => deal.owner,
    cell: (deal) => (
      <span style={{ display: 'flex', gap: 6, alignItems: 'center', minWidth: 0 }}>
        <Avatar name={deal.owner} isMe={deal.owner === ME} />
        <span>{deal.owner}</span>
      </span>
    ),
  },
  {
    id: 'step',
    header: 'Next step',
    flex: 1.2,
    minWidth: 120,
    value: (deal) => deal.step,
    cell: (deal) => (
      <span style={{ display: 'flex', gap: 6, alignItems: 'center', ...(deal.isLate ? { color: 'var(--warn)' } : {}) }}>
        {deal.isLate ? <Icon name={deal.step.startsWith('Quiet') ? 'hourglass' : 'clock'} size={14} /> : null}
        {deal.step} <span style={{ color: 'var(--ink-3)' }}>{deal.when}</span>
      </span>
    ),
  },
];

function changed(deal: Deal, column: string, value: FieldValue): Deal {
  if (column === 'amount') return { ...deal, amount: asMoney(value)?.amount ?? 0 };
  if (column === 'chance' && typeof value === 'number') return { ...deal, chance: value };
  if (typeof value !== 'string') return deal;
  return column === 'name'
    ? { ...deal, name: value }
    : column === 'closes'
      ? { ...deal, closesOn: value }
      : column === 'owner'
        ? { ...deal, owner: value }
        : deal;
}

/** The grid of the visual reference, as a working component: 30 deals in groups. */
export function GridPage() {
  const [rows, setRows] = useState(deals);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [selection, setSelection] = useState(noRows);
  const [sort, setSort] = useState<GridSort | undefined>({ column: 'closes', direction: 'asc' });
  const [widths, setWidths] = useState<Readonly<Record<string, number>>>({});
  const [shown, setShown] = useState<readonly string[]>(columns.map((column) => column.id));
  const [replaced, setReplaced] = useState(true);
  const groups = useMemo(
    () =>
      [...new Set(rows.map((deal) => deal.stage))].map((stage) => {
        const inside = rows.filter((deal) => deal.stage === stage);
        const money = (sum: number) => `$${(sum / 100).toLocaleString('en-US')}`;
        return {
          key: stage,
          label: stage,
          count: inside.length,
          isCollapsed: folded.has(stage),
          sums: {
            amount: money(inside.reduce((sum, deal) => sum + deal.amount, 0)),
            chance: `${inside[0]?.chance} %`,
            weighted: money(inside.reduce((sum, deal) => sum + (deal.amount * deal.chance) / 100, 0)),
          },
        };
      }),
    [rows, folded],
  );
  const noRange = useCallback(() => undefined, []);
  return (
    <Frame>
      <ViewBar
        title="Deals"
        views={dealViews}
        view="stage"
        onView={() => undefined}
        onAddView={() => undefined}
        chips={[
          { id: '1', field: 'Stage', value: 'open' },
          { id: '2', field: 'Group', value: 'Stage', caret: true },
        ]}
        onChip={() => undefined}
        onRemoveChip={() => undefined}
        filter={<AddChip label="Filter" onPress={() => undefined} />}
        kinds={kinds}
        kind="grid"
        primary={{ label: 'New deal', keys: 'c', onPress: () => undefined }}
      />
      <Grid<Deal>
        label="Deals"
        columns={shown.flatMap((id) => columns.find((column) => column.id === id) ?? [])}
        allColumns={columns}
        onColumns={setShown}
        rowCount={rows.length}
        rowAt={(index) => rows[index]}
        rowKey={(deal) => deal.id}
        onVisibleRange={noRange}
        sort={sort}
        onSort={setSort}
        widths={widths}
        onWidths={setWidths}
        selection={selection}
        onSelection={setSelection}
        onOpen={() => undefined}
        onEdit={(row, column, value) =>
          setRows((current) => current.map((deal) => (deal.id === row.id ? changed(deal, column, value) : deal)))
        }
        markOf={(deal, column) =>
          replaced && deal.id === 'g3' && column === 'amount'
            ? {
                replaced: {
                  by: 'Dana',
                  lost: '$49,800',
                  kept: '$52,300',
                  lostAt: '2026-11-19T11:52:00Z',
                  keptAt: '2026-11-19T11:57:00Z',
                  onRestore: () => setReplaced(false),
                  onKeep: () => setReplaced(false),
                },
              }
            : undefined
        }
        rowMark={(deal) => deal.waiting}
        groups={groups}
        onToggleGroup={(key) =>
          setFolded((current) =>
            current.has(key) ? new Set([...current].filter((other) => other !== key)) : new Set([...current, key]),
          )
        }
        footer={{
          scope: (
            <>
              <b>30</b> deals
            </>
          ),
          sums: [
            { label: 'Amount', value: '$1,759,200' },
            { label: 'Weighted', value: '$825,220' },
          ],
        }}
      />
    </Frame>
  );
}

/** A million rows, each made when it is requested. Rows outside of the view arrive a moment later, as from a data source. */
export function MillionPage() {
  const [loaded, setLoaded] = useState<{ readonly start: number; readonly end: number }>({ start: 0, end: 0 });
  const rowAt = (index: number): Deal | undefined => {
    const deal = deals[index % deals.length];
    return deal && index >= loaded.start && index < loaded.end
      ? { ...deal, id: `r${index}`, name: `${deal.name} ${index + 1}` }
      : undefined;
  };
  const onVisibleRange = useCallback(
    (start: number, end: number) => setTimeout(() => setLoaded({ start, end }), 30),
    [],
  );
  return (
    <Frame>
      <ViewBar title="A million deals" />
      <Grid<Deal>
        label="A million deals"
        density="comfortable"
        columns={columns}
        rowCount={1_000_000}
        rowAt={rowAt}
        rowKey={(deal) => deal.id}
        onVisibleRange={onVisibleRange}
        onOpen={() => undefined}
        onEdit={() => undefined}
        footer={{
          scope: (
            <>
              <b>1,000,000</b> deals
            </>
          ),
        }}
      />
    </Frame>
  );
}
