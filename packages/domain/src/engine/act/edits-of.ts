import { type Act, type ChangeEdit, type Edit, isCreate } from '../../kernel/acts/act.ts';
import { type Catalogue, entityOf } from '../../kernel/catalogue/catalogue.ts';
import { refValue } from '../../kernel/entities/fields.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { mergedInto, type Life } from '../../kernel/entities/record.ts';
import { moveOf } from '../../kernel/catalogue/workflow.ts';
import { held, type JournalChange, type Look } from '../reads/look.ts';
import { parentOf, targetOf } from '../reads/references.ts';

/** An edit to decide: the author's own, or one that the server derives for an act. */
export type AskedEdit = Edit & {
  /** The edit follows from a merge of duplicates: it is applied whether or not its author sees the record (S-4f). */
  readonly expanded?: boolean;
  /**
   * The merge (with its survivor), or the undone merge, that this edit follows from. The edit is left out if that
   * merge or undo has no effect.
   */
  readonly ofMerge?: { readonly id: string; readonly survivor?: string };
  /** The undo of a creation: it loses if the record or its children changed since (S-4c). */
  readonly ofCreate?: JournalChange;
  /**
   * The record whose move made this one. If that move, or its undo, loses to a later change, this edit is left out
   * (T-14).
   */
  readonly follows?: string | undefined;
};

const isLife = (value: JsonValue | undefined): value is Life =>
  typeof value === 'string' && /^(alive|deleted|merged:.+)$/.test(value);
/** Returns the record into which a change merges its own record. */
export const mergeTarget = (edit: Edit): string | undefined => {
  const to = isCreate(edit) ? undefined : edit.fields['life']?.[1];
  return isLife(to) ? mergedInto(to) : undefined;
};

/**
 * Returns the edits that an act asks for. An undo's edits are computed here, from the journal's rows of the undone act,
 * not from the state that the undo's author saw. A merge of duplicates finds every reference to the merged record, also
 * those that its author does not see. An undo that restores the merge also finds the references made until then.
 */
export function editsOf(act: Act, look: Look, catalogue: Catalogue): readonly AskedEdit[] {
  const edits: readonly AskedEdit[] =
    act.undoes === undefined ? act.edits : turned(look.changesOf(act.undoes), { look, catalogue });
  const named = namedIn(edits);
  return [...edits, ...edits.flatMap((edit) => repointed(edit, { named, look, catalogue }))];
}

/** Returns whether an act itself changes a field of a record. */
export function namedIn(edits: readonly Edit[]): (id: string, field: string) => boolean {
  let changed: ReadonlyMap<string, ReadonlySet<string>> | undefined; // few acts have a merge that asks
  return (id, field) => (changed ??= fieldsChanged(edits)).get(id)?.has(field) === true;
}

function fieldsChanged(edits: readonly Edit[]): ReadonlyMap<string, ReadonlySet<string>> {
  const changed = new Map<string, Set<string>>();
  for (const edit of edits) {
    if (isCreate(edit)) continue;
    const fields = changed.get(edit.id) ?? new Set();
    for (const name of Object.keys(edit.fields)) fields.add(name);
    changed.set(edit.id, fields);
  }
  return changed;
}

/**
 * Returns the reverse of an act: new → old, and a deletion for each creation. Restored records come first, so that
 * other records may refer to them. Among these, parents come before their children.
 */
