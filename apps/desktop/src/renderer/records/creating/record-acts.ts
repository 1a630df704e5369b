import { type Catalogue, childEntities } from '@outpost/domain/kernel/catalogue/catalogue';
import { addressFieldsOf } from '@outpost/domain/kernel/catalogue/consents/consent-kinds';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
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

/** A record with its kind. */
export type PersonRecord = { readonly entity: Entity; readonly record: ShownRecord };

/** Returns the address that a field of a form takes: of the record, or else of the person to whom messages about it go. */
function takenAddress(by: 'email' | 'phone' | 'text', on: readonly PersonRecord[]): JsonValue {
  const values = on.flatMap(({ entity, record }) =>
    addressFieldsOf(entity, by === 'phone' ? 'call' : by).map((field) => record.fields[field] ?? null),
  );
  return values.find((value) => !isEmptyValue(value)) ?? null;
}

/**
 * Returns the initial values of an act's form on a record. `entity`: the record's kind. `person`: to whom messages about it go (`Reach`).
 * `nowMs`: the present, Unix milliseconds.
 */
export function newRecordWishOf(
  act: RecordAct,
  {
    entity: on,
    record,
    person,
    nowMs,
  }: PersonRecord & { readonly person?: PersonRecord | undefined; readonly nowMs: number },
): NewRecordWish {
  const {
    makes,
    fields,
    asks,
    now,
    takes = {},
    id,
    title,
    done,
    note,
    past,
    needsOneOf,
    plain,
    counts,
    attaches,
    picks,
    ringsOwn,
  } = act;
  const people = [{ entity: on, record }, ...(person ? [person] : [])];
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
      ...Object.fromEntries(Object.entries(takes).map(([name, by]) => [name, takenAddress(by, people)])),
    },
    asks,
    title,
    ...(done === undefined ? {} : { done }),
    ...(note === undefined ? {} : { note }),
    ...(past === undefined ? {} : { past }),
    ...(needsOneOf === undefined ? {} : { needsOneOf }),
    ...(plain === undefined ? {} : { plain }),
    ...(counts === undefined ? {} : { counts }),
    ...(attaches === undefined ? {} : { attaches }),
    ...(picks === undefined ? {} : { picks }),
    ...(ringsOwn === undefined ? {} : { ringsOwn }),
  };
}
