// Orders to wipe devices, and the acts that these hand over (D-5, ADR 82). A key is a text that only its session knows.
// A signature is a text that only the server makes.
import { on } from '../domain/basics.mjs';

export function newWipes(server) {
  const orders = {}; // id → {key, parcels: acts by digest, wiped}
  let serial = 0;
  const sign = (claims) => ({ claims, by: 'the organisation' });
  return {
    /** Orders to wipe the session with this key. */
    order(key) {
      const id = `w${++serial}`;
      orders[id] = { key, parcels: {}, isWiped: false };
      return sign({ id, key });
    },
    /** Takes a whole parcel from the session that the order is for. Returns the receipt. */
    take({ id, key, digest, acts }) {
      const order = orders[id];
      if (!order || order.key !== key) return undefined;
      if (on('second-hand-over-replaces-first')) order.parcels = {};
      order.parcels[digest] = acts;
      return sign({ receipt: id, digest });
    },
    isWiped: (id) => orders[id].isWiped,
    wiped(receipt) {
      orders[receipt.claims.receipt].isWiped = true;
    },
    /** The acts that were handed over and had not arrived before. */
    handedOver(id) {
      const acts = Object.values(orders[id].parcels).flat();
      const byId = Object.fromEntries(acts.map((act) => [act.id, act]));
      return Object.values(byId).filter((act) => on('arrived-again') || server.state.acts[act.id] === undefined);
    },
  };
}
