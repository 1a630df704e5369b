import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import type { Replica } from '@outpost/desktop/replica/replica';
import { keepSending, openDevice, settleDown, touchDeal } from './device-under-fire.ts';
import { type FaultKind, faultKinds, type ServerUnderFire } from './server-under-fire.ts';

/** The result. `wrong`: acts that are missing, duplicated, or in the tray, and records that the two sides show differently. */
export type FireOutcome = {
  readonly faults: Readonly<Record<FaultKind, number>>;
  readonly acts: number;
  readonly wrong: readonly string[];
};

const deals = 25;

/** Lets a device make acts and push them during one fault after another. Afterwards every act must be in the journal once. */
export async function pushUnderFire(
  range: ServerUnderFire,
  {
    faults,
    seed,
    kinds = faultKinds,
  }: { readonly faults: number; readonly seed: number; readonly kinds?: readonly FaultKind[] },
): Promise<FireOutcome> {
  const random = seededRandom(seed);
  const profile = mkdtempSync(join(tmpdir(), 'outpost-fire-device-'));
  const device = await openDevice(profile, range);
  const struck = { server: 0, postgres: 0, connections: 0, statements: 0, line: 0, silence: 0, disk: 0 };
  const state = { isOver: false };
  const acts: string[] = [];
  try {
    const working = work(device, { seed, acts, isOver: () => state.isOver });
    const sending = keepSending(device, () => state.isOver);
    try {
      for (let fault = 0; fault < faults; fault += 1) {
        const kind = kinds[fault % kinds.length] ?? 'server';
        await sleep(random.below(150));
        await range.strike(kind);
        struck[kind] += 1;
      }
    } finally {
      state.isOver = true;
      await Promise.all([working, sending]);
    }
    const wrong = [...(await settleDown(device)), ...(await compare(range, device, { seed, acts }))];
    return { faults: struck, acts: acts.length, wrong };
  } finally {
    await device.close();
    rmSync(profile, { recursive: true });
  }
}

/** Returns an id that differs for each device, because they share a server. */
const dealId = (seed: number, place: number): string =>
  `0190b1f2-7c00-7000-8000-${String(seed * 1_000 + place).padStart(12, '0')}`;

/** Makes acts until the end, several at a time, so that pushes have content. */
async function work(
  device: Replica,
  { seed, acts, isOver }: { readonly seed: number; readonly acts: string[]; readonly isOver: () => boolean },
): Promise<void> {
  for (let number = 0; !isOver(); number += 1) {
    acts.push(await touchDeal(device, { number, deals, idOf: (place) => dealId(seed, place) }));
    await sleep(10);
  }
}

async function compare(
  range: ServerUnderFire,
  device: Replica,
  { seed, acts }: { readonly seed: number; readonly acts: readonly string[] },
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const rows = await range.query(
    'select act, count(*)::int as rows, count(distinct record)::int as records from store.journal where act = any($1) group by act',
    [acts],
  );
  const known = new Map(rows.map((row) => [row['act'], row]));
  for (const act of acts) {
    const row = known.get(act);
    if (!row) wrong.push(`act ${act} is not in the journal`);
    else if (row['rows'] !== row['records']) wrong.push(`act ${act} is in the journal more than once`);
  }
  const tray = await device.handlers['sync.tray'](null);
  if (!tray.ok || tray.value.entries.length > 0) wrong.push(`in the tray: ${JSON.stringify(tray).slice(0, 500)}`);
  const stored = await range.query("select id, fields->>'name' as name from store.crm_deal where id = any($1)", [
    Array.from({ length: deals }, (_, place) => dealId(seed, place)),
  ]);
  for (const { id, name } of stored) {
    const shown = await device.handlers['records.get']({ id: String(id) });
    if (!shown.ok || shown.value.record.fields['name'] !== name)
      wrong.push(`${String(id)} is ${String(name)} on the server and another on the device`);
  }
  const verified = await device.handlers['journal.verify'](null);
  if (!verified.ok || !verified.value.ok) wrong.push(`the journal's chain: ${JSON.stringify(verified)}`);
  return wrong;
}
