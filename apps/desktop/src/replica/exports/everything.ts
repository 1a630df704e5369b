import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';
import { exportableBy, mayExportSome } from '@outpost/domain/kernel/access/export-rights';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { AskedLife } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { recordCountOf } from '../../bridge/records-of-summary.ts';
import { principalIn } from '../session/tenant-session.ts';
import { kindsWithFiles } from '../contents/held-files.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import type { ZipEntry } from '../spreadsheets/zipped.ts';
import { ArchivedFiles, filesListing, type KindWithFiles } from './archived-files.ts';
import { csvHeader, csvRows } from './csv-file.ts';
import { completeColumns } from './export-columns.ts';
import { type AskList, exportedRows, type RowWindow } from './exported-rows.ts';
import type { FilePart } from './file-writer.ts';
import { readme } from './everything-readme.ts';
import { ContentRefused, zippedParts } from './zipped-parts.ts';

/** Raised when programs must read the archive in another way. */
const archiveVersion = 1;

type Kind = {
  readonly entity: Entity;
  readonly alive: number;
  readonly gone: number;
  readonly which: ReturnType<typeof exportableBy>;
};

/** An archive of everything: the number of its records, and its parts. */
export type Everything = {
  readonly total: number;
  /** Records that the person sees and may not export are left out. */
  readonly isNarrowed: boolean;
  readonly parts: AsyncGenerator<Result<FilePart>, void, void>;
  /** Ends the wait for the bytes of a file that the server is sending. */
  readonly stop: () => void;
};

/**
 * Returns a ZIP archive with every record that the person sees on this device. For each kind it has a CSV file with names and
 * ids, and a file of JSON lines with the records as `records.list` returns them. Deleted and merged records have files of their
 * own. The files of one kind are read one after the other, by id, so each contains a record at most once. The bytes of the files
 * and pictures of these records follow (`ArchivedFiles`). `manifest.json` has the numbers of records and of files. Refuses where a
 * list is refused.
 */
export async function everything(open: OpenTenant, nowMs: () => number): Promise<Result<Everything>> {
  const exported = await exportedKinds(open);
  if (!exported.ok) return exported;
  const { kinds, isNarrowed } = exported.value;
  const begunMs = nowMs();
  const rowsIn = new Map<string, number>();
  const abort = new AbortController();
  const files = new ArchivedFiles({ open, kinds: filedKinds(open, kinds), stopped: abort.signal });
  const progress = {
    written: 0,
    /** Every record is in two files. */
    get done(): number {
      return Math.floor(this.written / 2);
    },
    files: files.counts,
  };
  const entries = async function* (): AsyncGenerator<ZipEntry, void, void> {
    yield { name: 'README.txt', content: () => [readme(open.session, new Date(begunMs).toISOString())] };
    for (const kind of kinds) yield* recordEntries(open, kind, { rowsIn, progress });
    yield* files.entries();
    yield files.listing();
    const facts = manifest(open, { kinds, rowsIn, files, begunMs, endedMs: nowMs() });
    yield { name: 'manifest.json', content: () => [`${JSON.stringify(facts, null, 2)}\n`] };
  };
  const total = kinds.reduce((sum, { alive, gone }) => sum + alive + gone, 0);
  const parts = zippedParts(entries(), { progress, nowMs: begunMs });
  return accept({ total, isNarrowed, parts, stop: () => abort.abort() });
}

type ExportedKinds = { readonly kinds: readonly Kind[]; readonly isNarrowed: boolean };

/** Returns the kinds of which the person may export records, with the numbers of their records. */
async function exportedKinds(open: OpenTenant): Promise<Result<ExportedKinds>> {
  const kinds: Kind[] = [];
  const principal = principalIn(open.session);
  let isNarrowed = false;
  for (const entity of withoutSealed(open.device.catalogue).entities.values()) {
    const which = exportableBy(principal, entity);
    if (which !== 'all') isNarrowed = true;
    if (!mayExportSome(principal, entity)) continue;
    const alive = await countOf(open, entity, 'alive');
    if (!alive.ok) return alive;
    const gone = await countOf(open, entity, 'gone');
    if (!gone.ok) return gone;
    kinds.push({ entity, alive: alive.value, gone: gone.value, which });
  }
  return accept({ kinds, isNarrowed });
}

/** Returns the kinds whose records have files, with the records that the archive contains. */
function filedKinds(open: OpenTenant, kinds: readonly Kind[]): readonly KindWithFiles[] {
  const filed = kindsWithFiles(open.device.catalogue);
  return kinds
    .filter(({ entity }) => filed.has(entity.name))
    .map((kind) => ({
      entity: kind.entity,
      records: async function* () {
        for (const { life } of sets)
          if (kind[life] > 0)
            for await (const { rows } of windowsOf(open, { ...kind, life, needsNames: false })) yield rows;
      },
    }));
}

