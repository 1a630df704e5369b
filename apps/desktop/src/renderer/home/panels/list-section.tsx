import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { ListPanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import { isOpenRecord } from '@outpost/domain/kernel/catalogue/overdue';
import type { Formats } from '@outpost/ui/formats/formats';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats, useNow, useNowMs } from '@outpost/ui/formats/formats-context';
import { Avatar } from '@outpost/ui/parts/avatar';
import { IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { RefNames, ShownRecord } from '../../../bridge/contract.ts';
import { useWorkThrough } from '../../places/working-through.ts';
import { countOfSummary, useRecordList, useSummary } from '../../queries/record-queries.ts';
import { newRecordWishOf, recordActsOf } from '../../records/creating/record-acts.ts';
import { useNewRecord } from '../../records/creating/new-record.tsx';
import { stageFieldOf } from '../../records/entity-shape.ts';
import { mayCreate } from '../../records/may.ts';
import { DoneBox } from '../../records/values/done-box.tsx';
import { type StageTime, useStageTime } from '../../records/stages/stage-time.ts';
import { TooLongMark } from '../../records/stages/too-long-mark.tsx';
import { shortWhen } from '../../records/values/short-when.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { addSums, sumText, weightedSum } from '../../records/values/sums-by-currency.ts';
import { useCatalogue, useEntity } from '../../records/use-entity.ts';
import { useFieldSpecs } from '../../records/use-field-specs.ts';
import { usePrincipal, useSignedIn } from '../../session/session-context.tsx';
import { kindParams } from '../../window/kind-params.ts';
import { readSort } from '../../window/list-address.ts';
import { useOpenRecord } from '../../window/use-open-record.ts';
import { HomeLine, HomeSection, NothingToShow } from '../home-section.tsx';
import classes from './panels.module.css';

type Props = { readonly panel: ListPanel };
/** `isBrief`: the panel is not drawn while it has nothing to show. */
type SectionProps = Props & { readonly isBrief: boolean };

const orderOf = (written: string) => {
  const sort = readSort(written);
  return sort ? { sort: [sort] } : {};
};

/** Returns the records of a panel, then those that follow them. `isRead`: the first list has been read. */
function useListed({ on, where, sort, most, following }: ListPanel) {
  const first = useRecordList({ entity: on, where, ...orderOf(sort), limit: most });
  const more = useRecordList(
    { entity: on, where: following?.where ?? where, ...orderOf(following?.sort ?? sort), limit: following?.most ?? 1 },
    { isOff: following === undefined },
  );
  const next = following === undefined ? undefined : more.data;
  return {
    isRead: first.data !== undefined,
    rows: [...(first.data?.rows ?? []), ...(next?.rows ?? [])],
    firstCount: first.data?.rows.length ?? 0,
    followingCount: next?.rows.length ?? 0,
    refs: { ...first.data?.refs, ...next?.refs },
  };
}

/** A panel of the home page that lists a few records of one kind. */
export function ListSection({ panel, isBrief }: SectionProps) {
  const formats = useFormats();
  const entity = useEntity(panel.on);
  const openRecord = useOpenRecord();
  const { isRead, rows, firstCount, followingCount, refs } = useListed(panel);
  const specs = useFieldSpecs(entity, refs);
  const timeOf = useStageTime(entity, rows);
  const detailOf = (row: ShownRecord) =>
    panel.detail
      .map((name) => {
        const spec = specs.get(name);
        return spec ? fieldText(spec, row.fields[name] ?? null, formats) : '';
      })
      .filter((text) => text !== '')
      .join(', ');
  const isFlagged = entity.schedule?.done !== undefined;
  if (isBrief && rows.length === 0) return null;
  const counted = panel.following && isRead ? `${formats.count(followingCount)} ${panel.following.words}` : undefined;
  return (
    <HomeSection
      title={panel.title}
      note={panel.note ?? counted}
      trailing={
        panel.worksThrough || panel.opens ? (
          <Links panel={panel} entity={entity} isEmpty={rows.length === 0} />
        ) : undefined
      }
    >
      {isRead && rows.length === 0 ? <NothingToShow>{panel.none}</NothingToShow> : null}
      <ul>
        {rows.map((row) => (
          <HomeLine
            key={row.id}
            before={isFlagged ? <DoneBox entity={entity} record={row} /> : undefined}
            title={textIn(row.fields[entity.title])}
            detail={detailOf(row)}
            isDone={isFlagged && !isOpenRecord(entity, row.fields)}
            onPress={() => openRecord(row.id)}
            trailing={<LineEnd panel={panel} entity={entity} row={row} refs={refs} time={timeOf(row)} />}
          />
        ))}
      </ul>
      {panel.hasTotal ? <Total panel={panel} entity={entity} shown={firstCount} /> : null}
    </HomeSection>
  );
}

/** The buttons that work through the records, and open their list. */
function Links({ panel, entity, isEmpty }: Props & { readonly entity: Entity; readonly isEmpty: boolean }) {
  const navigate = useNavigate();
  const workThrough = useWorkThrough(entity);
  const { opens, worksThrough } = panel;
  return (
    <span className={classes.links}>
      {worksThrough && !isEmpty ? (
        <button
          type="button"
          className={classes.link}
          onClick={() => void workThrough({ where: panel.where, ...orderOf(panel.sort) })}
        >
          Work through
        </button>
      ) : null}
      {opens ? (
        <button
          type="button"
          className={classes.link}
          onClick={() =>
            void navigate({ to: '/list/$pack/$name', params: kindParams(entity.name), search: { view: opens.list } })
          }
        >
          {opens.words}
        </button>
      ) : null}
    </span>
  );
}

const dayMs = 86_400_000;

type Line = Props & { readonly entity: Entity; readonly row: ShownRecord };

type LineEndProps = Line & { readonly refs: RefNames; readonly time: StageTime | undefined };

/** The end of a line: the mark of a record that has been in its stage too long, the owner, a time, and the button of a quick act. */
function LineEnd({ refs, time, ...line }: LineEndProps) {
  const { panel, entity, row } = line;
  const formats = useFormats();
  const now = useNowMs();
  const me = useSignedIn().person.id;
  const { ownerId } = row;
  const owner = panel.hasOwner && ownerId !== null ? refs[ownerId]?.title : undefined;
  const when = whenOf(line, { formats, now });
  const late = time?.tooLong === undefined ? undefined : time;
  if (owner === undefined && when === undefined && panel.does === undefined && late === undefined) return null;
  return (
    <span className={classes.end}>
      {late === undefined ? null : <TooLongMark time={late} text={late.short} />}
      {owner === undefined ? null : <Avatar name={owner} person={ownerId ?? undefined} isMe={ownerId === me} />}
      {when}
      {panel.does === undefined ? null : <QuickButton act={panel.does} entity={entity} row={row} />}
    </span>
  );
}

/** The button of a quick act on a record. It is left out for a record that cannot have the act, and without the right to it. */
function QuickButton({ act: id, entity, row }: Omit<Line, 'panel'> & { readonly act: string }) {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const now = useNow();
  const newRecord = useNewRecord();
  const act = recordActsOf(catalogue, entity).find((one) => one.id === id);
  if (!act || !mayCreate(principal, act.makes)) return null;
  return (
    <IconButton
      icon={act.icon}
      label={`${act.label}: ${titleOf(entity, row)}`}
      onClick={() => newRecord(newRecordWishOf(act, { entity, record: row, nowMs: now() }))}
    />
  );
}

type Clock = { readonly formats: Formats; readonly now: number };

/** Draws when a record is due, or for how many days it has not changed. Undefined: the line has no time. */
function whenOf({ panel, entity, row }: Line, { formats, now }: Clock): ReactNode {
  if (panel.hasAge)
    return (
      <span className={classes.late}>
        <Icon name="hourglass" size={14} />
        {formats.plural(Math.floor((now - Date.parse(row.updatedAt)) / dayMs), 'day', 'days')}
      </span>
    );
  const due = panel.due === undefined ? undefined : row.fields[panel.due];
  if (typeof due !== 'string') return undefined;
  const today = formats.dayOf(now);
  const isDay = due.length === today.length;
  const isPast = isDay ? due < today : Date.parse(due) < now;
  const isLate = isPast && isOpenRecord(entity, row.fields);
  return (
    <span className={isLate ? classes.late : undefined} title={isDay ? formats.date(due) : formats.instant(due)}>
      {isLate ? <Icon name="clock" size={14} /> : null}
      <span className={classes.sentence}>{shortWhen(due, now, formats).replace(/^today /, '')}</span>
    </span>
  );
}

/** The number of all records, and the sum of their worth, alone and by the chances of their stages. */
function Total({ panel, entity, shown }: Props & { readonly entity: Entity; readonly shown: number }) {
  const formats = useFormats();
  const { worth } = entity;
  const stages = stageFieldOf(entity);
  const totals = useSummary({
    entity: panel.on,
    where: panel.where,
    ...(stages === undefined ? {} : { groupBy: stages.name }),
    sums: worth === undefined ? [] : [worth],
  });
  const count = countOfSummary(totals.data);
  if (count === undefined || count < 2) return null;
  let [all, weighted]: [Sums, Sums] = [{}, {}];
  for (const { value, sums } of totals.data?.groups ?? []) {
    const chance = stages?.options.find((option) => option.value === value)?.chancePercent;
    all = addSums(all, sums[worth ?? '']);
    if (chance !== undefined) weighted = addSums(weighted, weightedSum(sums[worth ?? ''], chance));
  }
  const parts = [
    count > shown ? `${formats.count(count)} in all` : '',
    sumText(all, formats) === '' ? '' : `together ${sumText(all, formats)}`,
    sumText(weighted, formats) === '' ? '' : `weighted ${sumText(weighted, formats)}`,
  ].filter((part) => part !== '');
  if (parts.length === 0) return null;
  const sentence = parts.join(', ');
  return (
    <p className={classes.faint}>
      {sentence.slice(0, 1).toUpperCase()}
      {sentence.slice(1)}.
    </p>
  );
}
type Sums = Readonly<Record<string, number>>;
