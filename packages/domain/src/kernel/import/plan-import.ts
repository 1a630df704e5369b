import type { Edit } from '../act.ts';
import { type Catalogue, entityOf } from '../catalogue.ts';
import type { Entity } from '../entity.ts';
import { isEmptyValue } from '../field-types.ts';
import { refValue } from '../fields.ts';
import { foldText } from '../fold-text.ts';
import type { JsonValue } from '../json.ts';
import { checkRecord } from '../record-rules.ts';
import type { StoredRecord } from '../record.ts';
import type { ReadingContext } from './column-format.ts';
import { countOf } from './count-words.ts';
import type { DraftFile } from './draft-import.ts';
import type { ImportRecipe } from './import-recipe.ts';
import type { KnownRecords } from './known-records.ts';
import { orderDrafts, orderEntities } from './order-records.ts';
import {
  type DraftsByKey,
  type NamedLink,
  type RecordDraft,
  type RowRefusal,
  type RowSource,
  rowReader,
  sameJson,
} from './read-records.ts';
import { finish } from './steps.ts';

/** One edit of the import and the row that it comes from. Creations come before what refers to them. */
export type PlannedEdit = { readonly edit: Edit; readonly source: RowSource };

/** Something that is allowed and that a person should know. `rowCount` rows of `column` have it. */
export type ImportWarning = {
  readonly code: 'blank-link' | 'blank-cells' | 'extra-cells' | 'no-key-column' | 'not-taken';
  readonly file: string;
  readonly column: string | null;
  readonly rowCount: number;
  readonly message: string;
};

/** What an import would do: the dry run shows it, running it makes `edits` into acts of one group. */
export type ImportPlan = {
  readonly edits: readonly PlannedEdit[];
  /** By entity: records to make, to change, and those that are already as the files say. */
  readonly createCounts: ReadonlyMap<string, number>;
  readonly changeCounts: ReadonlyMap<string, number>;
  readonly unchangedCounts: ReadonlyMap<string, number>;
  readonly rowCount: number;
  /** In the order of the files' rows; a row with several wrong cells stands here several times. */
  readonly refusals: readonly RowRefusal[];
  readonly refusedRowCount: number;
  readonly warnings: readonly ImportWarning[];
};

/** How far the planning is, in rows and records. */
export type PlanProgress = { readonly done: number; readonly total: number };

export type PlanInput = {
  readonly files: readonly DraftFile[];
  readonly recipe: ImportRecipe;
  readonly catalogue: Catalogue;
  readonly known: KnownRecords;
  readonly newId: () => string;
  /** `ownerId` and `teamId` are those of new records that the files give to nobody: the importer's. */
  readonly context: ReadingContext & { readonly ownerId: string | null; readonly teamId: string | null };
};

/** Rows or records between two chances to show progress and to cancel. */
const perStep = 500;

/** Plans a whole import at once; `planImportInSteps` is the same for callers that show progress. */
export function planImport(input: PlanInput): ImportPlan {
  return finish(planImportInSteps(input));
}

/**
 * Works out what importing the drafts would do, step by step: yields its progress, returns the plan; to cancel, stop asking.
 * Records are matched with known ones by their target's key: so repeating an import changes what has changed and makes no
 * duplicates. A blank cell leaves alone what is there. Names are linked across files and with known records; a name that
 * nobody has refuses its row, a blank one stays blank. Each record is checked by its entity's rules.
 */
