import { type Catalogue, childEntities } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import type { QuickAct } from '@outpost/domain/kernel/catalogue/views';
import type { ShownRecord } from '../../../bridge/contract.ts';
import type { NewRecordWish } from './new-record-dialog.tsx';

/** A quick act with the kind of record that it creates. */
export type RecordAct = QuickAct & { readonly makes: Entity };

/** Returns the quick acts on records of a kind: those of the kinds that can belong to it, in their order (T-20). */
export const recordActsOf = (catalogue: Catalogue, entity: Entity): readonly RecordAct[] =>
  childEntities(catalogue, entity.name)
    .flatMap((makes) => (catalogue.views.get(makes.name)?.quickActs ?? []).map((act) => ({ ...act, makes })))
    .toSorted((a, b) => a.place - b.place);

/**
 * MSG-1: returns why an act that writes to the record's person is not offered: they must not be contacted. The server has the last
 * word, at the moment of sending.
 */
export function whyNotWritten(act: RecordAct, entity: Entity, record: ShownRecord): string | undefined {
  const { isUnwanted } = entity.reach ?? {};
  if (isUnwanted === undefined || act.takes === undefined || record.fields[isUnwanted] !== true) return undefined;
  return `${titleOf(entity, record)} must not be contacted.`;
}

/**
 * Returns the initial values of an act's form on a record. `entity`: the record's kind. `nowMs`: the present, Unix milliseconds.
 */
export function newRecordWishOf(
  act: RecordAct,
  { entity: on, record, nowMs }: { readonly entity: Entity; readonly record: ShownRecord; readonly nowMs: number },
): NewRecordWish {
  const { makes, fields, asks, now, takes = {}, id, title, done, note, past, needsOneOf, plain, picks } = act;
  const parent = makes.parent === undefined ? undefined : makes.fields[makes.parent];
  return {
    entity: makes.name,
    form: id,
    fields: {
      ...fields,
      ...(makes.parent === undefined || parent?.type !== 'ref'
        ? {}
        : { [makes.parent]: refValue(parent, record.entity, record.id) }),
      ...(now === undefined ? {} : { [now]: new Date(nowMs).toISOString() }),
      ...Object.fromEntries(
        Object.entries(takes).map(([name, by]) => [name, record.fields[on.reach?.[by] ?? ''] ?? null]),
      ),
    },
    asks,
    title,
    ...(done === undefined ? {} : { done }),
    ...(note === undefined ? {} : { note }),
    ...(past === undefined ? {} : { past }),
    ...(needsOneOf === undefined ? {} : { needsOneOf }),
    ...(plain === undefined ? {} : { plain }),
    ...(picks === undefined ? {} : { picks }),
  };
}
