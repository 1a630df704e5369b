import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ListPanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import { isOpenRecord } from '@outpost/domain/kernel/catalogue/overdue';
import type { Formats } from '@outpost/ui/formats/formats';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useWorkThrough } from '../../places/working-through.ts';
import { useRecordList, useSummary } from '../../queries/record-queries.ts';
import { DoneBox } from '../../records/values/done-box.tsx';
import { shortWhen } from '../../records/values/short-when.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { sumText } from '../../records/values/sums-by-currency.ts';
import { useEntity } from '../../records/use-entity.ts';
import { useFieldSpecs } from '../../records/use-field-specs.ts';
import { kindParams } from '../../window/kind-params.ts';
import { readSort } from '../../window/list-address.ts';
import { useOpenRecord } from '../../window/use-open-record.ts';
import { HomeLine, HomeSection, NothingToShow } from '../home-section.tsx';
import classes from './panels.module.css';

type Props = { readonly panel: ListPanel };

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
export function ListSection({ panel }: Props) {
  const formats = useFormats();
  const now = useNow()();
  const entity = useEntity(panel.on);
  const openRecord = useOpenRecord();
  const { isRead, rows, firstCount, followingCount, refs } = useListed(panel);
  const specs = useFieldSpecs(entity, refs);
  const detailOf = (row: ShownRecord) =>
    panel.detail
      .map((name) => {
        const spec = specs.get(name);
        return spec ? fieldText(spec, row.fields[name] ?? null, formats) : '';
      })
      .filter((text) => text !== '')
      .join(', ');
  const isFlagged = entity.schedule?.done !== undefined;
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
            trailing={lineEnd({ panel, entity, row }, { formats, now })}
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
type Clock = { readonly formats: Formats; readonly now: number };

/** Draws the end of a line: when the record is due, or for how many days it has not changed. Undefined: the line has no end. */
function lineEnd({ panel, entity, row }: Line, { formats, now }: Clock): ReactNode {
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

/** The number of all records, and the sum of their worth, where there are more than the listed ones. */
function Total({ panel, entity, shown }: Props & { readonly entity: Entity; readonly shown: number }) {
  const formats = useFormats();
  const { worth } = entity;
  const totals = useSummary({ entity: panel.on, where: panel.where, sums: worth === undefined ? [] : [worth] });
  const [total] = totals.data?.groups ?? [];
  if (!total || total.count <= shown) return null;
  const sum = worth === undefined ? '' : sumText(total.sums[worth], formats);
  return (
    <p className={classes.faint}>
      {formats.count(total.count)} in all{sum === '' ? '' : `, together ${sum}`}.
    </p>
  );
}
