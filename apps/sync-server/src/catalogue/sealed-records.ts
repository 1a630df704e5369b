import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isSealedField } from '@outpost/domain/kernel/entities/sealed';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { SealedPlace, Sealing } from './sealing.ts';
import type { Tenant } from './tenant.ts';

type Keyed = Pick<Tenant, 'catalogue' | 'sealing'>;
const sealingOf = ({ sealing }: Keyed, { name }: Entity): Sealing => {
  if (!sealing) throw new Error(`${name} has sealed fields, and the tenant has no data key`);
  return sealing;
};

type Values = Readonly<Record<string, JsonValue>>;
type Turned = { readonly entity: string; readonly id: string };

/** Returns whether the records of a kind have sealed fields. */
export const isSealedKind = ({ catalogue }: Pick<Tenant, 'catalogue'>, entity: string | null): boolean =>
  entity !== null && catalogue.entities.get(entity)?.sealed !== undefined;

function turn(
  tenant: Keyed,
  { entity: name, id }: Turned,
  {
    values,
    how,
  }: { readonly values: Values; readonly how: (sealing: Sealing, value: JsonValue, place: SealedPlace) => JsonValue },
): Values {
  const entity = entityOf(tenant.catalogue, name);
  if (entity.sealed === undefined) return values;
  return Object.fromEntries(
    Object.entries(values).map(([field, value]): [string, JsonValue] => [
      field,
      isSealedField(entity, field) && value !== null
        ? how(sealingOf(tenant, entity), value, { entity: name, record: id, field })
        : value,
    ]),
  );
}

/** Returns values of a record as they are stored: sealed ones encrypted. Null, which is an empty field, stays. */
export const sealedValues = (tenant: Keyed, of: Turned, values: Values): Values =>
  turn(tenant, of, { values, how: (sealing, value, place) => sealing.seal(value, place) });

/** Returns stored values of a record in clear. */
export const openedValues = (tenant: Keyed, of: Turned, values: Values): Values =>
  turn(tenant, of, { values, how: (sealing, value, place) => sealing.open(value, place) });

/**
 * Returns a stored record with its values in clear. Only the write path and the feed of the people with the right to the fields
 * read records in this form.
 */
export const openedRecord = (tenant: Keyed, record: StoredRecord): StoredRecord =>
  isSealedKind(tenant, record.entity) ? { ...record, fields: openedValues(tenant, record, record.fields) } : record;

type Pairs = Readonly<Record<string, readonly [JsonValue, JsonValue]>>;

function turnPairs(
  tenant: Keyed,
  of: Turned,
  { pairs, by }: { readonly pairs: Pairs; readonly by: typeof sealedValues },
): Pairs {
  if (!isSealedKind(tenant, of.entity)) return pairs;
  const side = (place: 0 | 1): Values =>
    by(tenant, of, Object.fromEntries(Object.entries(pairs).map(([name, pair]) => [name, pair[place]])));
  const [from, to] = [side(0), side(1)];
  return Object.fromEntries(
    Object.keys(pairs).map((name): [string, readonly [JsonValue, JsonValue]] => [
      name,
      [from[name] ?? null, to[name] ?? null],
    ]),
  );
}

/** Returns changes of a record, `[from, to]` by field, with the sealed values encrypted. */
export const sealedPairs = (tenant: Keyed, of: Turned, pairs: Pairs): Pairs =>
  turnPairs(tenant, of, { pairs, by: sealedValues });
/** The inverse of `sealedPairs`. */
export const openedPairs = (tenant: Keyed, of: Turned, pairs: Pairs): Pairs =>
  turnPairs(tenant, of, { pairs, by: openedValues });
