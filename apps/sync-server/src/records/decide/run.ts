import { inheritedFrom } from '@outpost/domain/kernel/access/access';
import { monthOf } from '@outpost/domain/kernel/access/record-age';
import type { Act } from '@outpost/domain/kernel/acts/act';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { sameJson } from '@outpost/domain/kernel/json';
import { companionKindsOf } from '@outpost/domain/kernel/catalogue/sealed-group';
import type { Inherited, StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Decision } from '@outpost/domain/sync/protocol';
import type { Author } from '@outpost/domain/engine/act/author';
import type { ActBounds } from '@outpost/domain/engine/act/act-too-large';
import { changesBetween } from '@outpost/domain/engine/merge/changes-between';
import type { Decided } from '@outpost/domain/engine/decide';
import { type DraftRecord, uniqueKeys } from '@outpost/domain/engine/act/draft';
import { holdersKey, type KnownAct, type Look, type Loss, type Reference } from '@outpost/domain/engine/reads/look';
import { mayUndo } from '@outpost/domain/engine/act/may-undo';
import { parentField, parentOf, targetsOf } from '@outpost/domain/engine/reads/references';
import { weightOfFields, weightOfPlaces } from '@outpost/domain/engine/act/weight-of';
import { inheritedBy } from '../../access/filed-tokens.ts';
import { type ActOrigin, type ChainedRow, headOf } from '../../journal/chain.ts';
import { TooManyPlaces } from './act-bounds.ts';
import { answerOf, isInSight } from './answer-of.ts';
import { BatchReads } from './batch-reads.ts';
import { Filing } from './feed-rows.ts';
import { MovedReferences } from './moved-references.ts';
import { RunActs } from './run-acts.ts';
import { RunFields } from './run-fields.ts';
import { RunJournal } from './run-journal.ts';
import { hasNeeds, type Loaded, type Needs, newChildKey, noNeeds, writerKey } from '../load/loaded.ts';
import { quotaStates, type RecordCounts } from '../load/record-counts.ts';
import { isSealedKind, sealedPairs } from '../../catalogue/sealed-records.ts';
import { sealedReplaced } from './sealed-replaced.ts';
import type { Tenant } from '../../catalogue/tenant.ts';

/** The author and device of an act, and the origin of its request. */
type ActBy = { readonly author: Author; readonly device: string; readonly from?: ActOrigin | undefined };

export type RunInput = {
  readonly tenant: Tenant;
  readonly loaded: Loaded;
  readonly head: number;
  readonly hash: string;
  /** The server's time of the batch, ISO 8601 UTC. */
  readonly at: string;
  /** Returns 32 bytes for each journal row. */
  readonly salt: () => Uint8Array;
  readonly bounds: ActBounds;
  /** The known facts about the loss of the journal's tail (S-1c). */
  readonly loss: Loss | undefined;
  /** PLT-26: the numbers of living records before the run, and their limits. Undefined: the tenant has no limits on records. */
  readonly counts: RecordCounts | undefined;
};

/**
 * One pass over a batch of acts, in memory: the tenant as loaded, with the changes of the acts so far. Data that a decision needs
 * and that was not loaded is noted in `needs`. Then the pass is discarded, and repeated once that data is loaded.
 */
export class Run implements Look {
  readonly needs: Needs = noNeeds();
  readonly filing: Filing;
  /** Records in their state after the batch. */
  readonly records = new Map<string, StoredRecord>();
  /**
   * A-3a: parents that moved and have too many children for memory, at the numbers of their moves. Later acts of the batch would
   * not see their children's new place.
   */
  readonly waiting = new Map<string, StoredRecord>();
  /** The number of rows filed for `waiting` so far, with those that the moving act had filed before. */
  moved: { readonly act: string; places: number } | undefined;
  readonly #input: RunInput;
  readonly #journal: RunJournal;
  readonly #acts: RunActs;
  readonly #fields: RunFields;
  readonly #holders = new Map<string, string[]>();
  readonly #references = new MovedReferences();
  readonly #reads: BatchReads;
  /** PLT-26: by kind, how many living records more there are after the batch. */
  readonly added = new Map<string, number>();
  readonly quotas: Look['quotas'];

