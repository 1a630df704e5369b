import { mine } from '@outpost/domain/kernel/catalogue/views';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useRecordList } from '../../queries/record-queries.ts';
import { manyOf } from '../../records/entity-shape.ts';
import { useLimitedStates } from '../../records/stages/limited-states.ts';
import { useStageTime } from '../../records/stages/stage-time.ts';
import { TooLongMark } from '../../records/stages/too-long-mark.tsx';
import { textIn } from '../../records/values/shown-value.ts';
import { useOpenRecord } from '../../window/use-open-record.ts';
import { HomeLine, HomeSection, NothingToShow } from '../home-section.tsx';
import classes from './panels.module.css';

/** Chosen: the person's records in limited stages whose times are read, those first that have not changed for longest. */
const mostRead = 200;
const mostShown = 5;

/**
 * The person's own records that have been in their stage too long, the longest first. It also counts stages without a date of
 * their own, from the moves in this device's history, which a list cannot ask for.
 */
export function TooLongSection({ entity, where }: { readonly entity: Entity; readonly where?: Filter | undefined }) {
  const formats = useFormats();
  const states = useLimitedStates(entity);
  const isLimited: Filter = { field: entity.stages ?? '', op: 'one-of', value: [...states] };
  const { data } = useRecordList(
    {
      entity: entity.name,
      where: { and: [mine.where, isLimited, ...(where === undefined ? [] : [where])] },
      sort: [{ field: 'updatedAt', direction: 'asc' }],
      limit: mostRead,
    },
    { isOff: states.size === 0 },
  );
  const rows = data?.rows ?? [];
  const timeOf = useStageTime(entity, rows);
  const openRecord = useOpenRecord();
  if (states.size === 0 || data === undefined) return null;
  const late = rows
    .flatMap((row) => {
      const time = timeOf(row);
      return time?.tooLong === undefined ? [] : [{ row, time }];
    })
    .toSorted((a, b) => b.time.days - a.time.days);
  return (
    <HomeSection
      title={`${entity.label.many} too long in a stage`}
      note={late.length > mostShown ? `${formats.count(late.length)} in all` : undefined}
    >
      {late.length === 0 ? (
        <NothingToShow>None of your {manyOf(entity)} is too long in its stage.</NothingToShow>
      ) : null}
      <ul>
        {late.slice(0, mostShown).map(({ row, time }) => (
          <HomeLine
            key={row.id}
            title={textIn(row.fields[entity.title])}
            detail={time.text}
            onPress={() => openRecord(row.id)}
            trailing={<TooLongMark time={time} text={time.short} />}
          />
        ))}
      </ul>
      {data.next === null && rows.length < mostRead ? null : (
        <p className={classes.faint}>
          Counted over {formats.count(mostRead)} of your {manyOf(entity)} in these stages.
        </p>
      )}
    </HomeSection>
  );
}
