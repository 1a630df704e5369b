import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { Asker } from '../access/asker.ts';
import { type Database, inTenant, type Transaction } from '../db/database.ts';
import { endedAmong } from '../identity/sessions/sessions.ts';
import { findForks, readClock, type TenantClock } from '../journal/heads.ts';
import { admitDevice } from './admit-device.ts';
import type { PullAsk } from './naming/standing.ts';
import { type DeviceAsker, durableAt, type PullPorts, type PullRead, type ReadPage } from './pull-ask.ts';

/** The pull of one device. */
export type PullWithPorts<Request extends PullAsk = PullAsk> = {
  readonly ports: PullPorts;
  readonly asker: DeviceAsker;
  readonly request: Request;
};

/** `alone`: this device lacks more than the reader reads, and is answered separately. */
export type PullOutcome = Result<PullRead> | 'alone';

/** A device that gets a page: its pull, the pull's place among those that are answered with it, and its person. */
export type AdmittedPull<Request extends PullAsk = PullAsk> = PullWithPorts<Request> & {
  readonly place: number;
  readonly known: Asker;
};

/** The parts of a page that depend on its device. Devices whose pages are equal may share one object. */
export type PartsOfPage = Omit<ReadPage, 'kind' | 'head' | 'durable'>;

/** The pages of devices, by the places of their pulls. A device that is left out is answered `alone`. */
export type PagesByPlace = ReadonlyMap<number, PartsOfPage | Extract<PullRead, { kind: 'unknown' }>>;

/** The devices whose pages are read. `ahead`: the data that was read before their rights were known. */
export type PagesAsk<Request extends PullAsk, Ahead> = {
  readonly devices: readonly AdmittedPull<Request>[];
  readonly clock: TenantClock;
  readonly ahead: Ahead | undefined;
};

/** Reads the pages of devices. There is one reader for each kind of pull: `own-page.ts` and `turn-pages.ts`. */
export type PageReader<Request extends PullAsk, Ahead> = {
  /** Reads in the round trip in which sessions and the journal are checked, before the devices' rights are known. */
  readonly readAhead?: (tx: Transaction, orgId: string, pulls: readonly PullWithPorts<Request>[]) => Promise<Ahead>;
  readonly readPages: (tx: Transaction, asked: PagesAsk<Request, Ahead>) => Promise<PagesByPlace>;
};

type PullsAsk<Request extends PullAsk, Ahead> = {
  readonly pulls: readonly PullWithPorts<Request>[];
  readonly reader: PageReader<Request, Ahead>;
};

/**
 * S-1: answers pulls of one tenant's devices from one snapshot, in their order. This is the only path to a page: a device that
 * pulls alone, devices that pull at once, and the streams of devices all take it. It checks each device's session, place in the
 * journal and person, lets the reader read the pages, and composes them. The caller passes pulls with the same ports. Devices
 * with the same answer share one object.
 */
export function answerPulls<Request extends PullAsk, Ahead>(
  database: Database,
  orgId: string,
  asked: PullsAsk<Request, Ahead>,
): Promise<readonly PullOutcome[]> {
  return inTenant(database, { orgId, mode: 'snapshot' }, (tx) => answerIn(tx, orgId, asked));
}

async function answerIn<Request extends PullAsk, Ahead>(
  tx: Transaction,
  orgId: string,
  { pulls, reader }: PullsAsk<Request, Ahead>,
): Promise<readonly PullOutcome[]> {
  const heads = pulls.map(({ request }) => request.heads);
  const sessions = pulls.map(({ asker }) => asker.sessionId);
  const [clock, forks, ended, ahead] = await Promise.all([
    readClock(tx, orgId, 'unlocked'),
    findForks(tx, orgId, heads),
    endedAmong(tx, orgId, sessions),
    reader.readAhead?.(tx, orgId, pulls),
  ]);
  const outcomes: PullOutcome[] = [];
  const devices: AdmittedPull<Request>[] = [];
  for (const [place, pull] of pulls.entries()) {
    const admitted = await admitDevice(tx, pull, { clock, ended, common: forks[place] });
    if ('answer' in admitted) outcomes[place] = admitted.answer;
    else {
      outcomes[place] = 'alone';
      devices.push({ ...pull, place, known: admitted.known });
    }
  }
  if (!clock || devices.length === 0) return outcomes;
  const parts = await reader.readPages(tx, { devices, clock, ahead });
  const composed = new Map<PartsOfPage, ReadPage>();
  for (const { place, ports } of devices) {
    const ofDevice = parts.get(place);
    if (ofDevice === undefined) continue;
    if ('kind' in ofDevice) {
      outcomes[place] = accept(ofDevice);
      continue;
    }
    const page = composed.get(ofDevice) ?? composePage(ports, clock, ofDevice);
    composed.set(ofDevice, page);
    outcomes[place] = accept(page);
  }
  return outcomes;
}

/** Returns a page: the device's rows, history and next place, and the journal's head, which every page contains. */
function composePage(ports: PullPorts, clock: TenantClock, { remaining, ...ofDevice }: PartsOfPage): ReadPage {
  return {
    kind: 'page',
    ...ofDevice,
    head: [clock.head, clock.hash],
    durable: durableAt(ports, clock),
    remaining,
  };
}
