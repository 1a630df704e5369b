import { type PlantedBug, sources } from './planted-bug.ts';

const { replica, server } = sources;

/** Devices that are wiped (D-5, ADR 82): found by histories in which an administrator has some wiped while lines and power fail. */
export const bugsOfLostDevices: readonly PlantedBug[] = [
  {
    name: 'wiped-before-receipt',
    says: 'a device is wiped although its hand-over failed',
    file: `${replica}/wiping/hand-over.ts`,
    text: "): HandOverResult => ({\n  kind: 'later',",
    instead: "): HandOverResult => ({\n  kind: 'receipt', receipt: 'none',",
    by: 'lost-devices',
  },
  {
    name: 'parcel-without-waiting',
    says: 'a device hands over its refused acts without its waiting acts',
    file: `${replica}/wiping/make-parcel.ts`,
    text: "({ state }) => state === 'waiting'",
    instead: "({ state }) => state === 'answered'",
    by: 'lost-devices',
  },
  {
    name: 'second-hand-over-replaces-first',
    says: 'when a device hands over a second time, the new parcel replaces the first one',
    file: `${server}/identity/wipes/opened-parcels.ts`,
    text: 'and p.handed_over_at is not null group by',
    instead: 'and p.handed_over_at is null group by',
    by: 'lost-devices',
  },
];
