import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { fileIn } from '@outpost/domain/kernel/files/files-kind';
import { isFileOfImport } from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import { listWindows } from '@outpost/domain/kernel/query/lists/list-windows';
import type { ListQuery } from '@outpost/domain/kernel/questions/list-query';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { ShownRecord } from '../../bridge/contract.ts';

type Ask = (
  question: ListQuery,
) => Promise<Result<{ readonly rows: readonly ShownRecord[]; readonly next: string | null }>>;

const known = new WeakMap<Catalogue['entities'], ReadonlySet<string>>();

/** Returns the kinds of record that have files. It is asked with each write. */
export function kindsWithFiles({ entities }: Pick<Catalogue, 'entities'>): ReadonlySet<string> {
  const found = known.get(entities);
  if (found) return found;
  const kinds = [...entities.values()].filter(({ fields }) =>
    Object.values(fields).some(({ type }) => type === 'file'),
  );
  const names = new Set(kinds.map(({ name }) => name));
  known.set(entities, names);
  return names;
}

/**
 * Returns the SHA-256 of all files that the records on this device name, those of deleted records too: they can be restored.
 * Deleted refused rows are left out: the server has their bytes until they end. Undefined where a question is refused: then nothing is known.
 */
export async function heldFiles(catalogue: Catalogue, ask: Ask): Promise<ReadonlySet<string> | undefined> {
  const held = new Set<string>();
  for (const name of kindsWithFiles(catalogue)) {
    const entity = catalogue.entities.get(name);
    if (!entity) continue;
    for await (const window of listWindows(ask, { entity: name, life: 'any', sort: [] })) {
      if (!window.ok) return undefined;
      for (const record of window.value.rows) {
        if (record.life === 'deleted' && isFileOfImport(entity, record)) continue;
        for (const field of Object.keys(entity.fields)) {
          const file = fileIn(record, { entity, field });
          if (file) held.add(file.sha256);
        }
      }
    }
  }
  return held;
}
