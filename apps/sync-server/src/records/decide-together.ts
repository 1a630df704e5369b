import { inTenant, type Transaction } from '../db/database.ts';
import { writeBehind } from '../db/write-behind.ts';
import { saltSource } from '../journal/chain.ts';
import { readClock } from '../journal/heads.ts';
import { tellNews } from '../journal/news.ts';
import { readTenant } from '../access/asker.ts';
import { isSealedKind } from '../catalogue/sealed-records.ts';
import { makeDataKey } from '../catalogue/sealing.ts';
import type { WorkPace } from '../sharing/loop-share.ts';
import { TooManyPlaces, type TooLargeActs, usualBounds } from './decide/act-bounds.ts';
import type { Metered, Together } from './apply-input.ts';
import { loadNamed } from './load/load.ts';
import { nothingLoaded } from './load/loaded.ts';
import { readCounts } from './load/record-counts.ts';
import { unreadNeedsOf, readGrounds, readParties } from './parties.ts';
import type { Run } from './decide/run.ts';
import { decideStep, loadAhead, turnOf } from './turn.ts';
import { editsPerStep, isLargeWork } from './load/weigh-acts.ts';
import { usualWriteLimits } from './load/write-limits.ts';
import type { WritePorts } from './write-ports.ts';
import { concernedBy, writeDevices, writeRun } from './write/write-run.ts';

/** The first steps of a turn with many edits are small: until the first one is written Postgres is idle. */
const firstStep = 25;
const roomOf = (step: number, edits: number): number =>
  edits > 2 * editsPerStep ? Math.min(editsPerStep, firstStep * 2 ** step) : editsPerStep;
/**
 * Chosen: the number of statements sent ahead to Postgres, which writes them while the server decides the next step. It is 0 while other tenants are
 * active: Postgres can't postpone a statement that it has received, so their quick works would wait for all of them.
 */
const mostAhead = 8;

/** The ports of a decision, and how it shares the processor with other tenants. */
export type DecidePorts = Omit<WritePorts, 'meter' | 'elsewhere'> & { readonly pace: WorkPace };

/** Decides a turn's requests in one transaction. If an act filed too much, rolls back and repeats with that act refused. */
export async function decideTogether(ports: DecidePorts, together: Together): Promise<readonly Metered[]> {
  const { orgId, weight } = together;
  const tooLarge = new Map<string, TooManyPlaces>();
  for (;;) {
    try {
      const how = { mode: 'write', planning: 'by-key-once', isLarge: isLargeWork(weight) } as const;
      return await inTenant(ports.database, { orgId, ...how }, (tx) =>
        applyTogether(tx, ports, { ...together, tooLarge }),
      );
    } catch (cause) {
      if (!(cause instanceof TooManyPlaces) || tooLarge.has(cause.act)) throw cause;
      tooLarge.set(cause.act, cause);
    }
  }
}

/**
 * Decides the requests of several devices, one after another, in one transaction. Returns the answers to the first requests, up
 * to an act that changes the rights of the next.
 */
async function applyTogether(
  tx: Transaction,
  ports: DecidePorts,
  { orgId, inputs, weight, tooLarge }: Together & { readonly tooLarge: TooLargeActs },
): Promise<readonly Metered[]> {
  const loaded = nothingLoaded();
  const acts = inputs.flatMap((input) => input.acts);
  // One round trip: Postgres runs the reads sent behind the lock once the lock is held.
  const [clock, grounds] = await Promise.all([
    readClock(tx, orgId, 'locked'),
    readGrounds(tx, orgId, inputs),
    loadNamed(tx, { orgId, installed: ports.installed }, { acts, loaded }),
  ]);
  if (!clock) throw new Error(`There is no tenant ${orgId}`);
  const nowMs = ports.clock.nowMs();
  const { tenant: known, settings } = await readTenant(tx, { orgId, installed: ports.installed }, clock.rights);
  const isSealing = acts.some(({ edits }) => edits.some(({ entity }) => isSealedKind(known, entity)));
  const sealing = known.sealing ?? (isSealing ? await makeDataKey(tx, orgId, nowMs) : undefined);
  const tenant = sealing === known.sealing ? known : { ...known, sealing };
  const parties = await readParties(tx, tenant, { inputs, mark: clock.rights, grounds, nowMs });
  const limits = ports.writeLimits ?? usualWriteLimits;
  const counts = await readCounts(tx, tenant, settings?.quotas ?? {});
  const at = new Date(nowMs).toISOString();
  const bounds = ports.bounds ?? usualBounds;
  const behind = writeBehind(tx);
  const { pace } = ports;
  const rest = async (): Promise<void> => {
    await behind.keptUp(pace.isBesideOthers() ? 0 : mostAhead);
    await pace.rest();
  };
  await loadAhead(tx, tenant, { needs: unreadNeedsOf(tenant, parties, loaded), loaded, limits, rest });
  const ground = {
    tenant,
    loaded,
    at,
    timeZone: settings?.timeZone ?? 'UTC',
    salt: saltSource(ports.random),
    bounds,
    tooLarge,
    limits,
    rest,
    loss: clock.loss,
    counts,
  };
  const isLarge = isLargeWork(weight); // then it pauses between and within its steps
  const runs: Run[] = [];
  let turn = turnOf(parties);
  while (turn.next) {
    const before = runs.at(-1) ?? clock;
    const room = roomOf(runs.length, weight);
    const { run, after } = await decideStep(tx, { ...ground, head: before.head, hash: before.hash }, { turn, room });
    if (isLarge) await rest();
    await writeRun(behind.tx, tenant, { run, limits, rest });
    await (isLarge ? rest() : handedOver());
    run.carryOver();
    runs.push(run);
    turn = after;
  }
  const devices = turn.parts.flatMap(({ device }) => device ?? []);
  if (devices.length > 0) await writeDevices(behind.tx, orgId, devices);
  const { head } = runs.at(-1) ?? clock;
  if (head > clock.head) await tellNews(behind.tx, { orgId, n: head, names: concernedBy(runs, devices) });
  await behind.written();
  const moved = runs.at(-1)?.moved?.places ?? 0; // rows of the act that ended the turn
  return turn.parts.map(({ applied }, place) =>
    applied.kind === 'decided' && place === turn.parts.length - 1
      ? { ...applied, rows: applied.rows + moved }
      : applied,
  );
}

/**
 * Resolves at the end of this tick, when the statements are sent. Postgres runs them while the next step is decided
 * here.
 */
const handedOver = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
