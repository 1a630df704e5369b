import type { Act } from './act.ts';
import { type JsonValue, sameJson } from '../json.ts';
import { mergeField } from './merge.ts';

/** When an act was first decided: the server's time, ISO 8601 UTC, and the journal's number, which orders what was decided together. */
export type Place = { readonly at: string; readonly n: number };
/** A value, and whose it was. */
type Said = { readonly value: JsonValue; readonly by: string; readonly at: string };

/** What an act that came back left behind in a field: the field's value was first decided at this place. */
export type Claim = Place & {
  /** What the act started from; absent where it made the record. */
  readonly from?: JsonValue;
  /** Something gave way to it when it was first decided. */
  readonly isContested: boolean;
  /** Values that gave way when all this was first decided, and have not come back. */
  readonly owed: readonly JsonValue[];
  /** Values that were passed over in silence: their authors knew, or what says otherwise has not come back. */
  readonly passed: readonly Said[];
};
/** What stands in a field, by its place. `isUnsure`: it may have been written after the restore: whoever wins over it says so. */
export type Standing = Claim & { readonly isUnsure: boolean };

export type Returning = {
  readonly from: JsonValue;
  readonly to: JsonValue;
  /** What the record holds at arrival, and who wrote it. */
  readonly now: Said;
  /** What gave way when the act was first decided: another's value, or its own. */
  readonly gaveWay: JsonValue | undefined;
  /** When that was. */
  readonly place: Place;
  /** Its author, and the time of this decision. */
  readonly author: Omit<Said, 'value'>;
};
export type CameBack = { readonly value: JsonValue; readonly superseded?: Said; readonly claim?: Claim };

/** Chosen: so many people don't contest one field between a backup and a loss. What is more is not told. */
const mostRemembered = 20;

export const isBefore = (a: Place, b: Place): boolean => a.at < b.at || (a.at === b.at && a.n < b.n);

/**
 * S-1c: one field of an act that was confirmed before a tail was lost and comes back, against what stands there (ADR 0017). It wins over what
 * was decided before it when both were first decided, and gives way to what was decided after it, and to what was written after the restore: then
 * `standing` is undefined. What gave way when all this was first decided is told once more, by the row of the act that loses or wins, whichever comes
 * last; what nobody contested is not. For fields of the policy `later`: unions and lines count both sides in any order.
 */
export function comeBack(edit: Returning, standing: Standing | undefined): CameBack {
  const { from, to, now, gaveWay, place, author } = edit;
  const isContested = gaveWay !== undefined;
  const isEqual = sameJson(now.value, to);
  const own: Said = { value: to, ...author };
  if (isContested && sameJson(gaveWay, to)) return isEqual ? { value: to } : { value: now.value, superseded: own };
  if (!standing) {
    const { value, superseded } = mergeField({ policy: 'later', from, to, now: now.value, yields: true });
    if (superseded !== undefined) return { value, superseded: own };
    return isEqual ? { value } : { value, claim: { ...place, from, isContested, owed: [], passed: [] } };
  }
  const isBehind = isBefore(place, standing);
  const beaten = isBehind ? own : now;
  const isTold = !isEqual && (isBehind ? isToldBehind(edit, standing) : isToldBefore(edit, standing));
  const { owed, passed } = standing;
  const memory = {
    owed: isTold ? owed.filter((value) => !sameJson(value, beaten.value)) : owed,
    passed: isTold || isEqual ? passed : [...passed, beaten],
  };
  const { found, ...left } = settled(
    memory,
    isTold && sameJson(beaten.value, gaveWay ?? null) ? undefined : gaveWay,
    isTold,
  );
  const superseded = isTold ? beaten : found;
  return {
    value: isBehind ? now.value : to,
    ...(superseded ? { superseded } : {}),
    claim: { ...(isBehind ? claimOf(standing) : { ...place, from, isContested }), ...left },
  };
}

/** Both began at one value, and the later one is known to have been contested: neither author knew of the other. */
const areSiblings = (a: Pick<Returning, 'from'>, b: Pick<Standing, 'from'>): boolean =>
  b.from !== undefined && sameJson(a.from, b.from);

const isToldBehind = (edit: Returning, standing: Standing): boolean =>
  standing.owed.some((value) => sameJson(value, edit.to)) || (standing.isContested && areSiblings(edit, standing));

const isToldBefore = (edit: Returning, standing: Standing): boolean => {
  const { gaveWay, now, from } = edit;
  if (gaveWay !== undefined && (sameJson(now.value, gaveWay) || areSiblings(edit, standing))) return true;
  return standing.isUnsure && !sameJson(now.value, from);
};

type Remembered = Pick<Claim, 'owed' | 'passed'>;
/** Finds what is still to be told as given way among what was passed over; where it is not there, or the row tells of another value, it is owed. */
function settled(
  { owed, passed }: Remembered,
  gaveWay: JsonValue | undefined,
  isTaken: boolean,
): Remembered & { readonly found?: Said } {
  const bounded = (list: Remembered): Remembered => ({
    owed: list.owed.slice(-mostRemembered),
    passed: list.passed.slice(-mostRemembered),
  });
  if (gaveWay === undefined) return bounded({ owed, passed });
  const found = isTaken ? undefined : passed.find(({ value }) => sameJson(value, gaveWay));
  if (!found) return bounded({ owed: [...owed, gaveWay], passed });
  return { ...bounded({ owed, passed: passed.filter((one) => one !== found) }), found };
}

const claimOf = ({ isUnsure: _, ...claim }: Standing): Claim => claim;

/**
 * D-2a: whether an act gives way to what came since, as far as a device can tell. One that comes back does not where the record is, by the
 * server's clock, as old as the act's first decision or older.
 */
export function givesWay(
  act: Act,
  merged: { readonly name: string; readonly id: string; readonly updatedAt: string | undefined },
): boolean {
  const { undoes, again, cameFrom } = act;
  if (again !== true || !cameFrom || merged.updatedAt === undefined) return undoes !== undefined || again === true;
  const gaveWay = act.edits.some(
    (edit) =>
      edit.id === merged.id &&
      'fields' in edit &&
      edit.gaveWay !== undefined &&
      sameJson(edit.gaveWay[merged.name], edit.fields[merged.name]?.[1]),
  );
  return gaveWay || merged.updatedAt > cameFrom.at;
}
