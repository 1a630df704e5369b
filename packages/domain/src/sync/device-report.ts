import type { Head } from './protocol.ts';

/** The data that a device reports about itself at each refresh of its session. Null: it does not report this part. Nothing is decided by it. */
export type DeviceReport = {
  /** The number of acts that no server has accepted: those that wait, and refused ones that are not discarded. */
  readonly unsent: number | null;
  /** The number of living records on the device, and of files whose bytes are there. */
  readonly held: { readonly records: number; readonly files: number } | null;
  /** The newest head of the journal that the device holds (P-5). */
  readonly head: Head | null;
};

/** The headers of a report. A server that does not know one ignores it (K-5). */
const headers = { unsent: 'outpost-unsent', held: 'outpost-held', head: 'outpost-head' } as const;

/** Chosen: above any number of acts, records or files on a device. */
const mostCounted = 100_000_000;

const countFrom = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,9}$/u.test(text) ? Math.min(Number(text), mostCounted) : null;

/** Returns the headers that contain a report. */
export function reportHeaders({ unsent, held, head }: DeviceReport): Readonly<Record<string, string>> {
  return {
    ...(unsent === null ? {} : { [headers.unsent]: String(unsent) }),
    ...(held === null ? {} : { [headers.held]: `${held.records} ${held.files}` }),
    ...(head === null ? {} : { [headers.head]: `${head[0]} ${head[1]}` }),
  };
}

/** Returns the report in the headers of a request. A header with another text is like none. */
export function reportIn(header: (name: string) => string | undefined): DeviceReport {
  const [records, files, ...more] = (header(headers.held) ?? '').split(' ').map(countFrom);
  const isHeld = records != null && files != null && more.length === 0;
  const [, n, hash] = /^(\d{1,15}) ([0-9a-f]{64})$/u.exec(header(headers.head) ?? '') ?? [];
  return {
    unsent: countFrom(header(headers.unsent)),
    held: isHeld ? { records, files } : null,
    head: n === undefined || hash === undefined ? null : [Number(n), hash],
  };
}
