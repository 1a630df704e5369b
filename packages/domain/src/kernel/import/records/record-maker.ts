import { type Edit, isCreate } from '../../acts/act.ts';
import { type Catalogue, entityOf } from '../../catalogue/catalogue.ts';
import type { RecipeTarget } from '../../catalogue/import-recipe.ts';
import { outsidePipeline } from '../../catalogue/stages/pipelines-of.ts';
import { checkRecord } from '../../catalogue/record-rules.ts';
import type { Entity } from '../../entities/entity.ts';
import type { JsonValue } from '../../json.ts';
import type { ImportStore, StoredDraft } from './import-store.ts';
import type { KnownRecord, KnownRecords } from '../matching/known-records.ts';
import type { Matching } from '../matching/matching.ts';
import { DraftMatcher } from './draft-matcher.ts';
import { MadeCounts, type MadeFigures } from './made-counts.ts';
import { type Linked, NameLinks } from './name-links.ts';
import { type RecordDraft, type RowRefusal, draftTextIn } from './record-draft.ts';
import { asStoredRecord, editFor, type WholeRecord, wholeRecord } from './whole-record.ts';
import {
  breaksRule,
  contradictsRow,
  danglingLink,
  keysDisagree,
  noKey,
  sameName,
  type WhyRefused,
} from './why-refused.ts';

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

/** A draft with its links, ready to be applied to a record. */
type LinkedDraft = {
  readonly stored: StoredDraft;
  readonly entity: Entity;
  readonly given: Readonly<Record<string, JsonValue>>;
  readonly linked: ReadonlyMap<string, Linked>;
};

/**
 * Makes records of drafts, one after the other: links their names, fills in, checks, and stores the edit. Marks each draft as
 * made or dropped.
 */
export class RecordMaker {
  readonly #input: MakerInput;
  readonly #matcher: DraftMatcher;
  readonly #links: NameLinks;
  readonly #counts = new MadeCounts();
  /** The number of drafts so far. */
  #step = 0;

  constructor(input: MakerInput) {
    const { catalogue, known, store, nameField, doneSteps } = input;
    this.#input = input;
    const matchingOf = (draft: RecordDraft) => input.matchingOf(input.targetOf(draft));
    this.#matcher = new DraftMatcher({ catalogue, known, store, matchingOf, doneSteps });
    this.#links = new NameLinks({ catalogue, known, store, nameField, matcher: this.#matcher });
  }

  /** Makes the record of the next draft, or refuses the draft. */
  make(stored: StoredDraft): void {
    const { catalogue, doneSteps, store } = this.#input;
    const { place, draft } = stored;
    const entity = entityOf(catalogue, draft.entity);
    this.#step += 1;
    const match = this.#matcher.matchOf(draft);
    if (match === 'disagree') return this.drop(stored, keysDisagree(draft, entity));
    const { known: before, sameNamed } = match;
    if (this.#step <= doneSteps && (before !== null || sameNamed.length === 0)) {
      // Done before: a person may have changed or deleted the record since, and that change is kept.
      const { id, ownerId, teamId } = before ?? { id: draft.id, ownerId: null, teamId: null };
      store.mark({ place, state: before ? 'made' : 'dropped', id, ownerId, teamId });
      return;
    }
    const isUnnamed = draftTextIn(draft.fields, entity.title).trim() === '';
    if (before === null && isUnnamed && draft.keyColumn !== null && draft.key === '')
      return this.drop(stored, noKey(draft.keyColumn, entity));
    this.#makeAnew(stored, before, sameNamed);
  }

