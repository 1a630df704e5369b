import type { JsonValue } from '@outpost/domain/kernel/json';
import { StorageFault } from '@outpost/desktop/replica/storage/files/storage-fault';
import { documentsOf } from '../../oracles/history-oracles.ts';
import { sha256Hex } from '../../machines/files-known.ts';
import { fileEntity, filesOn } from '../../machines/files-on.ts';
import { perform, type WorkableRecords, tell, type Working } from './perform.ts';

// PLT-5: people add files to deals, open them, and make records with a SHA-256 that they know, without having the bytes.

/** Few contents, so that several records have the same bytes. */
function drawnBytes({ random }: Working): Buffer {
  const number = random.chance(0.5) ? random.below(3) : random.below(1_000);
  return Buffer.from(`The bytes of file ${number}. `.repeat(1 + (number % 4)));
}

/** Adds a file to a deal, in pieces of a few bytes, as a window sends them. */
export async function addFile(at: Working, { deal }: WorkableRecords): Promise<void> {
  if (!deal) return;
  const bytes = drawnBytes(at);
  const sha256 = sha256Hex(bytes);
  at.files.contents.set(sha256, bytes);
  const files = filesOn(at.machine);
  const begun = await files['files.begin']({ name: `file ${sha256.slice(0, 4)}.txt`, sizeBytes: bytes.length });
  if (!begun.ok) return tell(at, 'begin a file', begun);
  const { draft } = begun.value;
  const pieceBytes = at.random.pick([25, 25, 500]); // a window's own pieces have half a megabyte
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    const base64 = bytes.subarray(from, from + pieceBytes).toString('base64');
    const taken = await files['files.piece']({ draft, at: from, base64 });
    if (!taken.ok) return tell(at, 'give a piece of a file', taken);
  }
  const made = await files['files.add']({ entity: 'crm/deal', id: deal.id, label: 'add a file', drafts: [draft] });
  tell(at, `add a file to ${deal.id}`, made);
  if (!made.ok) return;
  at.took(made.value.act, undefined);
  for (const record of made.value.ids) at.files.added(at.machine.name, { record, sha256 });
}

/** makes a record with the SHA-256 of bytes that this person may never have seen. */
export function claimFile(at: Working, { deal }: WorkableRecords): Promise<void> | undefined {
  const known = [...at.files.contents];
  if (!deal || known.length === 0) return undefined;
  const [sha256, bytes] = at.random.pick(known);
  const id = at.random.uuid();
  at.files.claimed.add(id);
  const content: JsonValue = { id, name: 'claimed.txt', sizeBytes: bytes.length, mediaType: 'text/plain', sha256 };
  return perform(at, 'claim a file', [
    { id, entity: fileEntity, create: { fields: { name: 'claimed.txt', about: `crm/deal:${deal.id}`, content } } },
  ]);
}

/** Deletes a file, or restores it. */
export function endFile(at: Working, { shown }: WorkableRecords): Promise<void> | undefined {
  const files = shown.filter(({ entity }) => entity === fileEntity);
  if (files.length === 0) return undefined;
  const { id, life } = at.random.pick(files);
  return perform(at, 'end a file', [at.stage.set(id, { life: life === 'alive' ? 'deleted' : 'alive' }, fileEntity)]);
}

/** Gets the bytes of a file that the machine shows. The line checks whether the person may have them (`file-oracles.ts`). */
export async function openShownFile({ machine, random, trace }: Working): Promise<void> {
  const shown = documentsOf(machine.staged).filter(({ entity }) => entity === fileEntity);
  if (shown.length === 0) return;
  const { id } = random.pick(shown);
  try {
    const got = await filesOn(machine)['files.fetch']({ record: id });
    trace(`${machine.name} opens file ${id}: ${got.ok ? 'done' : got.code}`);
  } catch (cause) {
    if (!machine.isDead && !(cause instanceof StorageFault)) throw cause;
  }
}