export function turned(
  changes: readonly JournalChange[],
  { look, catalogue }: { readonly look: Look; readonly catalogue: Catalogue },
): readonly AskedEdit[] {
  const wasTaken = ({ changed }: JournalChange): boolean =>
    changed['life'] !== undefined && changed['life'][1] !== 'alive';
  const taken = new Set(changes.filter((change) => wasTaken(change) && !change.expanded).map(({ record }) => record));
  /**
   * Returns how many of the record's ancestors the act deleted or merged away. Records that the act left alive come
   * last.
   */
  const depthOf = (id: string): number => {
    const record = held(look.record(id));
    const entity = record && catalogue.entities.get(record.entity);
    const parent = entity && parentOf(entity, record.fields);
    return parent && taken.has(parent.id) ? 1 + depthOf(parent.id) : 0;
  };
  /** Records that a merge took away follow it in the order in which it took them: each may refer to the one before. */
  const twins = changes.filter((change) => wasTaken(change) && change.expanded);
  const placeOfTwin = new Map(twins.map(({ record }, place) => [record, place]));
  const placeOf = ({ record }: JournalChange): number =>
    taken.has(record) ? depthOf(record) : changes.length + (placeOfTwin.get(record) ?? twins.length);
  const makerOf = movesIn(changes, { look, catalogue });
  const edits = changes
    .toReversed()
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map((change): AskedEdit => {
      const fields: ChangeEdit['fields'] =
        change.kind === 'created'
          ? { life: ['alive', 'deleted'] }
          : Object.fromEntries(
              Object.entries(change.changed).flatMap(([name, [from, to]]) =>
                // Whether a merge that is made again takes this record away is found out again.
                change.expanded && name === 'life' && from !== 'alive' ? [] : [[name, [to, from]]],
              ),
            );
      return {
        id: change.record,
        entity: change.entity,
        seen: 0,
        fields,
        ...(change.expanded ? { expanded: true, ...leftBehind(change, catalogue) } : {}),
        ...(change.kind === 'created' ? { ofCreate: change } : {}),
        follows: makerOf(change),
      };
    });
  // The records that a move made are decided after that move.
  return [
    ...edits.filter(({ follows }) => follows === undefined),
    ...edits.filter(({ follows }) => follows !== undefined),
  ];
}

/** Returns a function that finds the record whose move made the record of a change, or whose undone move deleted it. */
function movesIn(
  changes: readonly JournalChange[],
  { look, catalogue }: { readonly look: Look; readonly catalogue: Catalogue },
): (change: JournalChange) => string | undefined {
  const makers = changes.flatMap(({ record, entity, changed }) => {
    const workflow = catalogue.workflows.get(entity);
    const [from, to] = (workflow && changed[workflow.field]) ?? [null, null];
    const move = workflow && (moveOf(workflow, from, to) ?? moveOf(workflow, to, from));
    return move && move.creates.length > 0 ? [{ record, move }] : [];
  });
  return ({ record: id, entity, kind, changed }) => {
    if (makers.length === 0 || (kind !== 'created' && !('life' in changed))) return undefined;
    return makers.find(({ record, move }) => {
      const by = move.creates.find((child) => child.entity === entity)?.by;
      const field = by === undefined ? undefined : catalogue.entities.get(entity)?.fields[by];
      if (by === undefined || field?.type !== 'ref') return false;
      return targetOf(field, changed[by]?.[1] ?? held(look.record(id))?.fields[by])?.id === record;
    })?.record;
  };
}

/** Returns the merged record from which a merge moved a reference away. */
function leftBehind({ entity, changed }: JournalChange, catalogue: Catalogue): Pick<AskedEdit, 'ofMerge'> {
  for (const [name, [from]] of Object.entries(changed)) {
    const field = catalogue.entities.get(entity)?.fields[name];
    const target = field?.type === 'ref' ? targetOf(field, from) : undefined;
    if (target) return { ofMerge: { id: target.id } };
  }
  return {};
}

/**
 * S-4f: returns the edits that point the references to a merged record to its survivor, except those that the act itself
 * changes (`named`).
 */
export function repointed(
  merge: Edit,
  {
    named,
    look,
    catalogue,
  }: { readonly named: ReturnType<typeof namedIn>; readonly look: Look; readonly catalogue: Catalogue },
): readonly AskedEdit[] {
  const survivor = mergeTarget(merge);
  if (survivor === undefined) return [];
  return look.references(merge.id).flatMap(({ entity, id, field }) => {
    if (named(id, field) || id === merge.id) return [];
    const ref = entityOf(catalogue, entity).fields[field];
    if (ref?.type !== 'ref') return []; // a retired link of the tenant's own (K-3): its values stay as they are
    const to = id === survivor ? null : refValue(ref, merge.entity, survivor); // the survivor must not refer to itself
    return [
      {
        id,
        entity,
        seen: 0,
        expanded: true,
        ofMerge: { id: merge.id, survivor },
        fields: { [field]: [refValue(ref, merge.entity, merge.id), to] },
      } satisfies AskedEdit,
    ];
  });
}