  #makeAnew(stored: StoredDraft, before: KnownRecord | null, sameNamed: readonly KnownRecord[]): void {
    const { catalogue, store } = this.#input;
    const { place, draft } = stored;
    const entity = entityOf(catalogue, draft.entity);
    const given: Record<string, JsonValue> = { ...draft.fields };
    const linked = new Map<string, Linked>();
    for (const named of draft.links) {
      const answer = this.#links.link(named, entity);
      if (answer.why) return this.drop(stored, answer.why);
      given[named.field] = answer.linked.value;
      linked.set(named.field, answer.linked);
    }
    const ready: LinkedDraft = { stored, entity, given, linked };
    const whole = this.#wholeOf(ready, before);
    const wrong = checkRecord(catalogue, entity, asStoredRecord(draft, whole));
    if (wrong) return this.drop(stored, breaksRule(draft, wrong));
    const isPlaced = [entity.stages, entity.pipelines].some((name) => name !== undefined && name in given);
    const outside = isPlaced ? outsidePipeline(entity, whole.fields) : undefined;
    if (outside !== undefined) return this.drop(stored, breaksRule(draft, { message: outside }));
    const same = sameNamed.find(
      (record) =>
        editFor(draft, entity, { before: record, whole: this.#wholeOf(ready, record) }) === null &&
        store.take('same', record.id), // two rows with the same name and content mean two records
    );
    if (same) {
      store.mark({ place, state: 'made', id: same.id, ownerId: same.ownerId, teamId: same.teamId });
      this.#counts.add('unchanged', draft.entity, 1);
      return;
    }
    if (sameNamed.length > 0) return this.drop(stored, sameName(draft, entity, sameNamed.length));
    if (before !== null && !store.take('known', before.id)) return this.drop(stored, contradictsRow(draft, entity));
    this.#store(ready, before, whole);
  }

  #wholeOf({ stored: { draft }, given, linked }: LinkedDraft, before: KnownRecord | null): WholeRecord {
    const { targetOf, owners } = this.#input;
    return wholeRecord(draft, { target: targetOf(draft), given, linked, before, owners });
  }

  /** Stores the edit that makes or changes the record, unless the person may not make it. */
  #store({ stored, entity, linked }: LinkedDraft, before: KnownRecord | null, whole: WholeRecord): void {
    const { store, denied: deniedBy, refersForward } = this.#input;
    const { place, draft } = stored;
    const edit = editFor(draft, entity, { before, whole });
    const denied = edit && deniedBy?.(edit, before);
    if (denied) return this.drop(stored, { column: null, cell: '', reason: 'breaks-rule', ...denied });
    store.mark({ place, state: 'made', id: whole.id, ownerId: whole.ownerId, teamId: whole.teamId });
    if (edit === null) {
      this.#counts.add('unchanged', draft.entity, 1);
      return;
    }
    this.#counts.add(before ? 'change' : 'create', draft.entity, 1);
    store.putEdit(place, { step: this.#step, edit, source: draft.source });
    if (refersForward) for (const { place: to } of linked.values()) if (to !== null) store.link(place, to);
  }

  /** Refuses a draft, also one whose record was made. */
  drop({ place, draft }: StoredDraft, why: WhyRefused): void {
    const { store } = this.#input;
    const taken = store.takeEdit(place);
    if (taken) this.#counts.add(isCreate(taken.edit) ? 'create' : 'change', draft.entity, -1);
    store.mark({ place, state: 'dropped', id: draft.id, ownerId: null, teamId: null });
    store.refuse({ ...draft.source, entity: draft.entity, ...why });
  }

  /**
   * Drops records whose link points to a record that was refused later (where two entities refer to each other). Call it after
   * the last draft.
   */
  dropDangling(): void {
    const { store, refersForward } = this.#input;
    if (!refersForward) return;
    for (let places = store.dangling(); places.length > 0; places = store.dangling()) {
      for (const place of places) {
        const draft = store.draftAt(place);
        if (draft === undefined) throw new Error('A link of the import comes from no draft');
        this.drop({ place, draft }, danglingLink);
      }
    }
  }

  /** Returns the figures of the records made so far. */
  counted(): MadeFigures & { readonly stepCount: number } {
    return { ...this.#counts.figures(), stepCount: this.#step };
  }
}
