import { isCreate } from '@outpost/domain/kernel/act';
import { entityOf } from '@outpost/domain/kernel/catalogue';
import type { StoredEdit } from '@outpost/domain/kernel/import/import-store';
import type { RowRefusal } from '@outpost/domain/kernel/import/records/record-draft';
import { withoutStop } from '@outpost/domain/kernel/import/cells/refuse-cell';
import { accept, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import type { PersonActs } from '../acts/person-acts.ts';
import { actsOfPlan, importAct, wishOf } from './acts-of-plan.ts';
import { letOthers, type Pace } from './in-slices.ts';
import type { OpenImport } from './open-import.ts';
import { refersTo, refusedRow } from './permitted-edits.ts';

/** How a run went: how many records it made or changed, how many it had to leave out, and whether it came to the plan's end. */
export type RunOutcome = { readonly done: number; readonly leftOut: number; readonly isComplete: boolean };
/** How far a run is. `done` is the sum of the others, which are by kind of record. */
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
  readonly onDone: (progress: RunProgress) => void;
};

/**
 * Carries out an import's plan as acts of one group, one atomic write each, and lets others in between: one act at a time is in memory,
 * and the next is made when the last is on disk. Each write notes the step that it came to, so that a run which is stopped or killed
 * goes on behind it. A record that the device refuses after all (it was made, changed or taken since the plan) is left out with what
 * refers to it; the rest goes ahead. Stops where a refusal is about the device and not about a record.
 */
export async function runImport(open: OpenImport, run: Run): Promise<Result<RunOutcome>> {
  const made: Made = { done: 0, leftOut: 0, created: {}, changed: {} };
  const outcome = (isComplete: boolean): RunOutcome => ({ done: made.done, leftOut: made.leftOut, isComplete });
  open.begin();
  for (const edits of actsOfPlan(open.store, open.resumed?.step ?? 0)) {
    if (run.isCancelled()) return accept(outcome(false));
    const failed = await performParts(edits, open, { ...run, made });
    if (failed) return failed;
    run.onDone({ done: made.done, created: { ...made.created }, changed: { ...made.changed } });
    await letOthers(run.pace);
  }
  return accept(outcome(true));
}

/** Performs edits as one act; where a record keeps that act from being made, its halves, down to the record, which is left out. */
async function performParts(
  edits: readonly StoredEdit[],
  open: OpenImport,
  run: Run & { readonly made: Made },
): Promise<Refusal | undefined> {
  const { made } = run;
  const leaveOut = (edit: StoredEdit, refusal: RowRefusal): void => {
    open.leaveOut(edit, refusal);
    made.leftOut += 1;
  };
  const wanted = made.leftOut === 0 ? edits : edits.filter((edit) => !refersToGone(edit, open, leaveOut));
  const [first] = wanted;
  const last = wanted.at(-1);
  if (!first || !last) return undefined;
  const answer = await run.acts.perform(wishOf(importAct(wanted, open.catalogue), open.group), (write) =>
    write.putBook(open.progressAt(last.step, made.done + wanted.length)),
  );
  if (answer.ok) {
    made.done += wanted.length;
    for (const { edit } of wanted) {
      const counts = isCreate(edit) ? made.created : made.changed;
      counts[edit.entity] = (counts[edit.entity] ?? 0) + 1;
    }
    return undefined;
  }
  if (!isAboutRecord(answer)) return answer;
  if (wanted.length === 1) {
    leaveOut(first, changedRow(first, { refusal: answer, open }));
    return undefined;
  }
  const middle = Math.ceil(wanted.length / 2);
  return (
    (await performParts(wanted.slice(0, middle), open, run)) ?? (await performParts(wanted.slice(middle), open, run))
  );
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
      message: 'A record that this row refers to is refused itself',
      right: 'Mend that row first.',
    }),
  );
  return true;
}

const isAboutRecord = ({ code }: Refusal): boolean =>
  code.startsWith('records/') || code === 'access/denied' || code === 'request/invalid';

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
