import { type Edit, isCreate } from '../../acts/act.ts';
import { type Catalogue, entityOf } from '../../catalogue/catalogue.ts';
import type { Entity } from '../../entities/entity.ts';
import { isEmptyValue } from '../../entities/field-types.ts';
import { refValue } from '../../entities/fields.ts';
import { type JsonValue, sameJson } from '../../json.ts';
import { checkRecord } from '../../catalogue/record-rules.ts';
import type { StoredRecord } from '../../entities/record.ts';
import type { RecipeTarget } from '../../catalogue/import-recipe.ts';
import type { ImportStore, StoredDraft } from '../import-store.ts';
import { type KnownRecord, type KnownRecords, keyText } from '../matching/known-records.ts';
import { matchRow } from '../matching/match-row.ts';
import type { Matching } from '../matching/matching.ts';
import { withoutStop } from '../cells/refuse-cell.ts';
import { type NamedLink, type RecordDraft, type RowRefusal, textIn } from './record-draft.ts';

/** The input of making records. `owners` are given to new records that the files assign to nobody. */
export type MakerInput = {
  readonly catalogue: Catalogue;
  readonly known: KnownRecords;
  readonly store: ImportStore;
  readonly targetOf: (draft: RecordDraft) => RecipeTarget;
  readonly matchingOf: (target: RecipeTarget) => Matching;
  /** Returns the field by which a name refers to a record of an entity. */
  readonly nameField: (entity: string) => string;
  readonly owners: { readonly ownerId: string | null; readonly teamId: string | null };
  /** Returns why the person may not make this edit of a record, or `undefined`. */
  readonly denied?: (edit: Edit, known: KnownRecord | null) => Denied | undefined;
  /** Whether references may point to records that are made later. */
  readonly refersForward: boolean;
  /** The steps that an earlier part of this import has done. Their records are taken in their present state. */
  readonly doneSteps: number;
};

/** Why a person may not make an edit, with a hint. */
export type Denied = Pick<RowRefusal, 'message' | 'right'>;

type Found = { readonly id: string; readonly ownerId: string | null; readonly teamId: string | null };
type Linked = { readonly found: Found; readonly value: JsonValue; readonly place: number | null };
type Counts = Record<'create' | 'change' | 'unchanged', Map<string, number>>;

/**
 * Makes records of drafts, one after the other: links their names, fills in, checks, and stores the edit. Marks each draft as
 * made or dropped. `drop` refuses one; call `dropDangling` after the last one.
 */
