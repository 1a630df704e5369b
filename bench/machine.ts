import { cpus, loadavg, totalmem } from 'node:os';

/** Describes the machine of the figures: processors, memory, system, Node. */
export const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}-${process.arch}, Node ${process.versions.node}`;

/** Returns the machine's present load. */
export const loadNow = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
