// The oracles of builds (S-7, K-5).
import { same } from '../domain/basics.mjs';
import { sorted } from '../device/device.mjs';
import { must } from './must.mjs';
import { shownTo } from './check.mjs';

/**
 * A device that its server serves shows the records that its person sees, of the kinds that its build knows. A device that is not
 * served says why, and keeps its acts.
 */
export function servedAtRest(server, devices) {
  for (const d of devices) {
    const { build, upTo, device } = d.disk;
    const unserved =
      build > server.build ? 'sync/client-too-new' : build < server.build - 1 ? 'sync/client-too-old' : undefined;
    must(d.refused === unserved, 'K-5', `${device} says ${d.refused} for ${unserved}`);
    if (unserved) continue;
    must(upTo === server.state.clock, 'S-6', `${device} of build ${build} does not come to rest`);
    must(
      same(sorted(d.disk.shown), shownTo(server.state, d)),
      'S-6',
      `${device} of build ${build} shows other records`,
    );
  }
}

/** K-5: a device that was up to date is up to date after its update, with all kinds of its new build, before it has synced. */
export function updatedAtRest(d, S) {
  must(d.disk.upTo === S.clock, 'K-5', `${d.disk.device} is not up to date after its update`);
  must(same(sorted(d.disk.shown), shownTo(S, d)), 'K-5', `${d.disk.device} lacks records after its update`);
}
