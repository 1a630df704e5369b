import { type JournalChange, type Look, notHeld, type Reference } from '@outpost/domain/engine/reads/look';
import {
  namedBy,
  type ReferrerQuery,
  type Total,
  type Totalling,
  totalWith,
} from '@outpost/domain/engine/reads/overlay';
import { readPlanOf } from '@outpost/domain/engine/reads/read-plan';
import { targetsIn } from '@outpost/domain/engine/reads/references';
import { inheritedFrom, sightTokensOf } from '@outpost/domain/kernel/access/access';
import { type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import { hasToken } from '@outpost/domain/sync/token-groups';
import { keyOf } from '@outpost/domain/kernel/entities/field-types';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { DeviceWrite } from '../records/device-write.ts';
import type { ReplicaLookups } from '../records/replica-lookups.ts';

/**
 * Gives the engine the records that this device holds (T-8): the records that the write has read, as they are shown before an
 * act. The look notes each requested record that was not read. The result then does not count, and the caller repeats the
 * work after `readMissing`.
 */
export class DeviceLook implements Look {
  readonly loss: undefined;
  readonly write: DeviceWrite;
  readonly #lookups: ReplicaLookups;
  readonly #edits: readonly Edit[];
  #unreadIds: ReadonlySet<string> | undefined;
  readonly #missing = new Set<string>();
  readonly #references = new Map<string, readonly Reference[]>();

  /**
   * `edits`: the act's edits. The look reads the records of declared reads. It does not read a record to which an edit
   * only refers, without belonging to it: reading those makes an import a quarter slower.
   */
  constructor(write: DeviceWrite, lookups: ReplicaLookups, edits: readonly Edit[] = []) {
    this.write = write;
    this.#lookups = lookups;
    this.#edits = edits;
  }

  /** Returns the ids to which the edits refer and that no declared read needs. */
  get #unread(): ReadonlySet<string> {
    return (this.#unreadIds ??= this.#findUnread());
  }
  #findUnread(): ReadonlySet<string> {
    const { catalogue } = this.write;
    const plan = readPlanOf(catalogue);
    return new Set(
      this.#edits.flatMap((edit) => {
        const read = new Set([
          ...(plan?.upFields.get(edit.entity) ?? []),
          ...(plan?.downFields.get(edit.entity) ?? []),
        ]);
        return [...targetsIn(catalogue, edit)].flatMap(([field, id]) => (read.has(field) ? [] : [id]));
      }),
    );
  }

  /** Reads the documents that were requested and not read yet; returns whether there were any. */
  async readMissing(): Promise<boolean> {
    if (this.#missing.size === 0) return false;
    const ids = [...this.#missing];
    this.#missing.clear();
    await this.write.records.load(ids);
    return true;
  }

  record(id: string): ReturnType<Look['record']> {
    if (this.write.records.isLoaded(id)) return this.write.records.shown(id) ?? notHeld;
    if (!this.#unread.has(id)) this.#missing.add(id);
    return notHeld;
  }

  /**
   * Whether an id is known to be in use. Acts, books and records share a collection: a record with the id of an act or a book
   * would overwrite it.
   */
  isUsed(id: string): true | typeof notHeld {
    if (this.write.acts.get(id)) return true;
    if (this.record(id) !== notHeld) return true;
    return this.write.records.isLoaded(id) && this.write.documents.book(id) ? true : notHeld;
  }

  /**
   * Whether the device has fetched all records of a kind that the tenant has (T-10). A device that starts over may still hold
   * records that no longer exist.
   */
  isWhole(entity: string): boolean {
    return this.#hasWhole(`${entity}@org`);
  }

  /**
   * Whether the device holds all records of a token. While it fetches a kind because access was gained, only the tokens that
   * it held before count.
   */
  #hasWhole(token: string): boolean {
    const { sets, at, sweeping } = this.write.state;
    const [kind = '', audience = ''] = token.split('@');
    if (at === null || sweeping || !hasToken(sets.tokens, kind, audience)) return false;
    return at.gain?.whole[kind] === undefined || hasToken(sets.had, kind, audience);
  }

  idsOf(entity: string): readonly string[] | typeof notHeld {
    if (!this.isWhole(entity)) return notHeld;
    const ids = this.#lookups.recordsOf(entity).map(({ id }) => id);
    for (const id of ids) this.record(id);
    return ids;
  }

  references(target: string): readonly Reference[] {
    const known = this.#references.get(target);
    if (known) return known;
    const record = this.record(target);
    if (!record || record === notHeld) return [];
    const found = [...this.write.catalogue.entities.values()].flatMap((entity) =>
      Object.entries(entity.fields).flatMap(([name, field]) => {
        if (field.type !== 'ref' || !field.targets.includes(record.entity)) return [];
        const key = keyOf(field, refValue(field, record.entity, target));
        const ids = key === null ? [] : this.#lookups.idsByKey(entity.name, name, key);
        return ids.map((id) => ({ entity: entity.name, id, field: name }));
      }),
    );
    this.#references.set(target, found);
    return found;
  }

  holders(
    entity: Parameters<Look['holders']>[0],
    fields: readonly string[],
    keys: readonly (string | number)[],
  ): readonly string[] {
    return this.#lookups.idsByKeys(entity.name, fields, keys);
  }

  /**
   * Whether the device holds all records of a kind that refer to this one (T-10, ADR 28). Children are filed under the tokens
   * of their parent's confirmed state, so the confirmed parent counts. Other records are filed separately: only the token of
   * the whole kind covers all of them. An area is a part of a kind, so its token never counts (T-30).
   */
  #holdsAll({ kind, field, target }: ReferrerQuery): boolean {
    if (this.isWhole(kind)) return true;
    const entity = this.write.catalogue.entities.get(kind);
    if (entity?.parent !== field) return false;
    if (!this.write.records.isLoaded(target)) {
      this.#missing.add(target);
      return false;
    }
    const parent = this.write.records.confirmed(target).record;
    if (!parent) return false;
    const inherited = inheritedFrom(parent);
    const child = { entity: kind, ownerId: null, teamId: null, sharedWith: [], inherited, fields: {} };
    return sightTokensOf(entity, child).some((token) => this.#hasWhole(token));
  }

  naming(asked: ReferrerQuery): readonly string[] | typeof notHeld {
    const entity = this.write.catalogue.entities.get(asked.kind);
    const field = entity?.fields[asked.field];
    if (!entity || field?.type !== 'ref' || !this.#holdsAll(asked)) return notHeld;
    const target = this.record(asked.target);
    if (!target || target === notHeld) return notHeld;
    const key = keyOf(field, refValue(field, target.entity, asked.target));
    const known = key === null ? [] : this.#lookups.idsByKey(asked.kind, asked.field, key);
    // The file does not yet contain the other acts of this write.
    const ids = new Set([...known, ...this.write.records.touchedOf(asked.kind)]);
    const found: string[] = [];
    let lacks = false;
    for (const id of ids) {
      const record = this.record(id);
      if (record === notHeld) lacks = true;
      else if (record?.life === 'alive' && namedBy(this.write.catalogue, record, asked.field)?.id === asked.target)
        found.push(id);
    }
    return lacks ? notHeld : found;
  }

  totalOf(asked: Totalling): Total | typeof notHeld {
    const ids = this.naming(asked);
    if (ids === notHeld) return notHeld;
    const records = ids.map((id) => this.record(id)).filter((one): one is StoredRecord => typeof one === 'object');
    return totalWith(this.write.catalogue, {}, { asked, add: records, take: [] });
  }

  /** Returns `notHeld`: only the server knows the decision about an act. */
  act(): typeof notHeld {
    return notHeld;
  }

  /** Returns the changes of an act from the recent history (S-9), or from the act itself while it waits. */
  changesOf(act: string): readonly JournalChange[] {
    const rows = this.#lookups.historyOfAct(act);
    if (rows.length > 0)
      return rows.map(({ n, id, entity, kind, changed }) => ({
        n,
        act,
        record: id,
        entity,
        kind: kind === 'created' ? 'created' : 'changed',
        changed,
        expanded: false, // history rows do not mark the edits that followed a merge: they are reversed like all others
      }));
    return (this.write.acts.get(act)?.act.edits ?? []).map((edit) => ({
      n: 0,
      act,
      record: edit.id,
      entity: edit.entity,
      kind: isCreate(edit) ? 'created' : 'changed',
      changed: isCreate(edit) ? {} : edit.fields,
      expanded: false,
    }));
  }

  isGroupUndone(): typeof notHeld {
    return notHeld;
  }
  hasNewChild(): typeof notHeld {
    return notHeld;
  }
  writerOf(): typeof notHeld {
    return notHeld;
  }
  claimOf(): typeof notHeld {
    return notHeld;
  }
  addressOf(): typeof notHeld {
    return notHeld;
  }
  personAt(): typeof notHeld {
    return notHeld;
  }
  lastNumber(): typeof notHeld {
    return notHeld;
  }
}
