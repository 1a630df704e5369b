import { isOwnKindName } from '@outpost/domain/kernel/catalogue/own-kind-name';
import type { CallOutput, OutboxEntry, SyncStatus, TrayEntry } from '../../bridge/contract.ts';

/** The data from which diagnostics are made. */
export type DiagnosticsInput = {
  readonly device: CallOutput<'sync.device'>;
  readonly sync: SyncStatus | undefined;
  readonly outbox: readonly OutboxEntry[];
  readonly tray: readonly TrayEntry[];
  /** The schema numbers of the kinds of this build, by which it is known. */
  readonly schemas: Readonly<Record<string, number>>;
  /** The browser's or Electron's own description of itself. */
  readonly userAgent: string;
  readonly locale: string;
  readonly now: string;
};

/** Returns how often each text occurs. */
function countsOf(texts: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}

/**
 * Returns the state of this device's sync for support, as JSON: numbers, times, states, codes of refusals, and names of packs' kinds.
 * It contains no value, title, label or message, no name of a person or organisation, no address, and no name that an
 * organisation gave to a kind or field.
 */
export function diagnosticsOf(input: DiagnosticsInput): string {
  const { device, sync, outbox, tray, schemas, userAgent, locale, now } = input;
  const kinds = Object.entries(device.counts);
  const own = kinds.filter(([name]) => isOwnKindName(name));
  const oldest = outbox.map(({ madeAt }) => madeAt).sort()[0];
  return `${JSON.stringify(
    {
      madeAt: now,
      device: device.deviceId.slice(0, 8),
      program: { userAgent, locale, schemas },
      file: { bytes: device.fileBytes, isEncrypted: device.encrypted },
      records: Object.fromEntries(kinds.filter(([name]) => !isOwnKindName(name))),
      ownKinds: { kinds: own.length, records: own.reduce((sum, [, count]) => sum + count, 0) },
      sync: sync && {
        state: sync.state,
        toSend: sync.toSend,
        needsYou: sync.needsYou,
        progress: [sync.done, sync.total],
        isFirstSync: sync.firstSync,
        lastContactAt: sync.lastContactAt,
        upToDateAt: sync.upToDateAt,
        nextTryAt: sync.nextTryAt,
        kindsNotKept: sync.notKept.length,
        kindsKeptInPart: sync.partlyKept.length,
        hasProblem: sync.problem !== null,
      },
      unsent: {
        acts: outbox.length,
        edits: outbox.reduce((sum, { editCount }) => sum + editCount, 0),
        states: countsOf(outbox.map(({ state }) => state)),
        oldestMadeAt: oldest ?? null,
        judgedByServer: outbox.filter(({ isJudgedLater }) => isJudgedLater).length,
      },
      refused: {
        acts: tray.length,
        codes: countsOf(
          tray.flatMap(({ whole, reasons }) => [...(whole ? [whole.code] : []), ...reasons.map(({ code }) => code)]),
        ),
      },
    },
    null,
    2,
  )}\n`;
}
