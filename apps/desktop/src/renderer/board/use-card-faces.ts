import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { BoardCard } from '@outpost/ui/board/board-model';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useMemo, useState } from 'react';
import type { RefNames, ShownRecord } from '../../bridge/contract.ts';
import { useOutbox } from '../queries/sync-queries.ts';
import { waitingByRecord, waitingFallback } from '../records/act-words.ts';
import { readOnlyReason } from '../records/may.ts';
import { shownValue } from '../records/values/shown-value.ts';
import { type StageTime, useStageTime } from '../records/stages/stage-time.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { useCardLines } from '../slots/use-slots.tsx';
import { readSort } from '../window/list-address.ts';
import type { BoardField } from './board-fields.ts';

/** Returns the time in the stage for a card. The pill is short; its reason is in its tooltip and in the name of the card. */
const timeOnCard = ({ short, text, since, tooLong }: StageTime): NonNullable<BoardCard['time']> => ({
  short,
  text: [text, since, ...(tooLong === undefined ? [] : [tooLong])].join('. '),
  isTooLong: tooLong !== undefined,
});

type Faces = {
  readonly cardOf: (record: ShownRecord) => BoardCard;
  /** Returns the name of a person whom a shown record names. */
  readonly nameOf: (id: string) => string | undefined;
};

/**
 * The parts of a board that decide the content of its cards. `hasMoves`: cards also show the time in their column, which is a
 * stage. `sort`: the order of the list; cards show the value that orders them.
 */
type FacesAsked = {
  readonly by: BoardField;
  readonly hasMoves: boolean;
  readonly sort: string | undefined;
  readonly inSight: readonly ShownRecord[];
  /** Whether some of the cards in sight are still being read. */
  readonly isReading: boolean;
  readonly refs: RefNames;
};

const none: readonly ShownRecord[] = [];

/**
 * Returns the cards about which questions are asked: those in sight, and while some of them are still being read the earlier ones.
 * Columns arrive one after the other, and each question is then asked once for all of them.
 */
function useReadRows(inSight: readonly ShownRecord[], isReading: boolean): readonly ShownRecord[] {
  const [read, setRead] = useState(none);
  if (!isReading && read !== inSight) setRead(inSight);
  return isReading ? read : inSight;
}

/** Returns the function that makes the card of a record. A card that the person may not move has the reason. */
export function useCardFaces(entity: Entity, { by, hasMoves, sort, inSight, isReading, refs }: FacesAsked): Faces {
  const formats = useFormats();
  const principal = usePrincipal();
  const { person } = useSignedIn();
  const specs = useFieldSpecs(entity, refs);
  const asked = useReadRows(inSight, isReading);
  const lineOf = useCardLines(asked);
  const outbox = useOutbox().data?.entries;
  const waiting = useMemo(() => waitingByRecord(outbox ?? []), [outbox]);
  const timeOf = useStageTime(entity, hasMoves ? asked : none);
  const second = viewsOf(useCatalogue(), entity).board?.subtitle;

  const nameOf = (id: string) => refs[id]?.title ?? (id === person.id ? person.name : undefined);
  const cardOf = (record: ShownRecord): BoardCard => {
    const textOf = (name: string | undefined) => {
      const spec = name === undefined ? undefined : specs.get(name);
      return name === undefined || !spec ? '' : fieldText(spec, shownValue(record, name), formats);
    };
    const ordering = readSort(sort)?.field;
    const isInSight = ordering === undefined || [entity.title, entity.worth, second].includes(ordering);
    const value = isInSight ? '' : textOf(ordering);
    const ownerName = record.ownerId === null ? undefined : nameOf(record.ownerId);
    const notMoveable = readOnlyReason(principal, entity, { record, nameOf, field: by.name });
    const amount = textOf(entity.worth);
    const subtitle = textOf(second);
    const time = hasMoves ? timeOf(record) : undefined;
    return {
      id: record.id,
      title: titleOf(entity, record),
      line: lineOf(record),
      ...(subtitle === '' ? {} : { subtitle }),
      ...(value === '' ? {} : { detail: `${specs.get(ordering ?? '')?.label ?? ''} ${value}` }),
      ...(amount === '' ? {} : { amount }),
      ...(time === undefined ? {} : { time: timeOnCard(time) }),
      ...(ownerName === undefined
        ? {}
        : { owner: { id: record.ownerId ?? undefined, name: ownerName, isMe: record.ownerId === person.id } }),
      ...(record.waiting > 0 ? { waiting: waiting.get(record.id) ?? waitingFallback(record) } : {}),
      ...(notMoveable === undefined ? {} : { readOnlyReason: notMoveable }),
    };
  };
  return { cardOf, nameOf };
}
