import { openFilter } from '@outpost/domain/kernel/catalogue/views';
import { job } from '@outpost/domain/packs/workshop/entities/job.entity';
import { part } from '@outpost/domain/packs/workshop/entities/part.entity';
import { stockMovement } from '@outpost/domain/packs/workshop/entities/stock-movement.entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { useOpenRecord } from '../../window/use-open-record.ts';
import { useRecordList, useReport } from '../../queries/record-queries.ts';
import { HomeLine, HomeSection, NothingToShow } from '../../home/home-section.tsx';
import { textIn } from '../../records/values/shown-value.ts';
import { useOpenDialog } from '../../slots/pack-dialogs.tsx';

const open = openFilter(job);

/** The open repairs, in the order of the promised days, and the parts that run low. It works offline, as every screen does. */
export function BenchPage() {
  const formats = useFormats();
  const openRecord = useOpenRecord();
  const openDialog = useOpenDialog();
  const jobs = useRecordList({ entity: job.name, ...(open ? { where: open } : {}), sort: [{ field: 'promisedOn', direction: 'asc' }], limit: 20 }); // prettier-ignore
  const parts = useRecordList({ entity: part.name, where: { field: 'reorderPoint', op: 'is-not-empty' }, limit: 200 });
  const stock = useReport({
    entity: stockMovement.name,
    groupBy: [{ field: 'part' }],
    measures: [{ name: 'onHand', fn: 'sum', field: 'quantity' }],
  });
  const error = jobs.error ?? parts.error ?? stock.error;
  if (error) throw error; // drawn by the screen's boundary
  const onHand = new Map((stock.data?.rows ?? []).map(({ groups, measures }) => [groups[0], measures['onHand'] ?? 0]));
  const low = (parts.data?.rows ?? []).filter(
    ({ id, fields }) => (onHand.get(id) ?? 0) < Number(fields['reorderPoint']),
  );
  return (
    <>
      <ViewBar
        title="Bench"
        secondary={
          <Button icon="database" onClick={() => openDialog('workshop/take-part')}>
            Take a part
          </Button>
        }
      />
      <HomeSection title="Jobs">
        {jobs.data?.rows.length === 0 ? <NothingToShow>No job is open.</NothingToShow> : null}
        <ul>
          {jobs.data?.rows.map(({ id, fields }) => (
            <HomeLine
              key={id}
              before={<Icon name="briefcase" size={14} />}
              title={textIn(fields['name'])}
              detail={textIn(fields['status'])}
              trailing={textIn(fields['promisedOn'])}
              onPress={() => openRecord(id)}
            />
          ))}
        </ul>
      </HomeSection>
      <HomeSection title="Parts that run low">
        {stock.data && parts.data && low.length === 0 ? <NothingToShow>No part runs low.</NothingToShow> : null}
        <ul>
          {low.map(({ id, fields }) => (
            <HomeLine
              key={id}
              before={<Icon name="database" size={14} />}
              title={textIn(fields['name'])}
              detail={`${formats.count(onHand.get(id) ?? 0)} on hand`}
              onPress={() => openRecord(id)}
            />
          ))}
        </ul>
      </HomeSection>
    </>
  );
}
