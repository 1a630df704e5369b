import type { Act } from '@outpost/domain/kernel/acts/act';
import { tableById } from '@outpost/domain/kernel/ids';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { isSealedField } from '@outpost/domain/kernel/entities/sealed';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Decision, Head } from '@outpost/domain/sync/protocol';
import type { Author } from '@outpost/domain/engine/act/author';
import { type Decided, outOfSight } from '@outpost/domain/engine/decide';
import { setsTold } from './sets-told.ts';

type Records = { readonly record: (id: string) => StoredRecord | undefined };

/** Returns whether an author sees a record in its present state. */
export function isInSight(look: Records, author: Author, id: string): boolean {
  const record = look.record(id);
  return record !== undefined && author.sees(record);
}

/**
 * returns the answer to an act. It names only records that its author named or may see. Where only other records
 * were refused, it reports one refusal under the act's own id.
 */
export function answerOf(
  act: Act,
  decided: Decided,
  {
    catalogue,
    look,
    author,
    couldSee,
    at,
    head,
  }: {
    readonly catalogue: Pick<Catalogue, 'entities'>;
    /** The tenant after the act. */
    readonly look: Records;
    readonly author: Author;
    /** Records that the author saw before the act. */
    readonly couldSee: ReadonlySet<string>;
    readonly at: string;
    readonly head: Head;
  },
): Decision {
  const named = new Set([act.id, ...act.edits.map((edit) => edit.id)]);
  const inSight = (id: string): boolean => couldSee.has(id) || isInSight(look, author, id);
  const told = [...decided.refused].filter(([id]) => named.has(id) || inSight(id));
  const refused =
    told.length > 0 || decided.refused.size === 0 ? told : [[act.id, outOfSight(act, decided.status)] as const];
  const changedIds = new Set(decided.records.map((draft) => draft.record.id));
  const versions = decided.asked.flatMap((id): [string, number][] => {
    const record = look.record(id);
    const isTold = inSight(id) || (named.has(id) && changedIds.has(id));
    return record && isTold ? [[id, record.version]] : [];
  });
  const superseded = decided.records.filter(
    (draft) => Object.keys(draft.superseded).length > 0 && (named.has(draft.record.id) || inSight(draft.record.id)),
  );
  return {
    act: act.id,
    status: decided.status,
    refused: tableById(refused.map(([id, { code, message, details }]) => [id, { code, message, details }])),
    superseded: tableById(
      superseded.map((draft) => [
        draft.record.id,
        Object.fromEntries(
          Object.entries(draft.superseded).map(([field, { value }]) => [
            field,
            // Answers are stored: they name a sealed field without its value (K-4).
            isSealedField(entityOf(catalogue, draft.record.entity), field) ? null : value,
          ]),
        ),
      ]),
    ),
    versions: tableById(versions),
    ...setsTold(decided, named),
    n: head[0],
    at,
    head,
  };
}
