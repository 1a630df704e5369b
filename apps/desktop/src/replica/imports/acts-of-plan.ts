import { type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { countOf } from '@outpost/domain/kernel/import/reports/count-words';
import type { ImportStore, StoredEdit } from '@outpost/domain/kernel/import/import-store';
import type { PlannedEdit } from '@outpost/domain/kernel/import/records/record-draft';
import type { Wish } from '../acts/make-act.ts';

/** One act of an import, before it is made: edits of one kind, in the plan's order. */
type ImportAct = { readonly edits: readonly PlannedEdit[]; readonly label: string };

/**
 * Records in one act. Measured with 8,800 deals: at 100 an act takes 17 ms, which no screen feels that waits behind it; at 250 it takes
 * 60, and the whole is no faster.
 */
export const mostEditsPerAct = 100;

/** Edits read from the store at once: those of a few acts. */
const editsAtOnce = 500;

/**
 * Reads a plan's edits behind a step and cuts them into acts, one by one: creations and changes of one kind of record each, in order, so
 * that what others refer to comes first.
 */
export function* actsOfPlan(
  store: Pick<ImportStore, 'editsAfter'>,
  afterStep: number,
): Generator<readonly StoredEdit[], void, void> {
  let run: StoredEdit[] = [];
  for (const planned of editsOf(store, afterStep)) {
    const [first] = run;
    const isOther =
      first !== undefined &&
      (first.edit.entity !== planned.edit.entity || isCreate(first.edit) !== isCreate(planned.edit));
    if (isOther || run.length === mostEditsPerAct) {
      yield run;
      run = [];
    }
    run.push(planned);
  }
  if (run.length > 0) yield run;
}

function* editsOf(store: Pick<ImportStore, 'editsAfter'>, afterStep: number): Generator<StoredEdit, void, void> {
  for (let after = afterStep; ;) {
    const page = store.editsAfter(after, editsAtOnce);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < editsAtOnce) return;
    after = last.step;
  }
}

/** An act of edits that are all of one kind. */
export function importAct(edits: readonly PlannedEdit[], catalogue: Catalogue): ImportAct {
  const [first] = edits;
  if (!first) throw new Error('An import makes no empty act');
  const { label } = entityOf(catalogue, first.edit.entity);
  const many = countOf(edits.length, label.one.toLowerCase(), label.many.toLowerCase());
  return { edits, label: isCreate(first.edit) ? `Imported ${many}` : `Updated ${many} from a file` };
}

/** The act as it is asked of the replica: decided record by record (S-2), and part of the import's group. */
export function wishOf({ edits, label }: ImportAct, group: string): Wish {
  return { label, shape: 'each', group, edits: edits.map(({ edit }) => wishedEdit(edit)) };
}

function wishedEdit(edit: Edit): Wish['edits'][number] {
  if (isCreate(edit)) return { entity: edit.entity, id: edit.id, create: edit.create };
  // Only the wanted values: what each starts from is what the device shows when the act is made.
  return {
    entity: edit.entity,
    id: edit.id,
    fields: Object.fromEntries(Object.entries(edit.fields).map(([name, [, to]]) => [name, to])),
  };
}