  constructor(input: RunInput) {
    this.#input = input;
    this.quotas = input.counts && quotaStates(input.counts, this.added);
    const known = { loaded: input.loaded, needs: this.needs };
    this.#journal = new RunJournal(input);
    this.#acts = new RunActs(known);
    this.#fields = new RunFields(known);
    this.filing = new Filing(input.tenant);
    const isNew = (id: string): boolean => this.records.has(id) && this.before(id) === undefined;
    this.#reads = new BatchReads({ ...input, needs: this.needs, isNew });
  }

  /** The number and hash of the last row of the journal. */
  get head(): number {
    return this.#journal.head;
  }

  get hash(): string {
    return this.#journal.hash;
  }

  get journal(): readonly ChainedRow[] {
    return this.#journal.rows;
  }

  get acts(): RunActs['acts'] {
    return this.#acts.acts;
  }

  get closedGroups(): RunActs['closedGroups'] {
    return this.#acts.closedGroups;
  }

  get claims(): RunFields['claims'] {
    return this.#fields.claims;
  }

  get numbers(): RunFields['numbers'] {
    return this.#fields.numbers;
  }

  /** The number of rows of journal and feed that the run has made, those of moved children included. */
  get rowCount(): number {
    return this.journal.length + this.filing.count;
  }

  get isComplete(): boolean {
    return !hasNeeds(this.needs);
  }

  /** Returns the record's state before the batch. */
  before(id: string): StoredRecord | undefined {
    return this.#input.loaded.records.get(id) ?? undefined;
  }

  record(id: string): StoredRecord | undefined {
    const own = this.records.get(id);
    if (own) return own;
    const loaded = this.#input.loaded.records.get(id);
    if (loaded === undefined) this.needs.records.add(id);
    return loaded ?? undefined;
  }

  isUsed(id: string): boolean {
    if (this.record(id) ?? this.act(id)) return true;
    const loaded = this.#input.loaded.used.get(id);
    if (loaded === undefined) this.needs.used.add(id);
    return loaded ?? false;
  }

  idsOf(entity: string): readonly string[] {
    const loaded = this.#input.loaded.kinds.get(entity);
    if (loaded === undefined) this.needs.kinds.add(entity);
    const own = [...this.records.values()].filter((record) => record.entity === entity).map(({ id }) => id);
    return [...new Set([...(loaded ?? []), ...own])];
  }

  references(target: string): readonly Reference[] {
    const isNew = this.records.has(target) && this.before(target) === undefined;
    const loaded = this.#input.loaded.references.get(target) ?? (isNew ? [] : undefined);
    if (loaded === undefined) this.needs.references.add(target);
    return this.#references.presently(target, loaded ?? []);
  }