export function recordMaker(input: MakerInput) {
  const { catalogue, known, store, owners } = input;
  const counts: Counts = { create: new Map(), change: new Map(), unchanged: new Map() };
  let step = 0;
  let editCount = 0;
  const count = (kind: keyof Counts, entity: string, by: number): void => {
    counts[kind].set(entity, (counts[kind].get(entity) ?? 0) + by);
    if (counts[kind].get(entity) === 0) counts[kind].delete(entity);
    if (kind !== 'unchanged') editCount += by;
  };

  const drop = (
    { place, draft }: StoredDraft,
    why: Pick<RowRefusal, 'column' | 'cell' | 'reason' | 'message' | 'right'>,
  ): void => {
    const taken = store.takeEdit(place);
    if (taken) count(isCreate(taken.edit) ? 'create' : 'change', draft.entity, -1);
    store.mark({ place, state: 'dropped', id: draft.id, ownerId: null, teamId: null });
    store.refuse({ ...draft.source, entity: draft.entity, ...why });
  };

  /** Finds the record of a name, among those of the files and the existing ones. */
  const find = (entity: string, name: string): (Found & { readonly place: number | null }) | 'several' | null => {
    const mark = store.markByName(entity, keyText(name));
    if (mark === null) return 'several';
    const there = known.find(entity, { field: input.nameField(entity), text: name });
    const [first] = there;
    if (mark?.state === 'made') return there.some(({ id }) => id !== mark.id) ? 'several' : mark;
    if (there.length > 1) return 'several';
    if (first !== undefined) {
      // A waiting row may turn out to be another record of this name.
      return mark?.state === 'waiting' && !isAbout(mark, first) ? 'several' : { ...first, place: null };
    }
    return mark?.state === 'waiting' ? { id: mark.id, ownerId: null, teamId: null, place: mark.place } : null;
  };
  const isAbout = ({ place }: { readonly place: number }, record: KnownRecord): boolean => {
    const draft = store.draftAt(place);
    const match = draft && matchOf(draft);
    if (match === undefined || match === 'disagree') return false;
    return match.known?.id === record.id || match.sameNamed.some(({ id }) => id === record.id);
  };

  const link = (stored: StoredDraft, { field, name, targets, column }: NamedLink, entity: Entity): Linked | null => {
    for (const target of targets) {
      const found = find(target, name);
      const label = entityOf(catalogue, target).label;
      if (found === 'several') {
        drop(stored, {
          column,
          cell: name,
          reason: 'name-not-unique',
          message: `Several ${label.many.toLowerCase()} are called “${name}”`,
          right: 'Give them different names first, or merge them.',
        });
        return null;
      }
      if (found === null) continue;
      const declared = entity.fields[field];
      const value = declared?.type === 'ref' ? refValue(declared, target, found.id) : found.id;
      return { found, value, place: found.place };
    }
    const label = targets.map((target) => entityOf(catalogue, target).label.one.toLowerCase()).join(' or ');
    const isRefused = targets.some(
      (target) => store.markByName(target, keyText(name)) !== undefined || store.hasRefusedName(target, keyText(name)),
    );
    drop(stored, {
      column,
      cell: name,
      reason: isRefused ? 'link-refused' : 'unknown-name',
      message: isRefused ? `The row of ${label} “${name}” is refused itself` : `There is no ${label} called “${name}”`,
      right: isRefused ? 'Mend that row first.' : `The name of one that is there, or an empty cell.`,
    });
    return null;
  };

  /** Returns the records that a draft may mean. A record that an earlier part of this import made is known by its id. */
  const matchOf = (draft: RecordDraft) => {
    const entity = entityOf(catalogue, draft.entity);
    const own = input.doneSteps > 0 ? known.byId(draft.entity, draft.id) : undefined;
    if (own !== undefined) return { known: own, sameNamed: [] };
    const match = matchRow(draft, { entity, matching: input.matchingOf(input.targetOf(draft)), known });
    if (match === 'disagree' || input.doneSteps === 0) return match;
    // Other rows of the same import have made records of this name meanwhile; this row does not mean them.
    return { known: match.known, sameNamed: match.sameNamed.filter(({ id }) => !store.isOwnId(id)) };
  };

  const make = (stored: StoredDraft): void => {
    const { place, draft } = stored;
    const { label, title } = entityOf(catalogue, draft.entity);
    step += 1;
    const match = matchOf(draft);
    if (match === 'disagree') {
      drop(stored, {
        column: null,
        cell: draft.key,
        reason: 'keys-disagree',
        message: `The row’s keys belong to two different ${label.many.toLowerCase()}`,
        right: 'Mend the key that is wrong, or match by fewer of them.',
      });
      return;
    }
    const { known: before, sameNamed } = match;
    if (step <= input.doneSteps && (before !== null || sameNamed.length === 0)) {
      // Done before: a person may have changed or deleted the record since, and that change is kept.
      const { id, ownerId, teamId } = before ?? { id: draft.id, ownerId: null, teamId: null };
      store.mark({ place, state: before ? 'made' : 'dropped', id, ownerId, teamId });
      return;
    }
    if (before === null && textIn(draft.fields, title).trim() === '' && draft.keyColumn !== null && draft.key === '') {
      drop(stored, {
        column: draft.keyColumn,
        cell: '',
        reason: 'no-key',
        message: `${draft.keyColumn} is empty`,
        right: `Each ${label.one.toLowerCase()} needs one, to be known by.`,
      });
      return;
    }
    makeAnew(stored, before, sameNamed);
  };

  /** Applies a row to the existing record, or to none. */
  const build = (draft: RecordDraft, { given, linked, before }: Building): Whole => {
    const target = input.targetOf(draft);
    const said: Record<string, JsonValue> = { ...given };
    for (const { field, from } of target.through ?? []) {
      // The file does not contain this value; it is derived. So a value that a person has set since takes precedence.
      const isOpen = said[field] === undefined && (before === null || before[field] === null);
      const value = linked.get(from)?.found[field];
      if (isOpen && typeof value === 'string') said[field] = value;
    }
    const { ownerId, teamId, ...fields } = said;
    const envelope = {
      ownerId: typeof ownerId === 'string' ? ownerId : before ? before.ownerId : owners.ownerId,
      teamId: typeof teamId === 'string' ? teamId : before ? before.teamId : owners.teamId,
    };
    const base = { ...(before ? {} : target.defaults), ...before?.fields, ...fields };
    const linkNames = Object.fromEntries(draft.links.map(({ field, name }) => [field, name]));
    const filled = Object.entries(target.complete?.({ fields: base, ...envelope, linkNames } as never) ?? {}).filter(
      ([name, value]) => isEmptyValue(base[name]) && !isEmptyValue(value),
    );
    return { id: before?.id ?? draft.id, fields: { ...base, ...Object.fromEntries(filled) }, ...envelope };
  };

  const makeAnew = (stored: StoredDraft, before: KnownRecord | null, sameNamed: readonly KnownRecord[]): void => {
    const { place, draft } = stored;
    const entity = entityOf(catalogue, draft.entity);
    const given: Record<string, JsonValue> = { ...draft.fields };
    const linked = new Map<string, Linked>();
    for (const named of draft.links) {
      const answer = link(stored, named, entity);
      if (answer === null) return;
      given[named.field] = answer.value;
      linked.set(named.field, answer);
    }
    const whole = build(draft, { given, linked, before });
    const wrong = checkRecord(catalogue, entity, asRecord(draft, whole));
    if (wrong) {
      drop(stored, {
        column: null,
        cell: draft.key,
        reason: 'breaks-rule',
        message: withoutStop(wrong.message),
        right: 'Mend the row so that it keeps this rule.',
      });
      return;
    }
    const same = sameNamed.find(
      (record) =>
        editFor(draft, entity, { before: record, whole: build(draft, { given, linked, before: record }) }) === null &&
        store.take('same', record.id), // two rows with the same name and content mean two records
    );
    if (same) {
      store.mark({ place, state: 'made', id: same.id, ownerId: same.ownerId, teamId: same.teamId });
      count('unchanged', draft.entity, 1);
      return;
    }
    if (sameNamed.length > 0) {
      drop(stored, refuseSameName(draft, entity, sameNamed.length));
      return;
    }
    if (before !== null && !store.take('known', before.id)) {
      drop(stored, {
        column: null,
        cell: textIn(draft.fields, entity.title),
        reason: 'contradicts-row',
        message: `Another row is about the same ${entity.label.one.toLowerCase()} already`,
        right: 'Keep one of the two rows.',
      });
      return;
    }
    const edit = editFor(draft, entity, { before, whole });
    const denied = edit && input.denied?.(edit, before);
    if (denied) {
      drop(stored, { column: null, cell: '', reason: 'breaks-rule', ...denied });
      return;
    }
    store.mark({ place, state: 'made', id: whole.id, ownerId: whole.ownerId, teamId: whole.teamId });
    if (edit === null) {
      count('unchanged', draft.entity, 1);
      return;
    }
    count(before ? 'change' : 'create', draft.entity, 1);
    store.putEdit(place, { step, edit, source: draft.source });
    if (input.refersForward) for (const { place: to } of linked.values()) if (to !== null) store.link(place, to);
  };

  /** Drops records whose link points to a record that was refused later (where two entities refer to each other). */
  const dropDangling = (): void => {
    if (!input.refersForward) return;
    for (let places = store.dangling(); places.length > 0; places = store.dangling()) {
      for (const place of places) {
        const draft = store.draftAt(place);
        if (draft === undefined) throw new Error('A link of the import comes from no draft');
        drop(
          { place, draft },
          {
            column: null,
            cell: '',
            reason: 'link-refused',
            message: 'A record that this row refers to is refused itself',
            right: 'Mend that row first.',
          },
        );
      }
    }
  };

  const counted = () => ({
    editCount,
    stepCount: step,
    createCounts: counts.create,
    changeCounts: counts.change,
    unchangedCounts: counts.unchanged,
  });
  return { make, drop, dropDangling, counted };
}

