import { denied } from '@outpost/domain/kernel/access/denial';
import { exportableBy, mayExportSome } from '@outpost/domain/kernel/access/export-rights';
import { unknownEntity } from '@outpost/domain/kernel/catalogue/catalogue';
import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { CallHandler } from '../../bridge/call-handler.ts';
import type { CallName } from '../../bridge/contract.ts';
import { recordCountOf } from '../../bridge/records-of-summary.ts';
import { dayIn } from '../device/day-in.ts';
import { kindsNotWhole } from '../device/kinds-not-kept.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import { referredIn } from '../questions/referred-values.ts';
import { principalIn } from '../session/tenant-session.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { everything } from './everything.ts';
import { exportColumns } from './export-columns.ts';
import { type AskList, exportedRows } from './exported-rows.ts';
import { fileWriters } from './file-formats.ts';
import { FilePieces } from './file-pieces.ts';
import { personArchive } from './person-archive.ts';
import { serverArchive } from './server-archive.ts';
import { notReachable, vcfFile } from './vcf-file.ts';
import { icsFile, notScheduled } from './ics-file.ts';
import { tableColumns, tableRows } from './table-rows.ts';
import { xlsxBook } from './xlsx-file.ts';

/** The handlers of the bridge's calls of exports. */
export type ExportHandlers = { readonly [N in Extract<CallName, `exports.${string}`>]: CallHandler<N> };

type KeptExport = {
  readonly tenant: OpenTenant;
  readonly pieces: FilePieces;
  readonly stopClock: () => void;
  /** Ends the wait for the server's bytes. Absent where the pieces are made of records on this device alone. */
  readonly stopReading?: () => void;
};

/** The entry of an export for the journal: what was exported, the number of its records, and the format. */
type Noted = { readonly of: string; readonly count: number; readonly format: string };

/** An export that nobody reads ends after this time. Chosen: longer than any pause of a slow disk, and of a person who is asked for a place. */
const idleMs = 900_000;

/** E-3: a reader can leave an export without its end, so a new one replaces the oldest. */
const mostKept = 4;

export type ExportsParts = {
  /** Returns the open replica, or the refusal with the reason why none is open. */
  readonly tenant: () => Result<OpenTenant>;
  readonly ports: Pick<ReplicaPorts, 'clock' | 'ids' | 'timers'>;
};

/**
 * Returns the handlers of all `exports.*` calls of the bridge. An export reads the records that the person sees on this device,
 * one window for each requested piece. Archives of one person and of the organisation are read from the server instead. An export makes no act.
 */
