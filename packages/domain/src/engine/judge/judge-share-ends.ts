import { allows } from '../../kernel/access/access.ts';
import { denied } from '../../kernel/access/denial.ts';
import { isAfter, readShareEnd, type ShareEnd, shareEndKey } from '../../kernel/access/share-ends.ts';
import { idsAdded } from '../../kernel/acts/people-named.ts';
import { entityOf } from '../../kernel/catalogue/catalogue.ts';
import { type StoredRecord, visibilityOf } from '../../kernel/entities/record.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { type Draft, uniqueKeys } from '../act/draft.ts';

/** A share that an act begins, or whose end it changes. `at`: the record at which the act would be refused. */
type Touched = Pick<ShareEnd, 'record' | 'person'> & { readonly at: string };

/**
 * PLT-43: returns the refusals of shares and of their ends, by record id. An author sets or removes an end only where they may
 * share the record. If an author's own right to share it ends at some time, the share ends no later. An undo restores ends of the
 * journal, which were judged before; its author must still be allowed to share. Edits that the server adds after a merge are not
 * judged.
 */
export function judgeShareEnds(draft: Draft, { isUndo }: { readonly isUndo: boolean }): ReadonlyMap<string, Refusal> {
  const wrong = new Map<string, Refusal>();
  const kind = draft.catalogue.people?.shareEnd;
  if (kind === undefined || draft.author.isServer) return wrong;
  const touched: Touched[] = [];
  for (const [id, { record, expanded }] of draft.records) {
    if (expanded) continue;
    if (record.entity !== kind) {
      if (record.sharedWith.length === 0) continue; // nearly all records
      const added = idsAdded([...(draft.before(id)?.sharedWith ?? [])], [...record.sharedWith]);
      touched.push(...added.map((person) => ({ record: id, person, at: id })));
      continue;
    }
    const end = readShareEnd(record);
    const shared = end && asJudged(draft, end.record);
    if (!end || !shared) continue;
    if (draft.author.may('assign', shared)) touched.push({ ...end, at: id });
    else wrong.set(id, denied(entityOf(draft.catalogue, shared.entity), 'assign'));
  }
  if (isUndo) return wrong;
  for (const share of touched) {
    const shared = draft.present(share.record);
    if (!shared?.sharedWith.includes(share.person)) continue; // the share ends with this act
    const last = endOfOwnRight(draft, kind, share.record);
    if (last !== undefined && !endsBy(draft, kind, { ...share, last }))
      wrong.set(
        share.at,
        refuse(
          'access/denied',
          `Your own access ends on ${last.slice(0, 10)}. Share this with an end that is no later.`,
          { action: 'assign' },
        ),
      );
  }
  return wrong;
}

/** Returns the record by which rights are judged: as it was before the act, or as the act made it. */
const asJudged = (draft: Draft, id: string): StoredRecord | undefined => draft.before(id) ?? draft.present(id);

/**
 * Returns the instant at which the author's right to share a record ends, or nothing where it has no end. Rights end with a role that is
 * held for a time (PLT-22), or with the end of the share by which the author reaches the record.
 */
function endOfOwnRight(draft: Draft, kind: string, id: string): string | undefined {
  const record = asJudged(draft, id);
  if (!record) return undefined;
  const { userId, memberships } = draft.author;
  const entity = entityOf(draft.catalogue, record.entity);
  const action = draft.isMade(id) ? 'create' : 'assign';
  const isOwner = visibilityOf(record).ownerId === userId;
  let last: string | undefined;
  for (const membership of memberships)
    for (const grant of membership.grants) {
      if (!allows({ principal: { userId, memberships }, membership, grant }, action, { entity, record })) continue;
      const ofShare = grant.scope === 'shared' && !isOwner ? ownShareEnd(draft, kind, id) : undefined;
      const [end, other] = [membership.until, ofShare].flatMap((at) => at ?? []);
      if (end === undefined) return undefined;
      const first = other !== undefined && isAfter(end, other) ? other : end;
      if (last === undefined || isAfter(first, last)) last = first;
    }
  return last;
}

/** Returns the end of the share of a record with the author, as it was before the act. */
function ownShareEnd(draft: Draft, kind: string, record: string): string | undefined {
  const entity = entityOf(draft.catalogue, kind);
  const keys = uniqueKeys(entity, { key: shareEndKey({ record, person: draft.author.userId }) }, ['key']);
  const ends = (keys ? draft.look.holders(entity, ['key'], keys) : []).flatMap((id) => {
    const held = draft.before(id);
    return held?.life === 'alive' ? (readShareEnd(held)?.endsAt ?? []) : [];
  });
  return ends[0]; // no two living ends have one key
}

/** Whether the act leaves the share with an end that is no later than an instant. */
const endsBy = (
  draft: Draft,
  kind: string,
  { record, person, last }: Pick<ShareEnd, 'record' | 'person'> & { readonly last: string },
): boolean =>
  [...draft.records.values()].some(({ record: drafted }) => {
    const end = drafted.entity === kind && drafted.life === 'alive' ? readShareEnd(drafted) : undefined;
    return end?.record === record && end.person === person && !isAfter(end.endsAt, last);
  });