type Building = {
  readonly given: Readonly<Record<string, JsonValue>>;
  readonly linked: ReadonlyMap<string, Linked>;
  readonly before: KnownRecord | null;
};

/** Returns why a row is refused that shares only a name, or a key of several records, with existing records. */
function refuseSameName(
  draft: RecordDraft,
  { label, fields, title }: Entity,
  alike: number,
): Pick<RowRefusal, 'column' | 'cell' | 'reason' | 'message' | 'right'> {
  const name = textIn(draft.fields, title);
  const [one, many] = [label.one.toLowerCase(), label.many.toLowerCase()];
  const titleLabel = fields[title]?.label.toLowerCase() ?? title;
  const right = `Choose what ${many} are matched by: their ${titleLabel}, if those are the same, or nothing, if they are others. A key in the row, such as an e-mail address, tells as well.`;
  return alike === 1
    ? {
        column: null,
        cell: name,
        reason: 'same-name',
        message: `The ${one} “${name}” is there already with other values, and a name alone doesn’t tell whether it is the same`,
        right,
      }
    : {
        column: null,
        cell: name,
        reason: 'key-not-unique',
        message: `Several ${many} that are there could be “${name}”`,
        right,
      };
}

type Whole = {
  readonly id: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly ownerId: string | null;
  readonly teamId: string | null;
};