export function exportHandlers({ tenant, ports }: ExportsParts): ExportHandlers {
  const kept = new Map<string, KeptExport>();
  const forget = async (exportId: string): Promise<void> => {
    const entry = kept.get(exportId);
    kept.delete(exportId);
    entry?.stopClock();
    entry?.stopReading?.();
    await entry?.pieces.end();
  };
  const piecesOf = (parts: ConstructorParameters<typeof FilePieces>[0]) => new FilePieces(parts, ports.timers);
  const clockOf = (exportId: string) => ports.timers.after(idleMs, () => void forget(exportId));
  /** Keeps an export that begins, and returns its id. */
  const begin = async (entry: Omit<KeptExport, 'stopClock'>): Promise<string> => {
    for (const [id, { tenant: of }] of kept) if (of !== entry.tenant || kept.size >= mostKept) await forget(id);
    const exportId = ports.ids.newId();
    kept.set(exportId, { ...entry, stopClock: clockOf(exportId) });
    return exportId;
  };
  /** Keeps an export of this device. Its entry for the journal is on disk before a piece of it is read. */
  const keep = async (
    open: OpenTenant,
    pieces: FilePieces,
    { stopReading, ...what }: Noted & Pick<KeptExport, 'stopReading'>,
  ): Promise<string> => {
    await open.exported.note({ ...what, at: new Date(ports.clock.nowMs()).toISOString() });
    return begin({ tenant: open, pieces, ...(stopReading === undefined ? {} : { stopReading }) });
  };
  return {
    'exports.begin': async ({ columns, format, ...question }) => {
      const open = tenant();
      if (!open.ok) return open;
      const { device, questions, session } = open.value;
      const entity = device.catalogue.entities.get(question.entity);
      if (!entity) return unknownEntity(question.entity);
      const catalogue = withoutSealed(device.catalogue);
      const chosen = exportColumns(catalogue, entity, columns);
      if (!chosen.ok) return chosen;
      const principal = principalIn(session);
      const which = exportableBy(principal, entity);
      if (!mayExportSome(principal, entity)) return denied(entity, 'export');
      const referred = referredIn(catalogue, entity.name, typeof columns === 'string' ? [] : columns);
      const linked = new Map(referred.map(({ target }) => [target.name, exportableBy(principal, target)]));
      const misfit = format === 'ics' ? notScheduled(entity) : format === 'vcf' ? notReachable(entity) : undefined;
      if (misfit) return misfit;
      const { sort: _sort, ...counted } = question;
      const summary = await questions.summary({ ...counted, sums: [] });
      if (!summary.ok) return summary;
      const paths = referred.map(({ path }) => path);
      const mayShow = (record: StoredRecord) => {
        const exportable = linked.get(record.entity);
        return exportable === 'all' || exportable?.(record) === true;
      };
      const ask: AskList = (query) => questions.listWithNames({ ...query, referred: paths }, mayShow);
      const windows = exportedRows(ask, question, which);
      const { id: organisation, timeZone } = session.organisation;
      const nowMs = ports.clock.nowMs();
      const list = { name: entity.label.many, columns: chosen.value, timeZone, nowMs };
      const file =
        format === 'ics'
          ? icsFile({ entity, organisation, timeZone, nowMs }, windows)
          : format === 'vcf'
            ? vcfFile(entity, windows)
            : fileWriters[format](list, windows);
      const total = recordCountOf(summary.value);
      const exportId = await keep(open.value, piecesOf(file), { of: entity.name, count: total, format });
      const today = dayIn(timeZone, nowMs);
      const notWhole = kindsNotWhole(device);
      const isPartial = !device.memory.state.synced || [entity.name, ...linked.keys()].some((kind) => notWhole.includes(kind)); // prettier-ignore
      const isNarrowed = [which, ...linked.values()].some((exportable) => exportable !== 'all');
      return accept({ exportId, fileName: fileName(entity.label.many, today, format), total, isPartial, isNarrowed });
    },
    'exports.beginAll': async () => {
      const open = tenant();
      if (!open.ok) return open;
      const all = await everything(open.value, () => ports.clock.nowMs());
      if (!all.ok) return all;
      const { parts, total, stop } = all.value;
      const what = { of: 'everything', count: total, format: 'zip', stopReading: stop };
      const exportId = await keep(open.value, piecesOf(parts), what);
      const { name, timeZone } = open.value.session.organisation;
      return accept({
        exportId,
        fileName: fileName(name, dayIn(timeZone, ports.clock.nowMs()), 'zip'),
        total,
        isPartial: !open.value.device.memory.state.synced || kindsNotWhole(open.value.device).length > 0,
        isNarrowed: all.value.isNarrowed,
      });
    },
    'exports.beginTable': async (table) => {
      const open = tenant();
      if (!open.ok) return open;
      const { device, session } = open.value;
      const { timeZone } = session.organisation;
      const nowMs = ports.clock.nowMs();
      const { name, format, rows } = table;
      const list = { name, columns: tableColumns(table), timeZone, nowMs };
      const pieces = piecesOf(fileWriters[format](list, tableRows(table)));
      const exportId = await keep(open.value, pieces, { of: 'report', count: rows.length, format });
      return accept({
        exportId,
        fileName: fileName(name, dayIn(timeZone, nowMs), format),
        total: rows.length,
        isPartial: !device.memory.state.synced,
        isNarrowed: false,
      });
    },
    'exports.beginWorkbook': async ({ name, sheets }) => {
      const open = tenant();
      if (!open.ok) return open;
      const { device, session } = open.value;
      const { timeZone } = session.organisation;
      const nowMs = ports.clock.nowMs();
      const tables = sheets.map((table) => ({
        list: { name: table.name, columns: tableColumns(table), timeZone, nowMs },
        windows: tableRows(table),
      }));
      const total = sheets.reduce((sum, { rows }) => sum + rows.length, 0);
      const what = { of: 'dashboard', count: total, format: 'xlsx' };
      const exportId = await keep(open.value, piecesOf(xlsxBook(tables, nowMs)), what);
      return accept({
        exportId,
        fileName: fileName(name, dayIn(timeZone, nowMs), 'xlsx'),
        total,
        isPartial: !device.memory.state.synced,
        isNarrowed: false,
      });
    },
    'exports.beginPerson': async ({ id }) => {
      const open = tenant();
      if (!open.ok) return open;
      const archive = await personArchive(open.value, { id, timers: ports.timers });
      if (!archive.ok) return archive;
      const { counts, parts, stop } = archive.value;
      const exportId = await begin({ tenant: open.value, pieces: piecesOf(parts), stopReading: stop }); // the server has noted it in the journal
      return accept({ exportId, fileName: `person-${id}.zip`, counts });
    },
    'exports.beginOrganisation': async () => {
      const open = tenant();
      if (!open.ok) return open;
      const archive = await serverArchive(open.value, { path: '/organisation/export', timers: ports.timers, isChecked: true }); // prettier-ignore
      if (!archive.ok) return archive;
      const { parts, stop } = archive.value;
      const exportId = await begin({ tenant: open.value, pieces: piecesOf(parts), stopReading: stop }); // the server has noted it in the journal
      const { name, timeZone } = open.value.session.organisation;
      return accept({ exportId, fileName: fileName(`${name} archive`, dayIn(timeZone, ports.clock.nowMs()), 'zip') });
    },
    'exports.piece': async ({ exportId, piece }) => {
      const current = tenant();
      if (!current.ok) return current;
      const entry = kept.get(exportId);
      if (entry?.tenant !== current.value)
        return refuse('request/not-found', 'This export is not open any more. Begin it again.', { path: 'exportId' });
      entry.stopClock();
      kept.set(exportId, { ...entry, stopClock: clockOf(exportId) });
      const answer = await entry.pieces.read(piece);
      if (!answer.ok && answer.code !== 'request/invalid') await forget(exportId);
      return answer;
    },
    'exports.cancel': async ({ exportId }) => {
      await forget(exportId);
      return accept(null);
    },
  };
}

/** Returns the proposed name of a file, without characters that file systems refuse: "Deals 2026-11-22.csv". */
const fileName = (name: string, today: string, ending: string): string =>
  `${name.replace(/[\p{Cc}<>:"/\\|?*]+/gu, ' ').trim()} ${today}.${ending}`;
