import { dirname } from 'node:path';
import type { IdSource } from '@outpost/domain/kernel/ports';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ImportProgress } from '../../bridge/import-plan.ts';
import type { ParsedInput } from '../../bridge/parse-call.ts';
import { WriteLane } from '../records/write-lane.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { GivenFiles } from './given-files.ts';
import type { OpenImport } from './open-import.ts';
import type { RefusedRowPieces } from './refused-row-pieces.ts';
import { WorkFile } from './work-file.ts';

/** An import and its progress. Its lane runs calls in order. `open` is absent while its files arrive. */
export type KeptImport = {
  readonly tenant: OpenTenant;
  readonly work: WorkFile;
  readonly files: GivenFiles;
  readonly lane: WriteLane;
  open: OpenImport | undefined;
  /** The latest requested file of refused rows, while it is being read. */
  refusedRows: RefusedRowPieces | undefined;
  progress: ImportProgress;
  isCancelled: boolean;
};
/** An import with a plan. */
export type PlannedImport = KeptImport & { open: OpenImport };

/** E-3: an import keeps its files on disk, so a new import replaces the oldest one that is not running. */
const mostKept = 4;

const busy: ReadonlySet<ImportProgress['state']> = new Set(['reading', 'running']);

/** Whether an import is being read, planned or run. */
export const isBusy = ({ progress }: KeptImport): boolean => busy.has(progress.state);

export type KeptImportsParts = {
  /** Returns the open replica, or the refusal with the reason why none is open. */
  readonly tenant: () => Result<OpenTenant>;
  readonly ids: IdSource;
  /** Called with each progress. */
  readonly tell: (progress: ImportProgress) => void;
};

/** The imports of this process that a person may continue. */
export class KeptImports {
  readonly #parts: KeptImportsParts;
  readonly #kept = new Map<string, KeptImport>();
  /** Folders whose abandoned work files were deleted. */
  readonly #swept = new Set<string>();

  constructor(parts: KeptImportsParts) {
    this.#parts = parts;
  }

  /** Keeps a new import, whose files arrive from now on. Drops imports of another replica, and the oldest ones. */
  begin(files: ParsedInput<'imports.begin'>['files']): Result<{ readonly importId: string }> {
    const current = this.#parts.tenant();
    if (!current.ok) return current;
    this.#makeRoom(current.value);
    const importId = this.#parts.ids.newId();
    const work = new WorkFile(dirname(current.value.device.database.file.path), importId);
    this.#kept.set(importId, {
      tenant: current.value,
      work,
      files: new GivenFiles(work, files),
      lane: new WriteLane(),
      open: undefined,
      refusedRows: undefined,
      progress: { importId, state: 'planned', done: 0, total: 0, created: {}, changed: {}, group: null, message: null },
      isCancelled: false,
    });
    return accept({ importId });
  }

  #makeRoom(current: OpenTenant): void {
    const folder = dirname(current.device.database.file.path);
    for (const [id, entry] of this.#kept)
      if (entry.tenant !== current || (this.#kept.size >= mostKept && !isBusy(entry))) this.forget(id);
    if (!this.#swept.has(folder)) WorkFile.sweep(folder);
    this.#swept.add(folder);
  }

  /** Finds an import of the open replica. Refuses with request/not-found. */
  find(importId: string): Result<KeptImport> {
    const found = this.#kept.get(importId);
    const current = this.#parts.tenant();
    if (!current.ok) return current;
    return found && found.tenant === current.value
      ? accept(found)
      : refuse('request/not-found', 'This import is not open any more. Choose its files again.', { path: 'importId' });
  }

  /** Finds an import with a plan. Refuses with request/not-found, and with request/invalid while there is no plan. */
  findPlanned(importId: string): Result<PlannedImport> {
    const found = this.find(importId);
    if (!found.ok) return found;
    return found.value.open
      ? accept(found.value as PlannedImport) // its plan exists
      : refuse('request/invalid', 'The files of this import have not been read yet.', { path: 'importId' });
  }

  /** Changes the progress of an import and reports it. */
  setProgress(entry: KeptImport, change: Partial<ImportProgress>): ImportProgress {
    entry.progress = { ...entry.progress, ...change };
    this.#parts.tell(entry.progress);
    return entry.progress;
  }

  /** Deletes an import with its files. */
  forget(importId: string): void {
    this.#kept.get(importId)?.work.close();
    this.#kept.delete(importId);
  }
}
