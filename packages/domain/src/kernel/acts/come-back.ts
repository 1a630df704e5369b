import type { Act } from './act.ts';
import { type JsonValue, sameJson } from '../json.ts';
import { mergeField } from './merge.ts';

/**
 * When an act was first decided: the server's time, ISO 8601 UTC, and the journal's number, which orders acts decided at the same
 * time.
 */
export type DecidedAt = { readonly at: string; readonly n: number };
/** A value, its author, and the time. */
type Said = { readonly value: JsonValue; readonly by: string; readonly at: string };

/**
 * The mark that an act sent again after a lost tail left in a field: the field's value was first decided at this
 * place.
 */
export type Claim = DecidedAt & {
  /** The value that the act started from; absent where the act made the record. */
  readonly from?: JsonValue;
  /** The act replaced another value when it was first decided. */
  readonly isContested: boolean;
  /** Values that were replaced when these acts were first decided, and whose acts were not sent again yet. */
  readonly owed: readonly JsonValue[];
  /**
   * Values that lost without a report: their authors knew the winning value, or the act that proves otherwise was not
   * sent again yet.
   */
  readonly passed: readonly Said[];
};
/**
 * The claim of the value that a field holds now. `isUnsure`: the value may have been written after the restore, so an act that
 * wins over it reports it as replaced.
 */
export type StandingClaim = Claim & { readonly isUnsure: boolean };

export type Returning = {
  readonly from: JsonValue;
  readonly to: JsonValue;
  /** The value that the record holds at arrival, and its author. */
  readonly now: Said;
  /** The value that lost when the act was first decided: another author's, or the act's own. */
  readonly gaveWay: JsonValue | undefined;
  /** When the act was first decided. */
  readonly place: DecidedAt;
  /** The act's author, and the time of this decision. */
  readonly author: Omit<Said, 'value'>;
};
export type CameBack = { readonly value: JsonValue; readonly superseded?: Said; readonly claim?: Claim };

/** Chosen: no more people contest one field between a backup and a loss. Values beyond this number are not reported. */
const mostRemembered = 20;

export const isDecidedBefore = (a: DecidedAt, b: DecidedAt): boolean => a.at < b.at || (a.at === b.at && a.n < b.n);

/**
 * S-1c: merges one field of an act that was confirmed before a tail was lost and is sent again with the field's
 * current value (ADR 0017).
 * The act wins over values first decided before it. It loses to values first decided after it, and to values written
 * after the restore: then `standing` is undefined. A value replaced at the first decision is reported once more, by
 * the row of the later one of the losing and the winning act. A value without a competing value is not reported.
 * For fields of the policy `later`: unions and lines count both sides in any order.
 */
export function comeBack(edit: Returning, standing: StandingClaim | undefined): CameBack {
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
  const isBehind = isDecidedBefore(place, standing);
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

/** Whether both started from one value and the later one was contested: neither author knew the other's value. */
const areSiblings = (a: Pick<Returning, 'from'>, b: Pick<StandingClaim, 'from'>): boolean =>
  b.from !== undefined && sameJson(a.from, b.from);

const isToldBehind = (edit: Returning, standing: StandingClaim): boolean =>
  standing.owed.some((value) => sameJson(value, edit.to)) || (standing.isContested && areSiblings(edit, standing));

const isToldBefore = (edit: Returning, standing: StandingClaim): boolean => {
  const { gaveWay, now, from } = edit;
  if (gaveWay !== undefined && (sameJson(now.value, gaveWay) || areSiblings(edit, standing))) return true;
  return standing.isUnsure && !sameJson(now.value, from);
};

type Remembered = Pick<Claim, 'owed' | 'passed'>;
/**
 * Finds the replaced value that is still to be reported among the values that lost without a report. It is added to
 * `owed` where it is not among them, or where the row reports another value.
 */
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

const claimOf = ({ isUnsure: _, ...claim }: StandingClaim): Claim => claim;

/**
 * D-2a: whether an act loses to later changes, as far as a device can tell. An act sent again after a lost tail loses
 * where it lost at its first decision. It also loses where the record changed after that decision, by the server's
 * clock.
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
