import type { Edit } from '../act.ts';
import { type Catalogue, entityOf } from '../catalogue.ts';
import type { Entity } from '../entity.ts';
import { isEmptyValue } from '../field-types.ts';
import { refValue } from '../fields.ts';
import { foldText } from '../fold-text.ts';
import { type JsonValue, sameJson } from '../json.ts';
import { checkRecord } from '../record-rules.ts';
import type { StoredRecord } from '../record.ts';
import type { KnownRecords } from './known-records.ts';
import { withoutStop } from './refuse-cell.ts';
import {
  type DraftsByKey,
  type NamedLink,
  type RecordDraft,
  type RowRefusal,
  type RowSource,
  textIn,
} from './read-records.ts';

/** One edit of the import and the row that it comes from. Creations come before what refers to them. */
export type PlannedEdit = { readonly edit: Edit; readonly source: RowSource };

/** What making records stands on. `owners` are those of new records that the files give to nobody. */
export type MakerInput = {
  readonly catalogue: Catalogue;
  readonly known: KnownRecords;
  readonly drafts: ReadonlyMap<string, DraftsByKey>;
  readonly refuse: (refusal: RowRefusal) => void;
  readonly owners: { readonly ownerId: string | null; readonly teamId: string | null };
};

/** A record that is going to be: its place in the plan, or the known one as it is. */
type Made = {
  readonly draft: RecordDraft;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly linkedIds: readonly string[];
  readonly edit: Edit | null;
};

/**
 * Makes records of drafts, one after the other: links their names, fills in, checks, and works out the edit. `drop` takes one
 * out again; `dropDangling` comes after the last one.
 */
export function recordMaker({ catalogue, known, drafts, refuse, owners }: MakerInput) {
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
    const before = draft.known;
    for (const { field, from } of draft.target.through ?? []) {
      // Not said by the file but concluded from it: so it gives way to what a person has set since.
      const isOpen = given[field] === undefined && (before === null || before[field] === null);
      const value = linked.get(from)?.[field];
      if (isOpen && typeof value === 'string') given[field] = value;
    }
    const { ownerId, teamId, ...fields } = given;
    const envelope = {
      ownerId: typeof ownerId === 'string' ? ownerId : before ? before.ownerId : owners.ownerId,
      teamId: typeof teamId === 'string' ? teamId : before ? before.teamId : owners.teamId,
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
        cell: textIn(draft.fields, draft.target.key),
        reason: 'breaks-rule',
        message: withoutStop(wrong.message),
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
      for (const { draft, linkedIds } of made.values()) {
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