type Writing = { readonly rowsIn: Map<string, number>; readonly progress: { written: number } };

/** Yields the files with the records of a kind. */
function* recordEntries(open: OpenTenant, kind: Kind, { rowsIn, progress }: Writing): Generator<ZipEntry, void, void> {
  for (const { folder, life } of sets) {
    if (kind[life] === 0) continue;
    for (const { ending, head, needsNames, lines } of writersOf(kind.entity)) {
      const name = `${folder}/${kind.entity.name}.${ending}`;
      const content = async function* () {
        rowsIn.set(name, 0);
        yield head;
        for await (const window of windowsOf(open, { ...kind, life, needsNames })) {
          yield lines(window);
          progress.written += window.rows.length;
          rowsIn.set(name, (rowsIn.get(name) ?? 0) + window.rows.length);
        }
      };
      yield { name, content };
    }
  }
}

const sets = [
  { folder: 'records', life: 'alive' },
  { folder: 'deleted', life: 'gone' },
] as const;

type LineWriter = {
  readonly ending: string;
  readonly head: string;
  /** Whether the lines contain the names of linked records. */
  readonly needsNames: boolean;
  readonly lines: (window: RowWindow) => string;
};

function writersOf(entity: Entity): readonly LineWriter[] {
  const columns = completeColumns(entity);
  return [
    { ending: 'csv', head: csvHeader(columns), needsNames: true, lines: (window) => csvRows(columns, window) },
    {
      ending: 'jsonl',
      head: '',
      needsNames: false,
      lines: ({ rows }) => rows.map((record) => `${JSON.stringify(record)}\n`).join(''),
    },
  ];
}

async function countOf({ questions }: OpenTenant, entity: Entity, life: AskedLife): Promise<Result<number>> {
  const summary = await questions.summary({ entity: entity.name, life, sums: [] });
  return summary.ok ? accept(recordCountOf(summary.value)) : summary;
}

/** Yields the living or the other records of a kind, by id: a record keeps its place when somebody changes it meanwhile. */
async function* windowsOf(
  { questions }: OpenTenant,
  {
    entity,
    life,
    needsNames,
    which,
  }: Pick<Kind, 'entity' | 'which'> & { readonly life: AskedLife; readonly needsNames: boolean },
): AsyncGenerator<RowWindow, void, void> {
  const list: AskList = (query) => (needsNames ? questions.listWithNames(query) : questions.listWithoutNames(query));
  const windows = exportedRows(list, { entity: entity.name, life, sort: [{ field: 'id', direction: 'asc' }] }, which);
  for await (const window of windows) {
    if (!window.ok) throw new ContentRefused(window);
    yield window.value;
  }
}

type Told = {
  readonly kinds: readonly Kind[];
  readonly rowsIn: ReadonlyMap<string, number>;
  readonly files: Pick<ArchivedFiles, 'counts' | 'bytes'>;
  readonly begunMs: number;
  readonly endedMs: number;
};

/** Returns the facts about an archive for programs. It is the archive's last file, so it has the final counts. */
function manifest({ device, session }: OpenTenant, { kinds, rowsIn, files, begunMs, endedMs }: Told): object {
  const { state, waiting } = device.memory;
  const { id, name, currency, timeZone } = session.organisation;
  return {
    format: 'outpost-export',
    formatVersion: archiveVersion,
    organisation: { id, name, currency, timeZone },
    person: session.person,
    begunAt: new Date(begunMs).toISOString(),
    endedAt: new Date(endedMs).toISOString(),
    device: {
      id: state.device,
      /** Whether the first sync was complete: otherwise records are missing. */
      hasAllRecords: state.synced,
      upToDateAt: state.upToDateAt,
      unsentActs: waiting,
    },
    packs: device.catalogue.packs
      .filter(({ isInstalled }) => isInstalled)
      .map((pack) => ({ name: pack.name, version: pack.version })),
    kinds: kinds.map(({ entity }) => {
      const rows = (folder: string) => rowsIn.get(`${folder}/${entity.name}.jsonl`) ?? 0;
      return {
        name: entity.name,
        label: entity.label.many,
        schema: entity.schema,
        records: rows('records'),
        deleted: rows('deleted'),
      };
    }),
    files: [...rowsIn].map(([file, records]) => ({ name: file, records })),
    /** The files and pictures of records; `missing`: without their bytes. `list` names each. */
    contents: { list: filesListing, ...files.counts, bytes: files.bytes },
  };
}
