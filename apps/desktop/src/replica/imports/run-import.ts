import { isCreate } from '@outpost/domain/kernel/acts/act';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredEdit } from '@outpost/domain/kernel/import/records/import-store';
import type { RowRefusal } from '@outpost/domain/kernel/import/records/record-draft';
import { withoutStop } from '@outpost/domain/kernel/import/cells/refuse-cell';
import { accept, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import type { PersonActs } from '../acts/person-acts.ts';
import { actsOfPlan, importAct, importWishOf } from './acts-of-plan.ts';
import { letOthers, type Pace } from '../device/in-slices.ts';
import type { OpenImport } from './open-import.ts';
import { refersTo, refusedRow } from './refused-rows.ts';

/** The result of a run: how many records it made or changed, how many it left out, and whether it reached the plan's end. */
export type RunOutcome = { readonly done: number; readonly leftOut: number; readonly isComplete: boolean };
/** The progress of a run. `done` is the sum of the counts by kind of record. */
export type RunProgress = {
  readonly done: number;
  readonly created: Readonly<Record<string, number>>;
  readonly changed: Readonly<Record<string, number>>;
};
type Made = {
  done: number;
  leftOut: number;
  readonly created: Record<string, number>;
  readonly changed: Record<string, number>;
};
type Run = {
  readonly acts: PersonActs;
  readonly pace: Pace;
  readonly isCancelled: () => boolean;
  /** Absent: the usual ramp. */
  readonly ramp?: WriteRamp | undefined;
  /** Called after each write. The run continues when it has ended. */
  readonly onDone: (progress: RunProgress) => Promise<void>;
};

/** How many acts one write takes, by the number of records already made. Tests set a short ramp. */
export type WriteRamp = { readonly mostActs: number; readonly recordsBeforeMore: number };

/**
 * Chosen: the number of acts in one write once an import is large. Each record goes into seven or more indexes, in which 100
 * records hardly share a page. (Measured over 100,000 contacts: 1,354 MB written to disk with one act a write, 799 with five, 715
 * with ten.) Such a write blocks other work for less time than a page of a first sync. At first, while indexes are small, each
 * act is written by itself: the first `recordsBeforeMore` records in single acts, the next as many in pairs, and so on.
 */
const usualRamp: WriteRamp = { mostActs: 5, recordsBeforeMore: 10_000 };

/**
 * Executes an import's plan as acts of one group, several of them in one atomic write, and pauses for other work. Only the acts
 * of one write are in memory; the next are made when these are on disk. Each write notes its step, so a run that was stopped or
 * killed continues after it. A record that the device refuses (because it was made, changed or taken since the plan)
 * is left out together with the records that refer to it. The others are imported. Stops at a refusal that concerns
 * the device rather than a record.
 */
export async function runImport(open: OpenImport, run: Run): Promise<Result<RunOutcome>> {
  const made: Made = { done: 0, leftOut: 0, created: {}, changed: {} };
  const outcome = (isComplete: boolean): RunOutcome => ({ done: made.done, leftOut: made.leftOut, isComplete });
  open.begin();
  const acts = actsOfPlan(open.store, open.resumed?.step ?? 0);
  const { mostActs, recordsBeforeMore } = run.ramp ?? usualRamp;
  for (;;) {
    if (run.isCancelled()) return accept(outcome(false));
    const parts = nextOf(acts, Math.min(mostActs, 1 + Math.floor(made.done / recordsBeforeMore)));
    if (parts.length === 0) return accept(outcome(true));
    const failed = await performParts(parts, open, { ...run, made });
    if (failed) return failed;
    await run.onDone({ done: made.done, created: { ...made.created }, changed: { ...made.changed } });
    await letOthers(run.pace);
  }
}

/** Returns the next items, at most `most`. */
function nextOf<T>(all: Iterator<T>, most: number): readonly T[] {
  const taken: T[] = [];
  while (taken.length < most) {
    const next = all.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

/**
 * Performs each of these lists of edits as one act, in order. If a record makes an act fail, the halves are tried, down to that
 * single record, which is left out.
 */
async function performParts(
  parts: readonly (readonly StoredEdit[])[],
  open: OpenImport,
  run: Run & { readonly made: Made },
): Promise<Refusal | undefined> {
  const { made } = run;
  const leaveOut = (edit: StoredEdit, refusal: RowRefusal): void => {
    open.leaveOut(edit, refusal);
    made.leftOut += 1;
  };
  for (let rest = parts; ;) {
    if (made.leftOut > 0) rest = rest.map((edits) => edits.filter((edit) => !refersToGone(edit, open, leaveOut)));
    rest = rest.filter((edits) => edits.length > 0);
    if (rest.length === 0) return undefined;
    let done = made.done;
    const [...acts] = rest;
    const answers = await run.acts.performInTurn(
      acts.map((edits) => importWishOf(importAct(edits, open.catalogue), open.group)),
      (write, place) => {
        const edits = acts[place] ?? [];
        done += edits.length;
        write.books.put(open.progressAt(edits.at(-1)?.step ?? 0, done));
      },
    );
    for (const [place, answer] of answers.entries()) {
      const edits = acts[place] ?? [];
      if (answer.ok) {
        noteMade(made, edits);
        continue;
      }
      if (!isAboutRecords(answer)) return answer;
      const [first, other] = edits;
      const middle = Math.ceil(edits.length / 2);
      if (first && !other) leaveOut(first, changedRow(first, { refusal: answer, open }));
      const failed = other && (await performParts([edits.slice(0, middle), edits.slice(middle)], open, run));
      if (failed) return failed;
    }
    rest = acts.slice(answers.length);
  }
}

function noteMade(made: Made, edits: readonly StoredEdit[]): void {
  made.done += edits.length;
  for (const { edit } of edits) {
    const counts = isCreate(edit) ? made.created : made.changed;
    counts[edit.entity] = (counts[edit.entity] ?? 0) + 1;
  }
}

function refersToGone(
  planned: StoredEdit,
  open: OpenImport,
  leaveOut: (edit: StoredEdit, refusal: RowRefusal) => void,
): boolean {
  if (!refersTo(planned.edit, (id) => open.work.isGone(id))) return false;
  leaveOut(
    planned,
    refusedRow(planned, {
      reason: 'link-refused',
      message: 'A record that this row refers to is itself refused',
      right: 'Correct that row first.',
    }),
  );
  return true;
}

/** Whether a smaller act may succeed: the refusal concerns one record, or too many long texts in one act. */
const isAboutRecords = ({ code }: Refusal): boolean =>
  code.startsWith('records/') || ['access/denied', 'request/invalid', 'request/too-large'].includes(code);

function changedRow(
  planned: StoredEdit,
  { refusal, open }: { readonly refusal: Refusal; readonly open: OpenImport },
): RowRefusal {
  const label = entityOf(open.catalogue, planned.edit.entity).label.one.toLowerCase();
  return refusedRow(planned, {
    reason: 'breaks-rule',
    message: withoutStop(refusal.message),
    right: `Open the import again: this ${label} has changed since it was planned.`,
  });
}
