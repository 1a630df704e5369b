import { same } from '../domain/basics.mjs';
import { newHolder } from '../device/holder.mjs';
import { newContents } from '../server/contents.mjs';

const file = (id, parentId, content) => ({
  id,
  entity: 'file',
  create: { id, entity: 'file', parentId, content, deleted: false },
});

/** A deal of Mia's in the first team with a file that she has added on her device, and the device of her manager. */
function added(w, { isSent = true } = {}) {
  const contents = newContents(w.server);
  const [mia, max, moe] = ['mia', 'max', 'moe'].map((user) => w.device(user));
  const holder = (device) => newHolder(device, contents);
  const [ofMia, ofMax, ofMoe] = [mia, max, moe].map(holder);
  w.act(mia, [w.deal('d1')]);
  ofMia.add('f1', 'plan of the site', () => w.act(mia, [file('f1', 'd1', 'plan of the site')]));
  w.settle(mia, max, moe);
  if (isSent) ofMia.send();
  return { contents, mia, max, moe, ofMia, ofMax, ofMoe };
}

/** PLT-5: the bytes of files. */
export const fileScenarios = {
  'evicted-unsent': (w) => {
    // a full disk takes no bytes that the server lacks
    const { ofMia, ofMax } = added(w, { isSent: false });
    ofMia.evict();
    ofMia.send();
    return ofMax.fetch('f1') === 'plan of the site';
  },
  'sent-after-first-piece': (w) => {
    // a file waits until all its bytes have arrived
    const { ofMia, ofMax } = added(w, { isSent: false });
    ofMia.send(2, 1);
    ofMia.send();
    return ofMax.fetch('f1') === 'plan of the site';
  },
  'resumed-elsewhere': (w) => {
    // an upload goes on where the server says, after a crash too
    const { ofMia, ofMax } = added(w, { isSent: false });
    ofMia.send(4, 1);
    ofMia.restart();
    ofMia.send(4);
    return same(ofMia.waiting(), []) && ofMax.fetch('f1') === 'plan of the site';
  },
  'unmade-waits': (w) => {
    // a device that stopped before it made the record drops the file at its next start
    const { ofMia } = added(w);
    ofMia.add('f2', 'lost', () => {}, true);
    ofMia.restart();
    return same(ofMia.waiting(), []);
  },
  'served-by-hash': (w) => {
    // a person who knows a hash, and makes a record with it, gets no bytes: none were sent for that record
    const { moe, ofMoe } = added(w);
    w.act(moe, [w.deal('d2', { ownerId: 'moe', teamId: 'T2' }), file('f2', 'd2', 'plan of the site')]);
    w.settle(moe);
    return ofMoe.fetch('f2') === 'files/not-uploaded';
  },
  'served-unseen': (w) => {
    // only a person who sees the record now gets its bytes. A record out of sight and a missing one get the same answer
    const { ofMoe } = added(w);
    return same([ofMoe.fetch('f1'), ofMoe.fetch('f9')], ['records/not-found', 'records/not-found']);
  },
  'kept-out-of-sight': (w) => {
    // bytes leave a device with the last record that names them
    const { mia, max, ofMax } = added(w);
    ofMax.fetch('f1');
    ofMax.tidy();
    const had = ofMax.has('plan of the site');
    w.act(mia, [w.set('d1', { teamId: ['T1', null] })]);
    w.settle(mia, max);
    ofMax.tidy();
    return had && !ofMax.has('plan of the site');
  },
};

/** Questions about files that are settled by playing them through. */
export const fileProbes = {
  'PLT-5: a person who loses sight of a record during its upload sends no more, keeps the bytes, and continues when it is seen again':
    (w) => {
      const { mia, max, ofMia, ofMax } = added(w, { isSent: false });
      ofMia.send(4, 1);
      w.act(max, [w.set('d1', { ownerId: ['mia', 'max'] })]);
      w.settle(max, mia);
      ofMia.send(4);
      ofMia.evict();
      ofMia.tidy();
      const isKept = ofMia.has('plan of the site') && ofMax.fetch('f1') === 'files/not-uploaded';
      w.act(max, [w.set('d1', { ownerId: ['max', 'mia'] })]);
      w.settle(max, mia);
      ofMia.send(4);
      return isKept && ofMax.fetch('f1') === 'plan of the site';
    },
  'PLT-5: two records with the same bytes each need them once, and one of them leaves without the other’s': (w) => {
    const { mia, max, ofMia, ofMax } = added(w);
    ofMia.add('f2', 'plan of the site', () => w.act(mia, [file('f2', 'd1', 'plan of the site')]));
    w.settle(mia, max);
    const before = ofMax.fetch('f2');
    ofMia.send();
    ofMax.fetch('f2');
    w.act(mia, [{ id: 'f1', entity: 'file', fields: { deleted: [false, true] } }]);
    w.settle(mia, max);
    ofMax.tidy();
    return before === 'files/not-uploaded' && ofMax.has('plan of the site');
  },
};
