import { type JournalChange, type Look, notHeld, type Reference } from '@outpost/domain/engine/look';
import { targetsIn } from '@outpost/domain/engine/references';
import { type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import { keyOf } from '@outpost/domain/kernel/entities/field-types';
import type { DeviceWrite } from '../records/device-write.ts';
import type { Lookups } from '../records/lookups.ts';

/**
 * T-8: what this device holds, as the engine asks for it: the records that the write has read, as they are shown before an act. What is asked for and
 * was not read is noted: the answer then counts for nothing, and is asked for again behind `readMissing`.
 */
export class DeviceLook implements Look {
  readonly loss: undefined;
  readonly write: DeviceWrite;
  readonly #lookups: Lookups;
  readonly #unread: ReadonlySet<string>;
  readonly #missing = new Set<string>();
  readonly #references = new Map<string, readonly Reference[]>();

  /** `edits`: those of the act. What they refer to and do not belong to is not read for this alone: it made an import a quarter slower. */
  constructor(write: DeviceWrite, lookups: Lookups, edits: readonly Edit[] = []) {
    this.write = write;
    this.#lookups = lookups;
    this.#unread = new Set(edits.flatMap((edit) => [...targetsIn(write.catalogue, edit).values()]));
  }

  /** Reads what was asked for and had not been read; answers whether there was something. */
  async readMissing(): Promise<boolean> {
    const ids = [...this.#missing];
    this.#missing.clear();
    await this.write.loadForShow(ids);
    return ids.length > 0;
  }

  record(id: string): ReturnType<Look['record']> {
    if (this.write.isLoaded(id)) return this.write.shown(id) ?? notHeld;
    if (!this.#unread.has(id)) this.#missing.add(id);
    return notHeld;
  }

  /** Acts and books lie in the same collection: a record with the id of one would push it off the disk. */
  isUsed(id: string): true | typeof notHeld {
    if (this.write.act(id)) return true;
    if (this.record(id) !== notHeld) return true;
    return this.write.isLoaded(id) && this.write.bookDocument(id) ? true : notHeld;
  }

  /** T-10: whether the device has fetched all records of a kind that the tenant has. While it starts over it may hold some that are gone. */
  isWhole(entity: string): boolean {
    const { tokens, at, sweeping } = this.write.state;
    const all = `${entity}@org`;
    return at !== null && !sweeping && tokens.includes(all) && !(all in at.whole);
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

  /** Only the server knows which decision an act got. */
  act(): typeof notHeld {
    return notHeld;
  }

  /** From the recent history (S-9), or from the act itself while that waits. */
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
        expanded: false, // rows do not say: those that followed a merge are turned around as all others
      }));
    return (this.write.act(act)?.act.edits ?? []).map((edit) => ({
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
}
