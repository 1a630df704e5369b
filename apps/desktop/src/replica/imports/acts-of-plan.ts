import { type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import type { ImportStore, StoredEdit } from '@outpost/domain/kernel/import/records/import-store';
import type { PlannedEdit } from '@outpost/domain/kernel/import/records/record-draft';
import type { Wish } from '../acts/make-act.ts';

/** The edits of one act of an import, of one kind and in the plan's order, before the act is made. */
type ImportAct = { readonly edits: readonly PlannedEdit[]; readonly label: string };

/**
 * The number of records in one act. Measured with 8,800 deals: an act of 100 takes 17 ms, too short to delay a screen noticeably;
 * one of 250 takes 60, and the import as a whole is no faster.
 */
export const mostEditsPerAct = 100;

/** The number of edits read from the store at once, enough for a few acts. */
const editsAtOnce = 500;

/**
 * Reads a plan's edits after a step and divides them into acts, one by one. Each act contains only creations or only changes of
 * one kind of record, in order, so that referenced records come first.
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

/** Makes an act of edits of one kind. */
export function importAct(edits: readonly PlannedEdit[], catalogue: Catalogue): ImportAct {
  const [first] = edits;
  if (!first) throw new Error('An import makes no empty act');
  const { label } = entityOf(catalogue, first.edit.entity);
  const many = countWithNoun(edits.length, label.one.toLowerCase(), label.many.toLowerCase());
  return { edits, label: isCreate(first.edit) ? `Imported ${many}` : `Updated ${many} from a file` };
}

/**
 * Returns the act as a request to the replica: decided record by record (S-2), and part of the import's group. Breaches of
 * rules over other records are left to the server (T-9).
 */
export function importWishOf({ edits, label }: ImportAct, group: string): Wish {
  return { label, shape: 'each', group, anyway: true, edits: edits.map(({ edit }) => wishedEdit(edit)) };
}

function wishedEdit(edit: Edit): Wish['edits'][number] {
  if (isCreate(edit)) return { entity: edit.entity, id: edit.id, create: edit.create };
  // Only the wanted values. Each edit starts from the value that the device shows when the act is made.
  return {
    entity: edit.entity,
    id: edit.id,
    fields: Object.fromEntries(Object.entries(edit.fields).map(([name, [, to]]) => [name, to])),
  };
}
