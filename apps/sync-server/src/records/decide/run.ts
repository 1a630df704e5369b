import { inheritedFrom } from '@outpost/domain/kernel/access/access';
import type { Act } from '@outpost/domain/kernel/acts/act';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { sameJson } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Decision } from '@outpost/domain/sync/protocol';
import type { Author } from '@outpost/domain/engine/act/author';
import type { ActBounds } from '@outpost/domain/engine/act/act-too-large';
import { changesBetween } from '@outpost/domain/engine/merge/changes-between';
import type { Decided } from '@outpost/domain/engine/decide';
import { type DraftRecord, uniqueKeys } from '@outpost/domain/engine/act/draft';
import {
  holdersKey,
  type JournalChange,
  type KeptClaim,
  type KnownAct,
  type Look,
  type Loss,
  type Reference,
  type Writer,
} from '@outpost/domain/engine/reads/look';
import { mayUndo } from '@outpost/domain/engine/act/may-undo';
import { parentField, targetsOf } from '@outpost/domain/engine/reads/references';
import { weightOfFields, weightOfPlaces } from '@outpost/domain/engine/act/weight-of';
import { type ActOrigin, type ChainedRow, chain, headOf, type JournalPayload } from '../../journal/chain.ts';
import { TooManyPlaces } from './act-bounds.ts';
import { answerOf, isInSight } from './answer-of.ts';
import { BatchReads } from './batch-reads.ts';
import { Filing } from './filing.ts';
import { labelOf } from './label-of.ts';
import { MovedReferences } from './moved-references.ts';
import {
  groupKey,
  groupOf,
  hasNeeds,
  type Loaded,
  type Needs,
  newChildKey,
  noNeeds,
  writerKey,
} from '../load/loaded.ts';
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
  readonly journal: ChainedRow[] = [];
  readonly acts = new Map<
    string,
    | { readonly known: KnownAct; readonly device: string; readonly number: number }
    | { readonly known: KnownAct; readonly device: null }
  >();
  /** By `groupKey`. */
  readonly closedGroups = new Set<string>();
  /** Records in their state after the batch. */
  readonly records = new Map<string, StoredRecord>();
  /**
   * A-3a: parents that moved and have too many children for memory, at the numbers of their moves. Later acts of the batch would
   * not see their children's new place.
   */
  readonly waiting = new Map<string, StoredRecord>();
  /** The number of rows filed for `waiting` so far, with those that the moving act had filed before. */
  moved: { readonly act: string; places: number } | undefined;
  head: number;
  hash: string;
  readonly #input: RunInput;
  readonly #changes = new Map<string, JournalChange[]>();
  readonly #holders = new Map<string, string[]>();
  readonly #references = new MovedReferences();
  readonly #writers = new Map<string, Writer>();
  readonly #reads: BatchReads;
  /** The origin of the present act, until its first row has it. */
  #from: ActOrigin | undefined;
  /** By `writerKey`: the claims that returned acts have left (S-1c). */
  readonly claims = new Map<string, KeptClaim>();
  /** S-4e, by `numberedField`: the last running numbers that the batch has given. */
  readonly numbers = new Map<string, number>();

  /** PLT-26: by kind, how many living records more there are after the batch. */
  readonly added = new Map<string, number>();
  readonly quotas: Look['quotas'];

  constructor(input: RunInput) {
    this.#input = input;
    this.quotas = input.counts && quotaStates(input.counts, this.added);
    this.head = input.head;
    this.hash = input.hash;
    this.filing = new Filing(input.tenant.catalogue);
    const isNew = (id: string): boolean => this.records.has(id) && this.before(id) === undefined;
    this.#reads = new BatchReads({ ...input, needs: this.needs, isNew });
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
    const own = this.acts.get(id);
    if (own) return own.known;
    const loaded = this.#input.loaded.acts.get(id);
    if (loaded === undefined) this.needs.acts.add(id);
    return loaded ?? undefined;
  }

  changesOf(act: string): readonly JournalChange[] {
    const own = this.#changes.get(act);
    if (own || this.acts.has(act))
      return own ?? this.#input.loaded.changes.get(act) ?? this.#need('changes', act) ?? [];
    return this.#input.loaded.changes.get(act) ?? this.#need('changes', act) ?? [];
  }

  isGroupUndone(group: string, author: string): boolean {
    const key = groupKey(group, author);
    if (this.closedGroups.has(key)) return true;
    return this.#input.loaded.groups.get(key) ?? this.#need('groups', key) ?? false;
  }

  openActs(group: string, author: string): readonly string[] {
    const key = groupKey(group, author);
    const loaded = this.#input.loaded.openActs.get(key) ?? this.#need('openActs', key) ?? [];
    const isUndone = (id: string): boolean => (this.acts.get(id)?.known.undoneBy ?? null) !== null;
    const own = [...this.acts.values()].flatMap(({ known: { id, ...known } }) =>
      known.group === group && known.author === author && this.#changes.has(id) ? [id] : [],
    );
    return [...new Set([...loaded, ...own])].filter((id) => !isUndone(id));
  }

  hasNewChild(parent: string, n: number, act: string): boolean {
    const made = this.journal.flatMap(({ payload: { kind, n: at, act: by, record } }) =>
      kind === 'created' && at > n && by !== act && record !== null ? [record] : [],
    );
    const key = newChildKey(parent, n, act);
    const loaded = this.#input.loaded.newChildren.get(key) ?? this.#need('newChildren', key) ?? [];
    if (loaded === 'many') return true;
    return [...made, ...loaded].some((id) => this.record(id)?.life === 'alive' && this.#isChildOf(id, parent));
  }

  writerOf(record: string, field: string): Writer | undefined {
    const key = writerKey(record, field);
    const own = this.#writers.get(key);
    if (own) return own;
    const loaded = this.#input.loaded.writers.get(key);
    if (loaded === undefined) this.needs.writers.add(key);
    return loaded ?? undefined;
  }

  claimOf(record: string, field: string): KeptClaim | undefined {
    const key = writerKey(record, field);
    const own = this.claims.get(key);
    if (own) return own;
    const loaded = this.#input.loaded.claims.get(key);
    if (loaded === undefined) this.needs.claims.add(key);
    return loaded ?? undefined;
  }

  get loss(): Loss | undefined {
    return this.#input.loss;
  }

  addressOf(person: string): string | undefined {
    const loaded = this.#input.loaded.addresses.get(person);
    if (loaded === undefined) this.needs.addresses.add(person);
    return loaded ?? undefined;
  }

  readonly lastNumber: Look['lastNumber'] = (field) =>
    this.numbers.get(field) ?? this.#input.loaded.numbers.get(field) ?? this.#need('numbers', field) ?? 0;

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
    for (const [id, { known }] of this.acts) loaded.acts.set(id, known);
    for (const [act, changes] of this.#changes) loaded.changes.set(act, changes);
    for (const key of this.closedGroups) loaded.groups.set(key, true);
    for (const key of loaded.openActs.keys()) loaded.openActs.set(key, this.openActs(...groupOf(key)));
    for (const [key, writer] of this.#writers) loaded.writers.set(key, writer);
    for (const [key, claim] of this.claims) loaded.claims.set(key, claim);
    for (const [field, last] of this.numbers) loaded.numbers.set(field, last);
  }

  /**
   * Writes a decided act into the run: journal rows, records, feed. Returns the answer for its author. It yields the weight of
   * each record before it writes it, so that its caller can pause within a large act. Until it is done the run must not be used
   * otherwise.
   */
  *apply(act: Act, decided: Decided, { author, device, from }: ActBy): Generator<number, Decision> {
    const isTheirs =
      act.undoes !== undefined && mayUndo(this, author, { id: act.undoes, catalogue: this.#input.tenant.catalogue });
    this.#from = from;
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
    for (const { old, now } of changed)
      if (!old || !sameJson(inheritedFrom(old), inheritedFrom(now))) {
        yield* this.#refileChildren(now, bounded);
      }
    for (const [field, last] of decided.numbers) this.numbers.set(field, last);
    if (this.waiting.size > 0) this.moved = { act: act.id, places: this.filing.count - filed };
    if (changed.length === 0 || decided.refused.size > 0) {
      const refused = Object.fromEntries([...decided.refused].map(([id, refusal]) => [id, refusal.code]));
      this.#append({ ...this.#payload(act, { author, device }), kind: 'decided', refused });
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
    this.#remember(act, answer, { author, device, isUndone: isTheirs && decided.refused.size === 0 });
    return answer;
  }

  /** Adds rows of the feed that were filed for children in `waiting`. Throws where they exceed an act's limit. */
  noteMoved(rows: number): void {
    if (!this.moved) throw new Error('Nothing was moved');
    this.moved.places += rows;
    const { places } = this.#input.bounds;
    if (this.moved.places > places) throw new TooManyPlaces(this.moved.act, this.moved.places, places);
  }

  #need(kind: 'changes' | 'groups' | 'newChildren' | 'numbers' | 'openActs', key: string): undefined {
    this.needs[kind].add(key);
    return undefined;
  }

  #isChildOf(id: string, parent: string): boolean {
    const record = this.record(id);
    if (!record) return false;
    const entity = entityOf(this.#input.tenant.catalogue, record.entity);
    const field = parentField(entity);
    return field !== undefined && targetsOf(entity, record.fields).get(field.name) === parent;
  }

  #payload(act: Act, { author, device }: { readonly author: Author; readonly device: string }): JournalPayload {
    return {
      org: this.#input.tenant.orgId, n: this.head + 1, kind: 'changed', at: this.#input.at, by: author.userId, label: labelOf(this.#input.tenant, act), act: act.id, group: act.group ?? null,
      undoes: act.undoes ?? null, closes: act.closes ?? null, device, number: act.number, madeAt: act.madeAt, entity: null, record: null, changed: {}, superseded: {},
      expanded: false, refused: {},
    }; // prettier-ignore
  }

  #append(given: JournalPayload): void {
    const payload = this.#from ? { ...given, from: this.#from } : given;
    this.#from = undefined;
    const row = chain(this.hash, payload, this.#input.salt());
    this.journal.push(row);
    this.head = payload.n;
    this.hash = row.hash;
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
    this.#append({
      ...this.#payload(act, by),
      kind: old ? 'changed' : 'created',
      entity,
      record: id,
      changed: sealedPairs(tenant, draft.record, changed),
      superseded: sealedReplaced(tenant, draft.record, draft.superseded),
      expanded: draft.expanded,
      ...(isSealedKind(tenant, entity) ? { sealed: true as const } : {}),
    });
    const now: StoredRecord = { ...draft.record, version: n, updatedAt: at, updatedBy: by.author.userId };
    this.#set(old, now);
    this.filing.file(n, old, now);
    for (const name of Object.keys(changed)) this.#writers.set(writerKey(id, name), { by: by.author.userId, at, n });
    const change: JournalChange = {
      n,
      act: act.id,
      record: id,
      entity,
      kind: old ? 'changed' : 'created',
      changed,
      expanded: draft.expanded,
    };
    this.#changes.set(act.id, [...(this.#changes.get(act.id) ?? []), change]);
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

  /**
   * A-3a: files a record's children again with the visibility that they inherit, at the number of the record's own change; and
   * their children in turn.
   */
  *#refileChildren(parent: StoredRecord, bounded: () => void): Generator<number, void> {
    const inherited = inheritedFrom(parent);
    for (const { entity: name, id, field } of this.#childrenOf(parent)) {
      if (entityOf(this.#input.tenant.catalogue, name).parent !== field) continue;
      const child = this.record(id);
      if (!child || sameJson(child.inherited, inherited)) continue;
      yield Math.max(weightOfPlaces(child), weightOfPlaces({ inherited }));
      const now = { ...child, inherited };
      this.records.set(id, now);
      this.filing.file(parent.version, child, now);
      bounded();
      if (!sameJson(inheritedFrom(child), inheritedFrom(now)))
        yield* this.#refileChildren({ ...now, version: parent.version }, bounded);
    }
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

  /**
   * S-2: stores the act's answer for ever. An undo marks the act that it undid. If that act was an undo itself, the act
   * that it had undone counts as done again. `isUndone`: it undid the whole act, by right; after an undo of a part the
   * rest can still be undone.
   */
  #remember(
    act: Act,
    answer: Decision,
    { author, device, isUndone }: { readonly author: Author; readonly device: string; readonly isUndone: boolean },
  ): void {
    const known: KnownAct = {
      id: act.id, author: author.userId, status: answer.status, n: answer.n, group: act.group ?? null, undoes: act.undoes ?? null, undoneBy: null, answer,
    }; // prettier-ignore
    this.acts.set(act.id, { known, device, number: act.number });
    const target = act.undoes === undefined ? undefined : this.act(act.undoes);
    if (!target || answer.status === 'refused') return;
    if (isUndone) {
      this.#mark({ ...target, undoneBy: target.undoneBy ?? act.id });
      const redone = target.undoes === null ? undefined : this.act(target.undoes);
      if (redone) this.#mark({ ...redone, undoneBy: null });
    }
    if (act.closes === undefined || act.closes !== target.group) return;
    const isOwn = author.isServer || target.author === author.userId;
    if (isOwn || (isUndone && this.openActs(act.closes, target.author).length === 0))
      this.closedGroups.add(groupKey(act.closes, target.author));
  }

  #mark(known: KnownAct): void {
    const own = this.acts.get(known.id);
    this.acts.set(known.id, own && own.device !== null ? { ...own, known } : { known, device: null });
  }
}
