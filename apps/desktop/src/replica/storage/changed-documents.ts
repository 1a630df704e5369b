import type { RxStorageDefaultCheckpoint } from 'rxdb';
import type { CollectionTables } from './tables/collection-tables.ts';
import type { AnyDocument } from './tables/stored-document.ts';

/** Documents in the order of their last write, for RxDB plugins that follow a collection. */
export class ChangedDocuments {
  readonly #tables: CollectionTables;
  readonly #primaryPath: string;

  constructor(tables: CollectionTables, primaryPath: string) {
    this.#tables = tables;
    this.#primaryPath = primaryPath;
  }

  /**
   * Returns up to `limit` documents written after the checkpoint, tombstones included, oldest first, and the checkpoint after
   * them.
   */
  since(
    limit: number,
    checkpoint: RxStorageDefaultCheckpoint | undefined,
  ): { documents: AnyDocument[]; checkpoint: RxStorageDefaultCheckpoint } {
    const from = checkpoint ?? { id: '', lwt: 0 };
    const { all, writer } = this.#tables;
    if (all.length === 0) return { documents: [], checkpoint: from };
    for (const table of all) this.#tables.ensureWriteOrder(table);
    const selects = all.map(({ name }) => `select id, lwt from ${name} where (lwt, id) > (?, ?)`);
    const ids = writer
      .prepare<unknown[], string>(`${selects.join(' union all ')} order by lwt, id limit ?`)
      .pluck()
      .all(...all.flatMap(() => [from.lwt, from.id]), limit);
    const found = new Map(this.#tables.read(ids).map((document) => [document[this.#primaryPath], document]));
    const documents = ids.flatMap((id) => found.get(id) ?? []);
    const last = documents.at(-1);
    return {
      documents,
      checkpoint: last === undefined ? from : { id: String(last[this.#primaryPath]), lwt: last._meta.lwt },
    };
  }
}
