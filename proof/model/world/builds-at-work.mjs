// Builds (S-7, K-5) and packs (T-25) of a history: devices and servers that are updated, pages that fit no device, a pack that is
// removed and installed again.
import * as check from '../check/check-builds.mjs';
import { knows, nextBuild, presentBuild, previousBuild } from '../domain/builds.mjs';

/** T-25: the kinds of the pack that people remove and install. */
const packKinds = ['activity', 'visit'];

/** Returns the build of a new device: mostly the build before, the more so while the server itself has it. */
export const firstBuild = (server, { chance }) =>
  chance(server.build === previousBuild ? 0.85 : 0.6) ? previousBuild : presentBuild;

/** The events of builds and packs, each with its weight in the bag of faults. `mode`: the kind of history that has them. */
export const buildFaults = ({ server, devices, pick, trace, join, confirmed }) => ({
  joinDevice: {
    mode: 'builds',
    weight: 3,
    play() {
      if (devices.length > 8) return;
      const d = join(pick(devices).user);
      trace(`${d.disk.device} of ${d.user} joins, with build ${d.disk.build}`);
      devices.push(d);
      confirmed.set(d, new Set());
    },
  },
  updateDevice: {
    mode: 'builds',
    weight: 5,
    play() {
      const behind = devices.filter((d) => d.disk.build === previousBuild);
      if (!behind.length) return;
      const d = pick(behind);
      trace(`${d.disk.device} is updated`);
      d.update();
    },
  },
  updateServer: {
    mode: 'builds',
    weight: 5,
    play() {
      if (server.build === nextBuild) return;
      trace(`the server is updated to build ${server.build + 1}`);
      server.serve(server.build + 1);
    },
  },
  restartServer: {
    mode: 'builds',
    weight: 3,
    play() {
      trace('the server restarts');
      server.restart();
    },
  },
  switchPack: {
    mode: 'packs',
    weight: 6,
    play() {
      const kinds = server.state.removed.length ? [] : packKinds;
      trace(`removed kinds: ${kinds}`);
      server.remove(kinds);
    },
  },
});

/** Updates a device of the build before, now and then, where a page has left it amid a gain: most such gains are short. */
export function updateAmidGain(d, { chance, trace }) {
  const { build, at, device } = d.disk;
  if (build !== previousBuild || !at || !Object.keys({ ...at.whole, ...at.since }).length || !chance(0.3)) return;
  trace(`${device} is updated amid a gain`);
  d.update();
}

/** Returns a reply with one row at a place that its kind does not have, as a faulty server would send it. */
export function misplaced(reply) {
  const at = reply.rows?.findIndex((row) => typeof row.through?.[0] === 'number') ?? -1;
  return at < 0 ? undefined : { ...reply, rows: reply.rows.with(at, { ...reply.rows[at], through: [99] }) };
}

/** Work with visits, a kind that the build before does not know. */
export function workWithVisits(d, deal, { act, pick, chance, shownOf, change, make, newId }) {
  const visit = pick(shownOf(d, 'visit'));
  if (!knows(d.disk.build, 'visit')) return false;
  if (deal && (!visit || chance(0.3))) {
    const made = { id: newId('visit'), entity: 'visit', parentId: deal.id, place: 'a', deleted: false };
    act(d, 'createVisit', 'together', [make(made)]);
  } else if (visit)
    act(d, 'editVisit', 'together', [change(visit, pick([{ place: pick(['b', 'c']) }, { deleted: true }]))]);
  return true;
}

/** All faults have healed, and some builds are still behind: the last updates, and the checks before and after them. */
export function updateAll({ server, devices, drain }) {
  check.servedAtRest(server, devices);
  const served = new Set(devices.filter((d) => server.serves(d.disk.build)));
  if (server.build === previousBuild) server.serve(presentBuild);
  for (const d of devices.filter((one) => one.disk.build === previousBuild)) {
    d.update();
    if (served.has(d)) check.updatedAtRest(d, server.state);
  }
  drain();
}