export function* planImportInSteps(input: PlanInput): Generator<PlanProgress, ImportPlan, void> {
  const { files, catalogue, recipe, known, context } = input;
  const refusals: RowRefusal[] = files.flatMap(({ table }) =>
    table.refusedRows.map(({ row, line, message, right, text }) => ({
      file: table.fileName,
      row,
      line,
      entity: null,
      column: null,
      cell: text,
      reason: 'broken-quotes' as const,
      message,
      right,
    })),
  );
  const refuse = (refusal: RowRefusal): void => void refusals.push(refusal);
  const drafts = new Map<string, DraftsByKey>();
  const readings = files.flatMap((file) => (file.takenFor?.targets ?? []).map((target) => ({ file, target })));
  const total = readings.reduce((sum, { file }) => sum + 2 * file.table.rows.length, 0);
  let done = 0;
  for (const { file, target } of readings) {
    const own: DraftsByKey = drafts.get(target.entity) ?? new Map<string, RecordDraft>();
    drafts.set(target.entity, own);
    const label = entityOf(catalogue, target.entity).label.one.toLowerCase();
    const read = rowReader({ file, target, known, drafts: own, refuse, newId: input.newId, context, label });
    for (let index = 0; index < file.table.rows.length; index += 1) {
      read(index);
      done += 1;
      if (done % perStep === 0) yield { done, total };
    }
  }
  const maker = recordMaker({ input, drafts, refuse });
  for (const entity of orderEntities(drafts)) {
    const { ordered, inCircles } = orderDrafts(drafts.get(entity) ?? new Map<string, RecordDraft>());
    for (const draft of inCircles) {
      maker.drop(draft, {
        column: null,
        cell: '',
        reason: 'circle',
        message: 'The record would stand below itself',
        right: 'Take out one of the references that close the circle.',
      });
    }
    for (const draft of ordered) {
      maker.make(draft);
      done += 1;
      if (done % perStep === 0) yield { done: Math.min(done, total), total };
    }
  }
  maker.dropDangling();
  const unreported = files.reduce((sum, { table }) => sum + table.refusedCount - table.refusedRows.length, 0);
  const order = new Map(files.map(({ table }, index) => [table.fileName, index]));
  refusals.sort((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.row - b.row);
  return {
    ...maker.counted(),
    rowCount: files.reduce((sum, { table }) => sum + table.rows.length + table.refusedCount, 0),
    refusals,
    refusedRowCount: new Set(refusals.map(({ file, row }) => `${file}:${row}`)).size + unreported,
    warnings: files.flatMap((file) => warningsOf(file, recipe)),
  };
}

/** A record that is going to be: its place in the plan, or the known one as it is. */
type Made = {
  readonly draft: RecordDraft;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly linkedIds: readonly string[];
  readonly edit: Edit | null;
};

type MakerInput = {
  readonly input: PlanInput;
  readonly drafts: ReadonlyMap<string, DraftsByKey>;
  readonly refuse: (refusal: RowRefusal) => void;
};

function recordMaker({ input, drafts, refuse }: MakerInput) {
  const { catalogue, known, context } = input;
  const made = new Map<string, Made>();
  const dropped = new Set<string>();

  const drop = (
    draft: RecordDraft,
    why: Pick<RowRefusal, 'column' | 'cell' | 'reason' | 'message' | 'right'>,
  ): void => {
    dropped.add(draft.id);
    made.delete(draft.id);
    refuse({ ...draft.source, entity: draft.entity, ...why });
  };

  /** The record that a name means, among those of the files and the known ones. */
  const find = (
    entity: string,
    name: string,
  ): { readonly id: string; readonly ownerId: string | null; readonly teamId: string | null } | 'several' | null => {
    const folded = foldText(name);
    const draft = drafts.get(entity)?.get(folded);
    const there = known.get(entity)?.get(folded);
    if (draft !== undefined && (there !== undefined || !dropped.has(draft.id)))
      return made.get(draft.id) === undefined
        ? (draft.known ?? { id: draft.id, ownerId: null, teamId: null })
        : { id: draft.id, ...ownersOf(made.get(draft.id)) };
    return there === null ? 'several' : (there ?? null);
  };
  const ownersOf = (record: Made | undefined) => ({ ownerId: record?.ownerId ?? null, teamId: record?.teamId ?? null });

  const link = (draft: RecordDraft, { field, name, targets, column }: NamedLink, entity: Entity) => {
    for (const target of targets) {
      const found = find(target, name);
      const label = entityOf(catalogue, target).label;
      if (found === 'several') {
        drop(draft, {
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
      return { found, value: declared?.type === 'ref' ? refValue(declared, target, found.id) : found.id };
    }
    const label = targets.map((target) => entityOf(catalogue, target).label.one.toLowerCase()).join(' or ');
    const isRefused = targets.some((target) => drafts.get(target)?.has(foldText(name)));
    drop(draft, {
      column,
      cell: name,
      reason: isRefused ? 'link-refused' : 'unknown-name',
      message: isRefused ? `The row of ${label} “${name}” is refused itself` : `There is no ${label} called “${name}”`,
      right: isRefused ? 'Mend that row first.' : `The name of one that is there, or an empty cell.`,
    });
    return null;
  };

  const make = (draft: RecordDraft): void => {
    const entity = entityOf(catalogue, draft.entity);
    const given: Record<string, JsonValue> = { ...draft.fields };
    const linked = new Map<
      string,
      { readonly id: string; readonly ownerId: string | null; readonly teamId: string | null }
    >();
    for (const named of draft.links) {
      const answer = link(draft, named, entity);
      if (answer === null) return;
      given[named.field] = answer.value;
      linked.set(named.field, answer.found);
    }
    for (const { field, from } of draft.target.through ?? []) {
      const value = linked.get(from)?.[field];
      if (typeof value === 'string' && given[field] === undefined) given[field] = value;
    }
    const { ownerId, teamId, ...fields } = given;
    const before = draft.known;
    const envelope = {
      ownerId: typeof ownerId === 'string' ? ownerId : before ? before.ownerId : context.ownerId,
      teamId: typeof teamId === 'string' ? teamId : before ? before.teamId : context.teamId,
    };
    const base = { ...(before ? {} : draft.target.defaults), ...before?.fields, ...fields };
    const linkNames = Object.fromEntries(draft.links.map(({ field, name }) => [field, name]));
    const filled = Object.entries(draft.target.complete?.({ fields: base, ...envelope, linkNames }) ?? {}).filter(
      ([name, value]) => isEmptyValue(base[name]) && !isEmptyValue(value),
    );
    const whole: Record<string, JsonValue> = { ...base, ...Object.fromEntries(filled) };
    const wrong = checkRecord(entity, asRecord(draft, { fields: whole, ...envelope }));
    if (wrong) {
      drop(draft, {
        column: null,
        cell: String(draft.fields[draft.target.key] ?? ''),
        reason: 'breaks-rule',
        message: wrong.message,
        right: 'Mend the row so that it keeps this rule.',
      });
      return;
    }
    made.set(draft.id, {
      draft,
      ...envelope,
      linkedIds: [...linked.values()].map(({ id }) => id),
      edit: editFor(draft, entity, { fields: whole, ...envelope }),
    });
  };

  /** A record whose link points at one that was refused later on (two entities that refer to each other) goes with it. */
  const dropDangling = (): void => {
    const knownIds = new Set(
      [...known.values()].flatMap((records) => [...records.values()].flatMap((record) => record?.id ?? [])),
    );
    for (let isStable = false; !isStable;) {
      isStable = true;
      for (const { draft, linkedIds } of [...made.values()]) {
        if (!linkedIds.some((id) => dropped.has(id) && !knownIds.has(id))) continue;
        isStable = false;
        drop(draft, {
          column: null,
          cell: '',
          reason: 'link-refused',
          message: 'A record that this row refers to is refused itself',
          right: 'Mend that row first.',
        });
      }
    }
  };

  const counted = () => {
    const counts = {
      createCounts: new Map<string, number>(),
      changeCounts: new Map<string, number>(),
      unchangedCounts: new Map<string, number>(),
    };
    const edits: PlannedEdit[] = [];
    for (const { draft, edit } of made.values()) {
      const count = edit === null ? counts.unchangedCounts : draft.known ? counts.changeCounts : counts.createCounts;
      count.set(draft.entity, (count.get(draft.entity) ?? 0) + 1);
      if (edit !== null) edits.push({ edit, source: draft.source });
    }
    return { edits, ...counts };
  };
  return { make, drop, dropDangling, counted };
}

type Whole = {
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly ownerId: string | null;
  readonly teamId: string | null;
};

/** The edit that brings a record to what the files say, or null where it is so already. */
function editFor(draft: RecordDraft, entity: Entity, whole: Whole): Edit | null {
  const { known } = draft;
  if (known === null) {
    return {
      id: draft.id,
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
    id: draft.id,
    entity: draft.entity,
    seen: known.version,
    fields: Object.fromEntries(changed.map(([name, value]) => [name, [before[name] ?? null, value]])),
  };
}

/** The record as the entity's rules want to see it; who made it and when is no matter to them. */
function asRecord(draft: RecordDraft, whole: Whole): StoredRecord {
  const never = '1970-01-01T00:00:00.000Z';
  const made = { createdAt: never, createdBy: '', updatedAt: never, updatedBy: '' };
  return {
    id: draft.id,
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

function warningsOf({ table, takenFor, columns }: DraftFile, recipe: ImportRecipe): readonly ImportWarning[] {
  const file = table.fileName;
  if (takenFor === null) {
    const labels = recipe.files.map(({ label }) => label.toLowerCase()).join(', ');
    return [
      {
        code: 'not-taken',
        file,
        column: null,
        rowCount: table.rows.length,
        message: `${file} is none of: ${labels}. Nothing of it is imported.`,
      },
    ];
  }
  const blank = columns.flatMap(({ name, slot, blankCount }): ImportWarning[] => {
    if (slot === null || blankCount === 0) return [];
    const isLink = slot.type === 'ref';
    const message = isLink
      ? `${countOf(blankCount, 'row')} without ${slot.label.toLowerCase()}: allowed, it stays empty`
      : `${countOf(blankCount, 'row')} with ${name} empty: it stays empty`;
    return [{ code: isLink ? 'blank-link' : 'blank-cells', file, column: name, rowCount: blankCount, message }];
  });
  const [main] = takenFor.targets;
  const hasKey = columns.some(({ slot }) =>
    slot?.to.some(({ entity, name }) => entity === main.entity && name === main.key),
  );
  const noKey: ImportWarning[] = hasKey
    ? []
    : [
        {
          code: 'no-key-column',
          file,
          column: null,
          rowCount: table.rows.length,
          message: `No column tells the records of ${file} apart: importing it again would make them twice.`,
        },
      ];
  const extra: ImportWarning[] =
    table.extraCellsCount === 0
      ? []
      : [
          {
            code: 'extra-cells',
            file,
            column: null,
            rowCount: table.extraCellsCount,
            message: `${countOf(table.extraCellsCount, 'row')} with more cells than the header: those are left out`,
          },
        ];
  return [...noKey, ...extra, ...blank];
}
