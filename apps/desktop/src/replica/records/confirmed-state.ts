import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { recordOf, type StoredRecord } from '@outpost/domain/kernel/entities/record';

/**
 * The confirmed state of a record on which acts wait, stored as its difference from the shown record. So an act makes the
 * document longer by a line. A second whole record would cause page splits in the table.
 */
export type ConfirmedDifference = {
  /** The properties of the envelope with the server's values. */
  readonly envelope?: Partial<Omit<StoredRecord, 'fields'>>;
  /** Fields with another value on the server, or that are shown empty. */
  readonly fields?: Readonly<Record<string, JsonValue>>;
  /** Fields that are shown, but that the server does not have. */
  readonly without?: readonly string[];
};

type Values = Readonly<Record<string, JsonValue>>;

/** Returns the difference that turns the shown record into the confirmed one; `confirmedFrom` applies it. */
export function differenceOf(shown: StoredRecord, confirmed: StoredRecord): ConfirmedDifference {
  const { fields: shownFields, ...shownEnvelope } = recordOf(shown);
  const { fields: confirmedFields, ...confirmedEnvelope } = recordOf(confirmed);
  const envelope = differing(shownEnvelope, confirmedEnvelope);
  const fields = differing(shownFields, confirmedFields);
  const without = Object.keys(shownFields).filter((name) => !Object.hasOwn(confirmedFields, name));
  return {
    ...(envelope === undefined ? {} : { envelope }),
    ...(fields === undefined ? {} : { fields }),
    ...(without.length === 0 ? {} : { without }),
  };
}

/** Returns the entries of `wanted` that `given` lacks, or has with another value; undefined if there is none. */
function differing(given: Values, wanted: Values): Values | undefined {
  const found: [string, JsonValue][] = [];
  for (const name in wanted) {
    const value = wanted[name];
    if (value !== undefined && !(Object.hasOwn(given, name) && sameJson(given[name], value))) found.push([name, value]);
  }
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** Returns the confirmed record, computed from the shown one and the difference. */
export function confirmedFrom(shown: StoredRecord, difference: ConfirmedDifference): StoredRecord {
  const { envelope = {}, fields = {}, without = [] } = difference;
  const kept =
    without.length === 0
      ? shown.fields
      : Object.fromEntries(Object.entries(shown.fields).filter(([name]) => !without.includes(name)));
  return { ...recordOf(shown), ...envelope, fields: { ...kept, ...fields } };
}