/** Returns the edit that brings a record to the files' values, or null where it already has them. */
function editFor(
  draft: RecordDraft,
  entity: Entity,
  { before: known, whole }: { readonly before: KnownRecord | null; readonly whole: Whole },
): Edit | null {
  if (known === null) {
    return {
      id: whole.id,
      entity: draft.entity,
      create: {
        fields: { ...whole.fields },
        ownerId: whole.ownerId,
        teamId: whole.teamId,
        sharedWith: [],
        schema: entity.schema,
      },
    };
  }
  const before: Readonly<Record<string, JsonValue>> = { ...known.fields, ownerId: known.ownerId, teamId: known.teamId };
  const after: Readonly<Record<string, JsonValue>> = { ...whole.fields, ownerId: whole.ownerId, teamId: whole.teamId };
  const changed = Object.entries(after).filter(([name, value]) => !sameJson(before[name] ?? null, value));
  if (changed.length === 0) return null;
  return {
    id: whole.id,
    entity: draft.entity,
    seen: known.version,
    fields: Object.fromEntries(changed.map(([name, value]) => [name, [before[name] ?? null, value]])),
  };
}

/** Returns the record in the form that the entity's rules check. Its author and times do not matter to them. */
function asRecord(draft: RecordDraft, whole: Whole): StoredRecord {
  const never = '1970-01-01T00:00:00.000Z';
  const made = { createdAt: never, createdBy: '', updatedAt: never, updatedBy: '' };
  return {
    entity: draft.entity,
    schema: 1,
    version: 0,
    life: 'alive',
    sharedWith: [],
    inherited: null,
    ...whole,
    ...made,
  };
}
