import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startReceiver } from '@outpost/sync-server/testing/webhook-world';
import type { Replica } from '@outpost/desktop/replica/replica';
import { z } from 'zod';
import { keepSending, openDevice, settleDown, touchDeal } from '../faults/device-under-fire.ts';
import { accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { signInToApi } from '../testbed/api-client.ts';

/**
 * The result. The lag of an event is the time from its row of the journal to the arrival of its webhook, in milliseconds. `wrong`: what is
 * missing or came twice.
 */
export type EventsOutcome = {
  readonly events: number;
  readonly eventsPerHour: number;
  readonly lagMs: { readonly median: number; readonly p99: number; readonly most: number };
  readonly wrong: readonly string[];
};

const deals = 50;
const dealId = (number: number): string => `0190b1f2-7c00-7000-8002-${String(number).padStart(12, '0')}`;
const sentSchema = z.object({ timestamp: z.string() });

/** Changes records on a device at a steady rate, and takes the webhooks of the changes. `perHour`: acts of one change each. */
export async function eventsAtRate({
  perHour,
  seconds,
}: {
  readonly perHour: number;
  readonly seconds: number;
}): Promise<EventsOutcome> {
  const receiver = await startReceiver();
  const arrivals: number[] = [];
  receiver.answer = () => {
    arrivals.push(Date.now());
    return 200;
  };
  const server = await startOutpostServer({ env: { OUTPOST_TRUSTED_HOSTS: `127.0.0.1:${receiver.port}` } });
  const profile = mkdtempSync(join(tmpdir(), 'outpost-load-device-'));
  try {
    const admin = accountWithRole(server, 'owner');
    const api = await signInToApi({ server: server.url, ...admin });
    await api.post('/api/v1/webhooks', { name: 'Load', url: receiver.urlOf(), grants: ['*:*@org'], sends: [{ entity: 'crm/deal' }] }); // prettier-ignore
    const device = await openDevice(profile, { url: server.url, account: admin });
    try {
      const state = { isOver: false };
      const startedMs = Date.now();
      const sending = keepSending(device, () => state.isOver);
      const acts = await write(device, { perHour, seconds }).finally(() => {
        state.isOver = true;
      });
      await sending;
      const tookMs = Date.now() - startedMs;
      const restless = await settleDown(device);
      for (let round = 0; round < 240 && receiver.got.length < acts; round += 1) await sleep(250);
      const sent = receiver.got.map(({ body }) => sentSchema.parse(JSON.parse(body)));
      const lags = sent.map(({ timestamp }, place) => (arrivals[place] ?? Number.NaN) - Date.parse(timestamp)).toSorted((a, b) => a - b); // prettier-ignore
      const at = (share: number): number => lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? 0;
      return {
        events: sent.length,
        eventsPerHour: Math.round((acts / tookMs) * 3_600_000),
        lagMs: { median: at(0.5), p99: at(0.99), most: at(1) },
        wrong: [
          ...restless,
          ...wrongOf(
            receiver.got.map(({ headers }) => String(headers['webhook-id'])),
            acts,
          ),
        ],
      };
    } finally {
      await device.close();
    }
  } finally {
    await server.stop();
    await receiver.close();
    rmSync(profile, { recursive: true });
  }
}

/** Makes acts of one change each until the time is over. Returns how many. */
async function write(
  device: Replica,
  { perHour, seconds }: { readonly perHour: number; readonly seconds: number },
): Promise<number> {
  const startedMs = Date.now();
  const total = Math.round((perHour / 3_600) * seconds);
  for (let number = 0; number < total; number += 1) {
    const dueMs = startedMs + (number * seconds * 1_000) / total;
    await sleep(Math.max(0, dueMs - Date.now()));
    await touchDeal(device, { number, deals, idOf: dealId });
  }
  return total;
}

function wrongOf(ids: readonly string[], acts: number): readonly string[] {
  const different = new Set(ids).size;
  return [
    ...(different === acts ? [] : [`${different} events of ${acts} acts arrived`]),
    ...(ids.length === different ? [] : [`${ids.length - different} events arrived twice`]),
  ];
}
