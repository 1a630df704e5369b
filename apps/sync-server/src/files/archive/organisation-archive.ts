import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { ZipFile } from 'yazl';
import { readMark, readTenant } from '../../access/asker.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import { inTenant } from '../../db/database.ts';
import type { ArchivePorts } from '../person-archive.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import { signDetached } from '../../journal/exports/detached-jws.ts';
import type { ApiCaller } from '../../tenancy/act-as.ts';
import type { MemberPorts } from '../../tenancy/members.ts';
import { isOwner, ownersOnly, readSeat } from '../../tenancy/organisation/ownership.ts';
import { addBytes, endZip } from '../zip-streams.ts';
import { archivedContents, contentBytes, contentPath, fileLines } from './archived-files.ts';
import { headNow, journalLines } from './archived-journal.ts';
import { archivedKinds, recordCsv, recordLines } from './archived-kinds.ts';

/** An archive of everything of an organisation: the name of its file, and its bytes, which are made while they are read. */
export type OrganisationArchive = { readonly fileName: string; readonly zip: NodeJS.ReadableStream };

/**
 * PLT-45b: returns the archive of the caller's organisation, for its owners. Refuses `access/denied` to others. The export is an entry of
 * the journal. The server keeps nothing of the archive.
 */
export async function exportOrganisation(
  ports: ArchivePorts & MemberPorts,
  caller: ApiCaller,
): Promise<Result<OrganisationArchive>> {
  const seat = await readSeat(ports, caller);
  if (!seat.ok) return seat;
  if (!isOwner(seat.value.caller)) return ownersOnly();
  return accept(await archiveOf(ports, { orgId: caller.orgId, by: caller.userId }));
}

/** A part of the archive, as the signed list describes it. */
type Part = { readonly path: string; readonly sha256: string; readonly sizeBytes: number };

/**
 * Makes the archive of a tenant as a ZIP stream (PLT-45b). It contains records of every kind as CSV and lines of
 * JSON, files by their content with an index, and the journal up to its signed head. A signed list of its contents
 * comes last. One page of rows is in memory at a time. `by`: the person who asks; null for an operator.
 */
export async function archiveOf(
  ports: ArchivePorts,
  { orgId, by }: { readonly orgId: string; readonly by: string | null },
): Promise<OrganisationArchive> {
  const { database, blobs } = ports;
  const nowMs = ports.clock.nowMs();
  const madeAt = new Date(nowMs).toISOString();
  const { tenant, organisation } = await readOrganisation(ports, orgId);
  await inTenant(database, { orgId, mode: 'write' }, (tx) =>
    noteEvent(tx, orgId, { action: 'organisation/exported', nowMs, origin: ports.origin, by, details: {} }),
  );
  const [n, hash] = await headNow(database, orgId);
  const signature = await ports.signHead(orgId, [n, hash]);
  const { kinds, leftOut } = await archivedKinds(database, tenant);
  const contents = blobs ? await archivedContents(database, orgId) : [];

  const zip = new ZipFile();
  const parts: Part[] = [];
  const missing: string[] = [];
  const add = (path: string, pieces: AsyncIterable<string | Uint8Array>, compress = true): void =>
    addBytes(zip, { path, bytes: Readable.from(counted(path, pieces, parts), { objectMode: false }), compress });
  add('README.txt', once(readme(leftOut)));
  add('organisation.json', once(`${JSON.stringify(organisation, null, 1)}\n`));
  for (const kind of kinds) {
    const path = `records/${kind.name.replace('/', '-')}`;
    add(`${path}.jsonl`, recordLines(database, tenant, kind.name));
    add(`${path}.csv`, recordCsv(database, tenant, kind));
  }
  add('files/index.jsonl', fileLines(database, orgId));
  for (const content of contents)
    if (blobs)
      add(
        contentPath(content.sha256),
        contentBytes(blobs, { orgId, ...content }, (one) => missing.push(one)),
        false,
      );
  add('journal.jsonl', journalLines(database, { orgId, head: n, leftOut: new Set(leftOut.keys()) }));
  add('journal-head.json', once(`${JSON.stringify({ organisation: orgId, n, hash, signature }, null, 1)}\n`));
  const list = manifestText(() => ({
    form: 1,
    kind: 'organisation-export',
    organisation: orgId,
    madeAt,
    madeBy: by,
    head: { n, hash },
    leftOut: Object.fromEntries(leftOut),
    missingFiles: missing,
    parts,
  }));
  // The last two parts are made when all others have been read.
  const signed = () => signDetached(list(), ports.signing());
  const texts = { 'manifest.json': () => Promise.resolve(list()), 'manifest.json.jws': signed };
  for (const [path, make] of Object.entries(texts))
    addBytes(zip, { path, bytes: Readable.from(later(make), { objectMode: false }), compress: true });
  const output = endZip(zip);
  return { fileName: `organisation-${orgId}-${madeAt.slice(0, 10)}.zip`, zip: output };
}

async function readOrganisation(
  { database, installed }: ArchivePorts,
  orgId: string,
): Promise<{ readonly tenant: Tenant; readonly organisation: object }> {
  return inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant } = await readTenant(tx, { orgId, installed }, await readMark(tx, orgId));
    const [organisation] = await tx.query(
      'select org_id as id, name, currency, time_zone as "timeZone", plan, quotas from store.tenants where org_id = $1',
      [orgId],
    );
    if (!organisation) throw new Error(`There is no organisation ${orgId}`);
    return { tenant, organisation };
  });
}

/** Passes a part on, and notes its digest and size when it has been read whole. */
async function* counted(
  path: string,
  pieces: AsyncIterable<string | Uint8Array>,
  parts: Part[],
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    if (bytes.length === 0) continue; // an empty piece would end the stream
    hash.update(bytes);
    sizeBytes += bytes.length;
    yield bytes;
  }
  parts.push({ path, sha256: hash.digest('hex'), sizeBytes });
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

async function* later(make: () => Promise<string>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(await make());
}

/** Returns a function that makes the text of the list once, when it is first asked for. */
function manifestText(make: () => object): () => string {
  let text: string | undefined;
  return () => (text ??= `${JSON.stringify(make(), null, 1)}\n`);
}

const readme = (leftOut: ReadonlyMap<string, string>): string => `This archive contains all data of one organisation.

organisation.json    its name, currency, time zone, plan and limits
records/             each kind of record as CSV and as lines of JSON, also people, teams, roles and settings, and deleted records
files/               the bytes of files, named by their SHA-256; files/index.jsonl lists which record has which file
journal.jsonl        the journal: a row's digest is the SHA-256 of its salt and its payload; its hash is the SHA-256 of the previous row's hash and its digest
journal-head.json    the hash of the last row, signed by the server
manifest.json        the digest of each part; manifest.json.jws is the server's signature of it

The public keys of the server are at /.well-known/journal-jwks.json. Records were read one after the other while people worked on.

Left out, with their rows of the journal:
${[...leftOut].map(([name, why]) => `${name}: ${why}`).join('\n')}
Also left out: passwords, second factors, sessions and keys.
`;
