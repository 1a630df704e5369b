import type { Act } from '../../kernel/acts/act.ts';
import { isDecidedBefore, type DecidedAt, type StandingClaim } from '../../kernel/acts/come-back.ts';
import { isInstant } from '../../kernel/entities/field-types.ts';
import type { JsonValue } from '../../kernel/json.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { held, type KeptClaim, type Look } from '../reads/look.ts';

/**
 * The key, in place of a field name, of the claim of a whole record that was sent again. The claim applies to all
 * fields that were not written since.
 */
export const wholeRecordKey = '*';

/**
 * S-1c: returns the place at which an act that is sent again was first decided. Returns nothing where the act is not
 * sent again, or where the server has no proof of a loss. The act then loses to the field's value.
 */
export function firstDecidedAt({ again, cameFrom }: Act, { loss }: Look): DecidedAt | undefined {
  if (again !== true || !cameFrom || !loss) return undefined;
  return isInstant(cameFrom.at) && cameFrom.at <= loss.seen ? cameFrom : undefined;
}

/**
 * Returns the place of a field's value. A value that was sent again has a claim with its place. Every other value was
 * written before the loss or after the restore; after the restore it has no place. Rows that are not newer than the
 * signature of the newest lost head count as rows from before the loss. For rows after the newest number that a device
 * and this journal have in common, this is unsure: the clocks of two machines may differ.
 */
export function standingClaimOf(look: Look, record: StoredRecord, field: string): StandingClaim | undefined {
  const { loss } = look;
  const writer = held(look.writerOf(record.id, field));
  const claim = newer(held(look.claimOf(record.id, field)), held(look.claimOf(record.id, wholeRecordKey)));
  if (claim && claim.claimed >= (writer?.n ?? 0)) return { ...claim.claim, isUnsure: false };
  const { at, n } = writer ?? { at: record.createdAt, n: 0 }; // the field was never filled in
  if (!loss || at > loss.at) return undefined;
  return { at, n, isContested: false, owed: [], passed: [], isUnsure: (writer?.n ?? record.version) > loss.common };
}

const newer = (a: KeptClaim | undefined, b: KeptClaim | undefined): KeptClaim | undefined =>
  a && b ? (a.claimed >= b.claimed ? a : b) : (a ?? b);

/** Whether a field's present value was first decided after an act that is sent again. */
export function isBehind(
  look: Look,
  record: StoredRecord,
  { name, place }: { name: string; place: DecidedAt },
): boolean {
  const standing = standingClaimOf(look, record, name);
  return standing !== undefined && isDecidedBefore(place, standing);
}

/**
 * Returns the values of a record that an act's first answer listed as replaced, by field, as the author's device
 * sends them. An undo sends them, too.
 */
export const gaveWayOf = (act: Act, record: string): Readonly<Record<string, JsonValue>> => {
  const edit = act.edits.find(({ id }) => id === record);
  return (edit && 'gaveWay' in edit ? edit.gaveWay : undefined) ?? {};
};
