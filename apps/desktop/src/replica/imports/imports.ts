import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { CallHandler } from '../../bridge/call-handler.ts';
import type { CallName } from '../../bridge/contract.ts';
import type { ImportProgress } from '../../bridge/import-plan.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { ImportReader } from './import-reader.ts';
import { ImportRunner } from './import-runner.ts';
import { KeptImports } from './kept-imports.ts';
import { RefusedRowPieces } from './refused-row-pieces.ts';
import type { WriteRamp } from './run-import.ts';

/** The handlers of the bridge's calls of imports. */
export type ImportHandlers = { readonly [N in Extract<CallName, `imports.${string}`>]: CallHandler<N> };

export type ImportsParts = {
  /** Returns the open replica, or the refusal with the reason why none is open. */
  readonly tenant: () => Result<OpenTenant>;
  readonly ports: ReplicaPorts;
  /** Called at each step of an import. */
  readonly tell: (progress: ImportProgress) => void;
  /** How many acts one write of a running import takes, if not the default. */
  readonly ramp?: WriteRamp | undefined;
  /** The bound on a file of kept refused rows, if not that of all files. */
  readonly mostKeptBytes?: number | undefined;
};

/**
 * Returns the handlers of all `imports.*` calls of the bridge: they receive files, plan and show imports, apply corrections, and
 * run imports in the background (issue 2, section 6).
 */
export function importHandlers({ tenant, ports, tell, ramp, mostKeptBytes }: ImportsParts): ImportHandlers {
  const kept = new KeptImports({ tenant, ids: ports.ids, tell });
  const reader = new ImportReader(kept, ports);
  const runner = new ImportRunner(kept, ports, { ramp, mostKeptBytes });
  return {
    'imports.begin': async ({ files }) => kept.begin(files),
    'imports.piece': async ({ importId, ...piece }) => {
      const found = kept.find(importId);
      return found.ok ? found.value.files.take(piece) : found;
    },
    'imports.open': async ({ importId, recipe }) => {
      const found = kept.find(importId);
      return found.ok ? reader.open(found.value, recipe) : found;
    },
    'imports.change': async (input) => {
      const found = kept.findPlanned(input.importId);
      return found.ok ? reader.change(found.value, input) : found;
    },
    'imports.refusedRows': async ({ importId, file, piece }) => {
      const found = kept.findPlanned(importId);
      if (!found.ok) return found;
      const entry = found.value;
      if (piece === 0 || entry.refusedRows === undefined)
        entry.refusedRows = new RefusedRowPieces(entry.open.refusedRows(file));
      return entry.refusedRows.read(piece);
    },
    'imports.run': async ({ importId, remembers = true }) => {
      const found = kept.findPlanned(importId);
      if (!found.ok) return found;
      const [question] = found.value.open.openQuestions();
      return question === undefined
        ? accept(runner.run(found.value, { remembers }))
        : refuse('request/invalid', `Answer this question before the import runs: ${question}`, {
            path: 'readings',
          });
    },
    'imports.cancel': async ({ importId }) => {
      const found = kept.find(importId);
      if (!found.ok) return found;
      const entry = found.value;
      entry.isCancelled = true; // a running import ends after the current act
      if (entry.progress.state === 'planned') kept.forget(importId);
      return accept(entry.progress.state === 'planned' ? { ...entry.progress, state: 'cancelled' } : entry.progress);
    },
    'imports.progress': async ({ importId }) => {
      const found = kept.find(importId);
      return found.ok ? accept(found.value.progress) : found;
    },
  };
}
