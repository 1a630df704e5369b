import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { asMoney } from '@outpost/ui/fields/json-shapes';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useOpenRecord } from '../../../window/use-open-record.ts';
import { sumText } from '../../../records/sums-by-currency.ts';
import { useRecordList, useSummary } from '../../../queries/record-queries.ts';
import { installedEntity } from '../../../records/entity-shape.ts';
import { openFilter, quietDays } from '@outpost/domain/kernel/catalogue/views';
import { HomeLine, HomeSection, NothingToShow } from '../../../home/home-section.tsx';
import { textIn } from '../../../records/shown-value.ts';
import classes from './crm-home.module.css';

const dayMs = 86_400_000;
const open = openFilter(installedEntity('crm/deal'));
const where: Filter = {
  and: [
    ...(open ? [open] : []),
    { field: 'ownerId', op: 'is', value: '@me' },
    { not: { field: 'updatedAt', op: 'within', value: { direction: 'last', count: quietDays, unit: 'day' } } },
  ],
};

/** The person's open deals without activity for three weeks. */
export function QuietDeals() {
  const formats = useFormats();
  const now = useNow();
  const openRecord = useOpenRecord();
  const deals = useRecordList({
    entity: 'crm/deal',
    where,
    sort: [{ field: 'updatedAt', direction: 'asc' }],
    limit: 4,
  });
  const totals = useSummary({ entity: 'crm/deal', where, sums: ['value'] });
  const [total] = totals.data?.groups ?? [];
  const rows = deals.data?.rows ?? [];
  const sum = sumText(total?.sums['value'], formats);
  return (
    <HomeSection title="Quiet deals" note={`no change for ${quietDays} days or more`}>
      {deals.data && rows.length === 0 ? <NothingToShow>None of your open deals is quiet.</NothingToShow> : null}
      <ul>
        {rows.map((row) => {
          const account = row.fields['account'];
          const money = asMoney(row.fields['value']);
          const days = Math.floor((now() - Date.parse(row.updatedAt)) / dayMs);
          return (
            <HomeLine
              key={row.id}
              title={textIn(row.fields['name'])}
              detail={[
                typeof account === 'string' ? deals.data?.refs[account]?.title : undefined,
                money && formats.money(money),
              ]
                .filter(Boolean)
                .join(', ')}
              onPress={() => openRecord(row.id)}
              trailing={
                <span className={classes.late}>
                  <Icon name="hourglass" size={14} />
                  {formats.plural(days, 'day', 'days')}
                </span>
              }
            />
          );
        })}
      </ul>
      {total && total.count > rows.length ? (
        <p className={classes.faint}>
          {formats.count(total.count)} in all{sum === '' ? '' : `, together ${sum}`}.
        </p>
      ) : null}
    </HomeSection>
  );
}
