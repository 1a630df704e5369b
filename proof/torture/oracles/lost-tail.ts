import { type Act, type ChangeEdit, isCreate } from '@outpost/domain/kernel/acts/act';
import { sameJson } from '@outpost/domain/kernel/json';
import { must } from './history-oracles.ts';
import { isPlain, type JournalEntry, returnedForm, type SentActs } from './journal-oracles.ts';
import { movedWith } from './stage-oracles.ts';

/**
 * A loss of the server's tail. Contains the journal before it, the length of the remaining part, and the number of
 * forms in which each act had reached the server.
 */
type LostTail = {
  readonly journal: readonly JournalEntry[];
  readonly kept: number;
  readonly forms: ReadonlyMap<string, number>;
};

/** The losses of a history, independent of the server's knowledge. */
export class LostTails {
  readonly #order = new Map<string, number>();
  #last: LostTail | undefined;

  /** Notes a loss of the server's tail. `sent`: the acts that had reached it by then. */
  take({ sent, ...lost }: Omit<LostTail, 'forms'> & { readonly sent: SentActs }): void {
    this.#note(lost.journal);
    this.#last = { ...lost, forms: new Map([...sent].map(([act, forms]) => [act, forms.length])) };
  }

  #note(journal: readonly JournalEntry[]): void {
    for (const { act } of journal) if (act !== null && !this.#order.has(act)) this.#order.set(act, this.#order.size);
  }

  /** Returns acts by the order of their first decision, independent of later losses. */
  orderWith(journal: readonly JournalEntry[]): ReadonlyMap<string, number> {
    this.#note(journal);
    return this.#order;
  }

  /**
   * S-1c, ADR 0017: checks the fields that only lost acts have changed since the last loss. Once all these acts are back, such a
   * field must have its value from before. `lostAt`: the server treats rows up to this time as from before the loss. Nothing is
   * checked without a proved loss, nor for acts whose author never received their confirmation. An author who received it holds a
   * signed head that proves the loss.
   */
  checkCameBack(
    journal: readonly JournalEntry[],
    { sent, lostAt }: { readonly sent: SentActs; readonly lostAt: string | null },
  ): number {
    if (!this.#last || lostAt === null) return 0;
    const { journal: before, kept, forms } = this.#last;
    if (before.slice(0, kept).some(({ at }) => at > lostAt)) return 0;
    const gone = before.slice(kept).filter(({ record }) => record !== null);
    const since = journal.slice(kept);
    const isBack = (act: string | null): boolean => {
      const rows = since.filter((row) => row.act === act);
      const wasSaid = returnedForm(sent, act)?.cameFrom !== undefined;
      return wasSaid && rows.length > 0 && rows.every(({ refused }) => Object.keys(refused).length === 0);
    };
    checkGivesWay(journal, { kept, forms, sent, lost: new Set(gone.map(({ act }) => act)) });
    let held = 0;
    for (const [record, rows] of Map.groupBy(gone, (row) => row.record ?? '')) {
      const acts = new Set(rows.map(({ act }) => act));
      if (![...acts].every(isBack)) continue;
      for (const field of new Set(rows.flatMap(({ changed }) => Object.keys(changed)))) {
        const touched = (row: JournalEntry): boolean => row.record === record && field in row.changed;
        const entity = rows[0]?.entity ?? '';
        // Values that a move set or asked for give way together with its stage (T-14, ADR 26).
        const goesWithStage = rows.some(({ changed }) => movedWith(entity, changed).has(field));
        const isSince = (row: JournalEntry): boolean =>
          touched(row) || (goesWithStage && row.record === record && 'stage' in row.changed);
        if (!isPlain(entity, field) || since.some((row) => isSince(row) && !acts.has(row.act))) continue;
        const agreed = before.findLast(touched)?.changed[field]?.[1] ?? null;
        const now = journal.findLast(touched)?.changed[field]?.[1] ?? null;
        held += 1;
        must(
          sameJson(now, agreed),
          'S-1c',
          () =>
            `${field} of ${record} was agreed to be ${JSON.stringify(agreed)} before the loss, and came back as ${JSON.stringify(now)}`,
        );
      }
    }
    return held;
  }
}

type GivingWay = Pick<LostTail, 'kept' | 'forms'> & {
  readonly sent: SentActs;
  /** The ids of lost acts. */
  readonly lost: ReadonlySet<string | null>;
};

/**
 * S-1c: an act that comes back leaves a value that was written after the loss, and its row records its own wanted
 * value. An act that counts as new wins instead and records the replaced value. Such an act comes from a device that
 * never received its confirmation, or in a request from before the loss. The form in which it has reached the server
 * since the loss decides.
 */
function checkGivesWay(journal: readonly JournalEntry[], { kept, forms, sent, lost }: GivingWay): void {
  const back = journal
    .slice(kept)
    .filter(({ act, undoes, kind }) => lost.has(act) && undoes === null && kind === 'changed');
  for (const { n, act, record, entity, superseded } of back) {
    const since = (sent.get(act ?? '') ?? []).slice(forms.get(act ?? ''));
    const fields = new Set(since.flatMap((form) => Object.keys(changeOf(form, record))));
    for (const field of fields) {
      if (!isPlain(entity ?? '', field)) continue;
      const writer = journal.findLast((one) => one.n < n && one.record === record && field in one.changed);
      if (!writer || writer.n <= kept || lost.has(writer.act)) continue;
      if (returnedForm(sent, writer.act) !== undefined) continue; // it came back itself after an earlier loss
      const [, stands] = writer.changed[field] ?? [];
      if (stands === undefined) continue;
      const told = superseded[field];
      const isOfForm = (form: Act): boolean => {
        const [from, to] = changeOf(form, record)[field] ?? [stands, stands];
        if (sameJson(stands, from) || sameJson(stands, to)) return true;
        return told !== undefined && sameJson(told.value, form.again === true ? to : stands);
      };
      must(
        since.some(isOfForm),
        'S-1c',
        () =>
          `${field} of ${record} was changed after the loss, and ${act} came back over it without telling what gave way`,
      );
    }
  }
}

/** Returns the changes of a sent act to a record. */
function changeOf({ edits }: Act, record: string | null): ChangeEdit['fields'] {
  const edit = edits.find(({ id }) => id === record);
  return edit && !isCreate(edit) ? edit.fields : {};
}
