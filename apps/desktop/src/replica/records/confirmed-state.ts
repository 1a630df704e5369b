import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { recordOf, type StoredRecord } from '@outpost/domain/kernel/entities/record';

/**
 * What the server last said of a record on which acts wait: kept as what differs from the record as it is shown, so that an act makes its
 * document longer by a line and not by a second record, for which pages of the table were split.
 */
export type ConfirmedDifference = {
  /** Of the envelope: what the server has instead. */
  readonly envelope?: Partial<Omit<StoredRecord, 'fields'>>;
  /** Fields that the server has with another value, or that are shown empty. */
  readonly fields?: Readonly<Record<string, JsonValue>>;
  /** Fields that are shown, and that the server has not. */
  readonly without?: readonly string[];
};

type Values = Readonly<Record<string, JsonValue>>;

/** What makes the confirmed record of the shown one; `confirmedFrom` is the way back. */
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

/** The entries of `wanted` that `given` has not, or has otherwise; undefined where there is none. */
function differing(given: Values, wanted: Values): Values | undefined {
  const found: [string, JsonValue][] = [];
  for (const name in wanted) {
    const value = wanted[name];
    if (value !== undefined && !(Object.hasOwn(given, name) && sameJson(given[name], value))) found.push([name, value]);
  }
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** The confirmed record, from the shown one and what differs. */
export function confirmedFrom(shown: StoredRecord, difference: ConfirmedDifference): StoredRecord {
  const { envelope = {}, fields = {}, without = [] } = difference;
  const kept =
    without.length === 0
      ? shown.fields
      : Object.fromEntries(Object.entries(shown.fields).filter(([name]) => !without.includes(name)));
  return { ...recordOf(shown), ...envelope, fields: { ...kept, ...fields } };
}
