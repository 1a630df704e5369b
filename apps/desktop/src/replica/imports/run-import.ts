import { entityOf } from '@outpost/domain/kernel/catalogue';
import type { PlannedEdit } from '@outpost/domain/kernel/import/make-records';
import type { RowRefusal } from '@outpost/domain/kernel/import/read-records';
import { withoutStop } from '@outpost/domain/kernel/import/refuse-cell';
import { accept, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import type { PersonActs } from '../acts/person-acts.ts';
import { actsOfPlan, importAct, wishOf } from './acts-of-plan.ts';
import { letOthers, type Pace } from './in-slices.ts';
import type { OpenImport } from './open-import.ts';
import { type Parted, refusedRow, withoutEdits } from './permitted-edits.ts';

/** How a run went: how many records it made or changed, the edits without those refused on the way, and their rows. */
export type RunOutcome = Parted & { readonly done: number };
type Run = {
  readonly acts: PersonActs;
  readonly group: string;
  readonly pace: Pace;
  readonly isCancelled: () => boolean;
  readonly onDone: (done: number) => void;
};

/**
 * Performs an import's plan as acts of one group, one atomic write each, and lets others in between. A record that the device refuses
 * after all (it was made, changed or taken since the plan) is left out with what refers to it; the rest goes ahead. Stops where a
 * refusal is about the device and not about a record.
 */
export async function runImport(open: OpenImport, run: Run): Promise<Result<RunOutcome>> {
  let edits = open.plan.edits;
  let done = 0;
  const refusals: RowRefusal[] = [];
  const leftOut = new Set<string>();
  for (const act of actsOfPlan(edits, open.catalogue)) {
    if (run.isCancelled()) break;
    const wanted = act.edits.filter(({ edit }) => !leftOut.has(edit.id));
    const performed = await performParts(wanted, open, run);
    if (!performed.ok) return performed;
    if (performed.value.size > 0) {
      const parted = withoutEdits(edits, performed.value);
      const rest = new Set(parted.edits.map(({ edit }) => edit.id));
      for (const { edit } of edits) if (!rest.has(edit.id)) leftOut.add(edit.id);
      edits = parted.edits;
      refusals.push(...parted.refusals);
    }
    done += wanted.length - performed.value.size;
    run.onDone(done);
    await letOthers(run.pace);
  }
  return accept({ done, edits, refusals });
}

/** Performs edits as one act; where a record keeps that act from being made, its halves, down to the record. Answers those refused. */
async function performParts(
  edits: readonly PlannedEdit[],
  open: OpenImport,
  run: Run,
): Promise<Result<ReadonlyMap<string, RowRefusal>>> {
  const [first] = edits;
  if (!first) return accept(new Map());
  const made = await run.acts.perform(wishOf(importAct(edits, open.catalogue), run.group));
  if (made.ok) return accept(new Map());
  if (!isAboutRecord(made)) return made;
  if (edits.length === 1) return accept(new Map([[first.edit.id, changedRow(first, { refusal: made, open })]]));
  const middle = Math.ceil(edits.length / 2);
  const refused = new Map<string, RowRefusal>();
  for (const half of [edits.slice(0, middle), edits.slice(middle)]) {
    const answer = await performParts(half, open, run);
    if (!answer.ok) return answer;
    for (const [id, row] of answer.value) refused.set(id, row);
  }
  return accept(refused);
}

const isAboutRecord = ({ code }: Refusal): boolean =>
  code.startsWith('records/') || code === 'access/denied' || code === 'request/invalid';

function changedRow(
  planned: PlannedEdit,
  { refusal, open }: { readonly refusal: Refusal; readonly open: OpenImport },
): RowRefusal {
  const label = entityOf(open.catalogue, planned.edit.entity).label.one.toLowerCase();
  return refusedRow(planned, {
    reason: 'breaks-rule',
    message: withoutStop(refusal.message),
    right: `Open the import again: this ${label} has changed since it was planned.`,
  });
}
