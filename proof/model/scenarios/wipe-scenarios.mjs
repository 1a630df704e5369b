import { same } from '../domain/basics.mjs';
import { newLeaver } from '../device/leaver.mjs';
import { newWipes } from '../server/wipes.mjs';

/** A device of Mia's with an act that arrived, one whose answer was lost, and one that was never sent. */
function lost(w) {
  const wipes = newWipes(w.server);
  const mia = w.device('mia');
  const arrived = w.act(mia, [w.deal('d1')]);
  w.settle(mia);
  const unanswered = w.act(mia, [w.deal('d2')]);
  w.push(mia, false);
  const unsent = w.act(mia, [w.deal('d3')]);
  return { wipes, mia, leaver: newLeaver(mia, 'key of the session'), arrived, unanswered, unsent };
}
const handed = (wipes, order) => wipes.handedOver(order.claims.id).map(({ id }) => id);

/** D-5: a lost device hands over its unsent acts, and then wipes itself. */
export const wipeScenarios = {
  'wiped-before-receipt': (w) => {
    // nothing is wiped while the server may lack a part of it
    const { wipes, leaver, unsent } = lost(w);
    const order = wipes.order('key of the session');
    leaver.hear(order);
    leaver.go(wipes, { isSent: false });
    if (!leaver.isThere) return false;
    for (const steps of [0, 1, 2, 3]) leaver.go(wipes, { steps, isHeard: false }); // power cuts, and lost answers
    if (!leaver.isThere) return false;
    leaver.go(wipes);
    return !leaver.isThere && wipes.isWiped(order.claims.id) && same(handed(wipes, order), [unsent]);
  },
  'forged-order': (w) => {
    // only the organisation's signature wipes
    const { wipes, leaver } = lost(w);
    leaver.hear({ ...wipes.order('key of the session'), by: 'a proxy' });
    leaver.go(wipes);
    return leaver.isThere;
  },
  'order-of-another': (w) => {
    // an order is for one session: another device's, and an older one's, wipe nothing
    const { wipes, leaver } = lost(w);
    leaver.hear(wipes.order('key of the session before'));
    leaver.go(wipes);
    return leaver.isThere;
  },
  'arrived-again': (w) => {
    // an act whose answer was lost is not applied twice
    const { wipes, leaver, unanswered } = lost(w);
    const order = wipes.order('key of the session');
    leaver.hear(order);
    leaver.go(wipes);
    return !handed(wipes, order).includes(unanswered);
  },
  'tray-left-behind': (w) => {
    // what was refused and kept is handed over, too
    const { wipes, mia, leaver } = lost(w);
    const refused = w.act(mia, [{ id: 'd9', entity: 'deal', fields: { stage: ['new', 'won'] }, seen: 0 }]);
    w.settle(mia);
    const isInTray = mia.disk.tray.some(({ act }) => act.id === refused);
    const order = wipes.order('key of the session');
    leaver.hear(order);
    leaver.go(wipes);
    const { acts } = leaver.parcel;
    return isInTray && acts.some(({ id }) => id === refused);
  },
  'second-hand-over-replaces-first': (w) => {
    // a laptop that is set back to its backup hands over again, and takes nothing away
    const { wipes, mia, leaver, unsent } = lost(w);
    const order = wipes.order('key of the session');
    leaver.hear(order);
    leaver.go(wipes);
    mia.disk = { ...mia.disk, acts: [] };
    const again = newLeaver(mia, 'key of the session');
    again.hear(order);
    again.go(wipes);
    return same(handed(wipes, order), [unsent]);
  },
};
