import { type PlantedBug, sources } from './planted-bug.ts';

const { replica, server } = sources;

/** Devices that are wiped (D-5, ADR 82): found by histories in which an administrator has some wiped while lines and power fail. */
export const bugsOfLostDevices: readonly PlantedBug[] = [
  {
    name: 'wiped-before-receipt',
    says: 'a device whose hand-over fails is wiped all the same',
    file: `${replica}/wiping/hand-over.ts`,
    text: "): HandOverResult => ({\n  kind: 'later',",
    instead: "): HandOverResult => ({\n  kind: 'receipt', receipt: 'none',",
    by: 'lost-devices',
  },
  {
    name: 'parcel-without-waiting',
    says: 'a device hands over what was refused, and not what waits',
    file: `${replica}/wiping/make-parcel.ts`,
    text: "({ state }) => state === 'waiting'",
    instead: "({ state }) => state === 'answered'",
    by: 'lost-devices',
  },
  {
    name: 'second-hand-over-replaces-first',
    says: 'the parcel of a device that hands over again takes the place of the first',
    file: `${server}/identity/wipes/opened-parcels.ts`,
    text: 'and p.handed_over_at is not null group by',
    instead: 'and p.handed_over_at is null group by',
    by: 'lost-devices',
  },
];
