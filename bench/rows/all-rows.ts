import { automationRows } from './automation-rows.ts';
import type { BenchRow } from './bench-row.ts';
import { coldStartRows } from './cold-start-rows.ts';
import { deviceRows } from './device-rows.ts';
import { effectRows } from './effect-rows.ts';
import { hostileRows } from './hostile-rows.ts';
import { importRows } from './import-rows.ts';
import { memoryRows } from './memory-rows.ts';
import { placeRows } from './place-rows.ts';
import { screenRows } from './screen-rows.ts';
import { serverRows } from './server-rows.ts';
import { syncRows } from './sync-rows.ts';
import { webhookRows } from './webhook-rows.ts';

/** All measurements without peers, in the order in which they disturb each other least. */
export const benchRows: readonly BenchRow[] = [
  ...syncRows.slice(0, 2),
  ...serverRows.slice(0, 1),
  ...deviceRows,
  ...placeRows,
  ...screenRows,
  ...coldStartRows,
  ...syncRows.slice(2),
  ...serverRows.slice(1),
  ...memoryRows,
  ...importRows,
  ...effectRows,
  ...automationRows,
  ...webhookRows,
  ...hostileRows, // last, because its effects on the server would disturb other measurements
];
