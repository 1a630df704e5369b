import type { HomeRecords } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { countOfSummary, useSummary } from '../../queries/record-queries.ts';
import { manyOf, oneOf } from '../../records/entity-shape.ts';
import { useEntity } from '../../records/use-entity.ts';

/** The numbers of open records beside the day's name, and of the late ones among them: "3 tasks left, 1 late". */
export function HomeRecordsLeft({ of }: { readonly of: readonly HomeRecords[] }) {
  return of.map((records, place) => <Left key={records.on} records={records} isFirst={place === 0} />);
}

function Left({ records: { on, where }, isFirst }: { readonly records: HomeRecords; readonly isFirst: boolean }) {
  const formats = useFormats();
  const entity = useEntity(on);
  const left = useSummary({ entity: on, where, sums: [] });
  const late = useSummary({
    entity: on,
    where: { and: [where, { field: entity.dueBy ?? entity.title, op: 'within', value: 'past' }] },
    sums: [],
  });
  const [all, past] = [countOfSummary(left.data), countOfSummary(late.data)];
  if (all === undefined || past === undefined) return null;
  const words = formats.plural(all, oneOf(entity), manyOf(entity));
  return <>{`${isFirst ? '' : '; '}${words} left${past > 0 ? `, ${formats.count(past)} late` : ''}`}</>;
}