  holders(
    entity: Parameters<Look['holders']>[0],
    fields: readonly string[],
    keys: readonly (string | number)[],
  ): readonly string[] {
    const key = holdersKey(entity.name, fields, keys);
    const loaded = this.#input.loaded.holders.get(key);
    if (loaded === undefined) this.needs.holders.add(key);
    return [...(loaded ?? []), ...(this.#holders.get(key) ?? [])];
  }

  readonly naming: Look['naming'] = (asked) => this.#reads.naming(asked);
  readonly totalOf: Look['totalOf'] = (asked) => this.#reads.totalOf(asked);

  act(id: string): KnownAct | undefined {
    return this.#acts.act(id);
  }

  readonly changesOf: Look['changesOf'] = (act) => this.#acts.changesOf(act);
  readonly isGroupUndone: Look['isGroupUndone'] = (group, author) => this.#acts.isGroupUndone(group, author);
  readonly writerOf: Look['writerOf'] = (record, field) => this.#fields.writerOf(record, field);
  readonly claimOf: Look['claimOf'] = (record, field) => this.#fields.claimOf(record, field);
  readonly lastNumber: Look['lastNumber'] = (field) => this.#fields.lastNumber(field);

  hasNewChild(parent: string, n: number, act: string): boolean {
    const made = this.journal.flatMap(({ payload: { kind, n: at, act: by, record } }) =>
      kind === 'created' && at > n && by !== act && record !== null ? [record] : [],
    );
    const key = newChildKey(parent, n, act);
    const loaded = this.#input.loaded.newChildren.get(key);
    if (loaded === undefined) this.needs.newChildren.add(key);
    if (loaded === 'many') return true;
    return [...made, ...(loaded ?? [])].some((id) => this.record(id)?.life === 'alive' && this.#isChildOf(id, parent));
  }

  get loss(): Loss | undefined {
    return this.#input.loss;
  }

  addressOf(person: string): string | undefined {
    const loaded = this.#input.loaded.addresses.get(person);
    if (loaded === undefined) this.needs.addresses.add(person);
    return loaded ?? undefined;
  }

  personAt(emailKey: string): string | undefined {
    const loaded = this.#input.loaded.signers.get(emailKey);
    if (loaded === undefined) this.needs.signers.add(emailKey);
    return loaded ?? undefined;
  }

  /**
   * Applies this run's changes to the loaded data, for a run that follows in the same transaction and must see them. Call it once
   * the run is complete. Data loaded afterwards must be read after this run's writes.
   */
  carryOver(): void {
    const { loaded, counts } = this.#input;
    for (const [entity, more] of this.added) counts?.alive.set(entity, (counts.alive.get(entity) ?? 0) + more);
    const made = [...this.records.keys()].filter((id) => this.before(id) === undefined);
    for (const id of new Set([...made, ...this.#references.targets])) {
      const isNew = this.records.has(id) && this.before(id) === undefined; // the store has no reference to it yet
      const references = loaded.references.get(id) ?? (isNew ? [] : undefined);
      if (references) loaded.references.set(id, this.#references.presently(id, references));
      const children = loaded.children.get(id) ?? (isNew ? [] : undefined);
      if (children && children !== 'many') loaded.children.set(id, this.#references.presently(id, children));
    }
    for (const [entity, ids] of loaded.kinds) {
      const own = [...this.records.values()].flatMap((record) => (record.entity === entity ? [record.id] : []));
      if (own.length > 0) loaded.kinds.set(entity, [...new Set([...ids, ...own])]);
    }
    for (const [key, ids] of this.#holders) {
      const held = loaded.holders.get(key);
      if (held) loaded.holders.set(key, [...held, ...ids]);
    }
    this.#reads.carryOver();
    // This run may have made or moved children since the search: a decision that needs them searches again.
    if (made.length > 0 || this.#references.hasCome) loaded.newChildren.clear();
    for (const [id, record] of this.records) loaded.records.set(id, record);
    this.#acts.carryOver();
    this.#fields.carryOver();
  }

  /**
   * Writes a decided act into the run: journal rows, records, feed. Returns the answer for its author. It yields the weight of
   * each record before it writes it, so that its caller can pause within a large act. Until it is done the run must not be used
   * otherwise.
   */
  *apply(act: Act, decided: Decided, { author, device, from }: ActBy): Generator<number, Decision> {
    const isTheirs =
      act.undoes !== undefined && mayUndo(this, author, { id: act.undoes, catalogue: this.#input.tenant.catalogue });
    this.#journal.begin(from);
    const filed = this.filing.count;
    const bounded = (): void => {
      const places = this.filing.count - filed;
      if (places > this.#input.bounds.places) throw new TooManyPlaces(act.id, places, this.#input.bounds.places);
    };
    const couldSee = new Set(decided.asked.filter((id) => isInSight(this, author, id)));
    const changed: { readonly old: StoredRecord | undefined; readonly now: StoredRecord }[] = [];
    for (const draft of decided.records) {
      yield weightOfFields(draft.record.fields);
      const written = this.#write(act, draft, { author, device });
      if (written) changed.push(written);
      // K-4: claims contain values. An act that is sent again sets a sealed field as a new one would.
      const claims = isSealedKind(this.#input.tenant, draft.record.entity) ? {} : draft.claims;
      for (const [field, claim] of Object.entries(claims ?? {}))
        this.claims.set(writerKey(draft.record.id, field), { claimed: this.head, claim });
      bounded();
    }
    for (const { old, now } of changed) {
      const isMoved = !old || !sameJson(inheritedFrom(old), inheritedFrom(now));
      const children = isMoved ? this.#childrenOf(now) : this.#companionsOf(old, now);
      yield* this.#refileChildren(now, children, bounded);
    }
    for (const [field, last] of decided.numbers) this.numbers.set(field, last);
    if (this.waiting.size > 0) this.moved = { act: act.id, places: this.filing.count - filed };
    if (changed.length === 0 || decided.refused.size > 0) {
      const refused = Object.fromEntries([...decided.refused].map(([id, refusal]) => [id, refusal.code]));
      this.#journal.append({ ...this.#journal.payload(act, { author, device }), kind: 'decided', refused });
    }
    this.filing.endAct(this.head);
    const answer = answerOf(act, decided, {
      catalogue: this.#input.tenant.catalogue,
      look: this,
      author,
      couldSee,
      at: this.#input.at,
      head: headOf(this.head, this.hash),
    });
    this.#acts.remember(act, answer, { author, device, isUndone: isTheirs && decided.refused.size === 0 });
    return answer;
  }

  /** Adds rows of the feed that were filed for children in `waiting`. Throws where they exceed an act's limit. */
  noteMoved(rows: number): void {
    if (!this.moved) throw new Error('Nothing was moved');
    this.moved.places += rows;
    const { places } = this.#input.bounds;
    if (this.moved.places > places) throw new TooManyPlaces(this.moved.act, this.moved.places, places);
  }

  #isChildOf(id: string, parent: string): boolean {
    const record = this.record(id);
    if (!record) return false;
    const entity = entityOf(this.#input.tenant.catalogue, record.entity);
    const field = parentField(entity);
    return field !== undefined && targetsOf(entity, record.fields).get(field.name) === parent;
  }

  #write(
    act: Act,
    draft: DraftRecord,
    by: { readonly author: Author; readonly device: string },
  ): { readonly old: StoredRecord | undefined; readonly now: StoredRecord } | undefined {
    const old = this.record(draft.record.id);
    const changed = changesBetween(old, draft.record);
    if (old && Object.keys(changed).length === 0 && Object.keys(draft.superseded).length === 0) return undefined;
    const { at, tenant } = this.#input;
    const n = this.head + 1;
    const { id, entity } = draft.record;
    this.#journal.append({
      ...this.#journal.payload(act, by),
      kind: old ? 'changed' : 'created',
      entity,
      record: id,
      changed: sealedPairs(tenant, draft.record, changed),
      superseded: sealedReplaced(tenant, draft.record, draft.superseded),
      expanded: draft.expanded,
      ...(isSealedKind(tenant, entity) ? { sealed: true as const } : {}),
    });
    const { inherited } = draft.record;
    const now: StoredRecord = {
      ...draft.record,
      inherited: inherited && { ...inherited, ...this.#monthOf(draft.record) },
      version: n,
      updatedAt: at,
      updatedBy: by.author.userId,
    };
    this.#set(old, now);
    this.filing.file(n, old, now);
    this.#fields.noteWriter(id, Object.keys(changed), { by: by.author.userId, at, n });
    this.#acts.noteChange({
      n,
      act: act.id,
      record: id,
      entity,
      kind: old ? 'changed' : 'created',
      changed,
      expanded: draft.expanded,
    });
    return { old, now };
  }

  #set(old: StoredRecord | undefined, now: StoredRecord): void {
    const entity = entityOf(this.#input.tenant.catalogue, now.entity);
    const was = old ? targetsOf(entity, old.fields) : new Map<string, string>();
    this.records.set(now.id, now);
    const more = Number(now.life === 'alive') - Number(old?.life === 'alive');
    if (more !== 0) this.added.set(now.entity, (this.added.get(now.entity) ?? 0) + more);
    this.#reads.put(this.before(now.id), now);
    this.#references.move({ entity: entity.name, id: now.id }, was, targetsOf(entity, now.fields));
    for (const set of entity.unique) {
      const keys = uniqueKeys(entity, now.fields, set);
      if (!keys) continue;
      const key = holdersKey(entity.name, set, keys);
      this.#holders.set(key, [...(this.#holders.get(key) ?? []), now.id]);
    }
  }

  /** returns the month that a companion (K-4) inherits from its record as it is now; nothing for other records. */
  #monthOf({ entity: name, fields }: StoredRecord): Pick<Inherited, 'month'> {
    const { tenant } = this.#input;
    const entity = entityOf(tenant.catalogue, name);
    const of = entity.sealed && parentOf(entity, fields);
    const record = of && this.record(of.id);
    const month = record && inheritedBy(tenant, entity, record).month;
    return month === undefined ? {} : { month };
  }

  /**
   * A-3a: files children of a record again with the values that they inherit, at the number of the record's own change; and
   * their children in turn.
   */
  *#refileChildren(parent: StoredRecord, children: readonly Reference[], bounded: () => void): Generator<number, void> {
    for (const { entity: name, id, field } of children) {
      const entity = entityOf(this.#input.tenant.catalogue, name);
      if (entity.parent !== field) continue;
      const inherited = inheritedBy(this.#input.tenant, entity, parent);
      const child = this.record(id);
      if (!child || sameJson(child.inherited, inherited)) continue;
      yield Math.max(weightOfPlaces(child), weightOfPlaces({ inherited }));
      const now = { ...child, inherited };
      this.records.set(id, now);
      this.filing.file(parent.version, child, now);
      bounded();
      if (sameJson(inheritedFrom(child), inheritedFrom(now))) continue;
      const moved = { ...now, version: parent.version };
      yield* this.#refileChildren(moved, this.#childrenOf(moved), bounded);
    }
  }

  /**
   * returns the companions (K-4) to file now: those of a record that has come into another month. All acts of a transaction
   * have one time, so this happens once for a record, and `carryOver` needs no companions.
   */
  #companionsOf(old: StoredRecord, now: StoredRecord): readonly Reference[] {
    const { loaded, tenant } = this.#input;
    const isInOther = now.entity in tenant.filedByMonth && monthOf(old.updatedAt) !== monthOf(now.updatedAt);
    if (!isInOther || companionKindsOf(tenant.catalogue, now.entity).length === 0) return [];
    const companions = loaded.companions.get(now.id);
    if (companions === undefined) this.needs.companions.add(now.id);
    return this.#references.presently(now.id, companions ?? []).filter(({ entity }) => isSealedKind(tenant, entity));
  }

  /**
   * Returns the children to file now: all of them, or where they are too many, those that this batch has written. The
   * others wait.
   */
  #childrenOf(parent: StoredRecord): readonly Reference[] {
    const isNew = this.before(parent.id) === undefined && this.records.has(parent.id);
    const loaded = this.#input.loaded.children.get(parent.id) ?? (isNew ? [] : undefined);
    if (loaded === undefined) this.needs.children.add(parent.id);
    if (loaded !== 'many') return this.#references.presently(parent.id, loaded ?? []);
    this.waiting.set(parent.id, parent);
    return [...this.records.values()].flatMap(({ id, entity }) => {
      const field = entityOf(this.#input.tenant.catalogue, entity).parent;
      return field !== undefined && this.#isChildOf(id, parent.id) ? [{ entity, id, field }] : [];
    });
  }
}
