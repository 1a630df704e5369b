// A device that is told to wipe itself (D-5, ADR 82): the data on its disk, and the steps. The power may fail after
// each step.
import { on } from '../domain/basics.mjs';

/** `key`: of the session. `device`: the records and acts. */
export function newLeaver(device, key) {
  const disk = { order: undefined, parcel: undefined, receipt: undefined, isThere: true };
  const isOrder = (told) =>
    (told.by === 'the organisation' || on('forged-order')) && (told.claims.key === key || on('order-of-another'));
  const unsent = () => [
    ...device.disk.acts.filter(({ state }) => state === 'waiting').map(({ act }) => act),
    ...(on('tray-left-behind') ? [] : device.disk.tray.map(({ act }) => act)),
  ];
  const steps = [
    () => {
      if (!disk.parcel) disk.parcel = { digest: JSON.stringify(unsent().map(({ id }) => id)), acts: unsent() };
    },
    (wipes, isHeard) => {
      const receipt = wipes.take({ id: disk.order.claims.id, key, ...disk.parcel });
      if (isHeard || on('wiped-before-receipt')) disk.receipt = receipt ?? { claims: {} };
    },
    (wipes, isHeard) => {
      if (!disk.receipt) return;
      disk.isThere = false;
      if (isHeard && disk.receipt.claims.receipt) wipes.wiped(disk.receipt);
    },
  ];
  return {
    get isThere() {
      return disk.isThere;
    },
    get parcel() {
      return disk.parcel;
    },
    /** Receives an order from the server. */
    hear(told) {
      if (isOrder(told)) disk.order = told;
    },
    /**
     * Goes through the steps. The power fails after `steps` of them. `isSent` and `isHeard`: whether requests and
     * answers arrive.
     */
    go(wipes, { steps: most = steps.length, isSent = true, isHeard = true } = {}) {
      if (!disk.order) return;
      const reached = isSent ? wipes : { take: () => undefined, wiped: () => undefined };
      for (const step of steps.slice(0, most)) step(reached, isSent && isHeard);
    },
  };
}
