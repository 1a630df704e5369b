import type { Clock } from '@outpost/domain/kernel/ports';
import { nowOf } from './device/now-of.ts';
import type { FaultLog } from './device/ports.ts';

/** The log of a shell's processes: one JSON object per line. It contains no content of records, no names, no addresses. */
export type JsonLog = FaultLog & {
  readonly info: (event: string, details?: Readonly<Record<string, string | number | boolean>>) => void;
};

/** Returns the log of one process. `write` takes whole lines: the process' stderr, in all shells. */
export function jsonLog(
  process: string,
  { clock, write }: { readonly clock: Clock; readonly write: (line: string) => void },
): JsonLog {
  const line = (level: 'info' | 'error', entry: object) =>
    write(`${JSON.stringify({ at: nowOf(clock), level, process, ...entry })}\n`);
  return {
    info: (event, details = {}) => line('info', { event, ...details }),
    fault: ({ id, doing, cause }) => line('error', { event: 'fault', fault: id, doing, causes: causesOf(cause) }),
  };
}

/** Chosen: deeper than any chain of causes in this code; it also ends circular causes. */
const mostCauses = 8;

function causesOf(error: unknown): readonly string[] {
  const causes: string[] = [];
  for (
    let cause = error;
    cause !== undefined && cause !== null && causes.length < mostCauses;
    cause = cause instanceof Error ? cause.cause : undefined
  ) {
    causes.push(
      cause instanceof Error
        ? (cause.stack ?? `${cause.name}: ${cause.message}`)
        : typeof cause === 'string'
          ? cause
          : 'a value that is not an Error was thrown',
    );
  }
  return causes;
}
