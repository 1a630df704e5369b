import { canSee } from '@outpost/domain/kernel/access/access';
import { type AttachedFile, attachedFilesFault } from '@outpost/domain/kernel/files/attached-files';
import type { MessageWithFiles } from '@outpost/domain/kernel/messages/message';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { fileIn, type FilesKind, filesKindOf } from '@outpost/domain/kernel/files/files-kind';
import { type Asker, readAsker, readMark } from '../../access/asker.ts';
import type { Transaction } from '../../db/database.ts';
import { recordsOf } from '../../records/load/load.ts';

/** `ids`: the files that the record names. `by`: the kind of message. `author`: in whose name it goes out. `since`: from when on its bytes are waited for, UTC. */
export type AskedFiles = {
  readonly record: StoredRecord;
  readonly ids: readonly string[];
  readonly by: MessageWithFiles;
  readonly author: string;
  readonly since: string;
};

/** The files of an order; when to look again for bytes that the server does not have yet, UTC; or why the order may not go out. */
export type OrderFiles =
  | { readonly files: readonly AttachedFile[] }
  | { readonly opensAt: string }
  | { readonly why: string; readonly rule: string };

/** Chosen: devices send bytes right behind the records. */
const lookAgainMs = 15_000;
/** The time after which a device does not send the bytes any more. Chosen: a fortnight without a network; twice the life of an upload. */
const mostWaitMs = 14 * 86_400_000;

type Ports = { readonly orgId: string; readonly installed: Catalogue; readonly nowMs: number };

/**
 * Returns the files of orders, in their order (MSG-42 … MSG-44). They are living files of the record to which the order's record belongs, the author
 * sees them, the message takes them, and the server has received their bytes. All orders are read together.
 */
export async function readOrderFiles(
  tx: Transaction,
  { orgId, installed, nowMs }: Ports,
  asked: readonly AskedFiles[],
): Promise<readonly OrderFiles[]> {
  const mark = await readMark(tx, orgId);
  const askers = new Map<string, Asker>();
  for (const { author } of asked)
    if (!askers.has(author)) askers.set(author, await readAsker(tx, { orgId, userId: author, installed }, mark));
  const [first] = askers.values();
  const kind = first && filesKindOf(first.tenant.catalogue);
  if (!kind) return asked.map(() => refused('This organisation has no files any more.'));
  const ids = [...new Set(asked.flatMap((one) => one.ids))];
  const [records, received] = await Promise.all([
    recordsOf(tx, first.tenant, { entity: kind.entity.name, ids }),
    readReceived(tx, orgId, ids),
  ]);
  const found = new Map(records.map((one) => [one.id, one]));
  return asked.map((order) => filesOfOrder(order, { kind, found, received, nowMs, asker: askers.get(order.author) ?? first }));
} // prettier-ignore

const refused = (why: string) => ({ why: `${why} It was not sent. (MSG-44)`, rule: 'MSG-44' });

type Known = {
  readonly kind: FilesKind;
  readonly found: ReadonlyMap<string, StoredRecord>;
  readonly received: ReadonlySet<string>;
  readonly nowMs: number;
  readonly asker: Asker;
};

function filesOfOrder(
  { record, ids, by, since }: AskedFiles,
  { kind, found, received, nowMs, asker: { tenant, principal } }: Known,
): OrderFiles {
  const parent = tenant.catalogue.entities.get(record.entity)?.parent ?? '';
  const message = by === 'text' ? 'text' : 'e-mail';
  const files: AttachedFile[] = [];
  for (const [place, id] of ids.entries()) {
    const its = found.get(id);
    const file = its && fileIn(its, { entity: kind.entity, field: kind.content });
    // One answer for a file that is not there and for one that the author may not see.
    if (!its || !file || !canSee(principal, tenant.catalogue, its))
      return refused(`Its file ${place + 1} of ${ids.length} is not there, or its sender may not see it.`);
    const title = its.fields[kind.entity.title];
    const name = typeof title === 'string' && title !== '' ? title : file.name;
    if (its.life !== 'alive')
      return refused(`Its file “${name}” was deleted. Restore it, or write the ${message} without it.`);
    if (its.fields[kind.about] !== record.fields[parent])
      return refused(`Its file “${name}” does not belong to the record of the ${message}. Add it there, and write the ${message} again.`); // prettier-ignore
    files.push({ record: id, name: nameWithEnding(name, file.name), sizeBytes: file.sizeBytes, mediaType: file.mediaType, sha256: file.sha256 }); // prettier-ignore
  }
  const fault = attachedFilesFault(by, files);
  const rule = by === 'text' ? 'MSG-72' : 'MSG-43';
  if (fault !== undefined) return { why: `${fault} It was not sent. (${rule})`, rule };
  const missing = files.find((file) => !received.has(contentKey(file.record, file.sha256)));
  if (missing === undefined) return { files };
  if (nowMs - Date.parse(since) < mostWaitMs) return { opensAt: new Date(nowMs + lookAgainMs).toISOString() };
  const days = mostWaitMs / 86_400_000;
  return { why: `Its file “${missing.name}” has not reached the server within ${days} days. The device that has it must be online. It was not sent. (MSG-42)`, rule: 'MSG-42' }; // prettier-ignore
}

/** Returns the name under which a file goes out. A person may have renamed it without its ending, by which the receiver opens it. */
function nameWithEnding(name: string, original: string): string {
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(original)?.[0] ?? '';
  return name.toLowerCase().endsWith(ending.toLowerCase()) ? name : `${name}${ending}`;
}

const contentKey = (file: string, sha256: string): string => `${file} ${sha256}`;

/** Returns which contents of these files the server has received. */
async function readReceived(tx: Transaction, orgId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ file: string; sha256: string }>(
    'select file_id as file, sha256 from store.file_content where org_id = $1 and file_id = any($2::uuid[])',
    [orgId, ids],
  );
  return new Set(rows.map(({ file, sha256 }) => contentKey(file, sha256)));
}
