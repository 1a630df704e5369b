import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { StatTile } from '@outpost/ui/charts/stat-tile';
import { useNavigate } from '@tanstack/react-router';
import { useReport } from '../../../queries/record-queries.ts';
import { closed, closedAs, type Period } from './period-filter.ts';
import classes from './reports.module.css';

const is = (stage: string): Filter => ({ field: 'stage', op: 'is', value: stage });

/** The four most requested numbers. */
export function SalesTiles({ period }: { readonly period: Period }) {
  const formats = useFormats();
  const navigate = useNavigate();
  const won = useReport({
    entity: 'crm/deal',
    where: closedAs('won', period.where),
    measures: [
      { name: 'value', fn: 'sum', field: 'value' },
      { name: 'mean', fn: 'avg', field: 'value' },
      { name: 'median', fn: 'median', field: 'value' },
      { name: 'deals', fn: 'count' },
    ],
  });
  const rate = useReport({
    entity: 'crm/deal',
    where: closed(period.where),
    measures: [
      { name: 'rate', fn: 'ratio', where: is('won'), of: { field: 'stage', op: 'one-of', value: ['won', 'lost'] } },
      { name: 'lost', fn: 'count', where: is('lost') },
      { name: 'won', fn: 'count', where: is('won') },
    ],
  });
  const days = useReport({
    entity: 'crm/deal',
    where: closedAs('won', period.where),
    measures: [
      { name: 'median', fn: 'median-days', from: 'engagedOn', to: 'closedOn' },
      { name: 'mean', fn: 'avg-days', from: 'engagedOn', to: 'closedOn' },
    ],
  });
  const w = won.data?.rows[0];
  const r = rate.data?.rows[0];
  const d = days.data?.rows[0];
  const money = (amount: number | null | undefined) =>
    amount === null || amount === undefined
      ? '—'
      : formats.money({ amount: Math.round(amount), currency: w?.currency ?? formats.currency });
  const count = (value: number | null | undefined) => formats.count(value ?? 0);
  const show = (where: Filter) =>
    void navigate({
      to: '/list/$pack/$name',
      params: { pack: 'crm', name: 'deal' },
      search: { kind: 'grid', where, sort: 'value.desc' },
    });
  return (
    <div className={classes.tiles}>
      <StatTile
        title={`Won, ${period.label}`}
        value={money(w?.measures['value'])}
        note={`${count(w?.measures['deals'])} deals`}
        onPress={() => show(closedAs('won', period.where))}
      />
      <StatTile
        title="Win rate"
        value={
          r?.measures['rate'] === null || r?.measures['rate'] === undefined
            ? '—'
            : formats.percent(r.measures['rate'] * 100, 2)
        }
        note={`${count(r?.measures['won'])} won, ${count(r?.measures['lost'])} lost`}
        onPress={() => show(closed(period.where))}
      />
      <StatTile
        title="Value of a won deal"
        value={money(w?.measures['median'])}
        note={`median; the mean is ${money(w?.measures['mean'])}`}
      />
      <StatTile
        title="Days to win"
        value={
          d?.measures['median'] === null || d?.measures['median'] === undefined
            ? '—'
            : formats.number(d.measures['median'])
        }
        note={`median; the mean is ${d?.measures['mean'] === null || d?.measures['mean'] === undefined ? '—' : formats.number(d.measures['mean'], 2)}`}
      />
    </div>
  );
}
