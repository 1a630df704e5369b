import { same } from '../domain/basics.mjs';

const mark = (id, ownerId, more = {}) => ({
  id,
  entity: 'mark',
  create: { id, entity: 'mark', read: ['n1'], ownerId, teamId: null, sharedWith: [], deleted: false, ...more },
});
const holds = (d, ...ids) => same(Object.keys(d.disk.held).sort(), ids);

/** A-3c: a kind whose records belong to one person each. */
export const ownScenarios = {
  'own-by-role': (w) => {
    // no role brings them onto a device: neither an administrator's nor a manager's
    const [mia, ann, max] = ['mia', 'ann', 'max'].map((user) => w.device(user));
    w.act(mia, [mark('k1', 'mia')]);
    w.settle(mia, ann, max);
    return holds(mia, 'k1') && holds(ann) && holds(max);
  },
  'own-needs-role': (w) => {
    // and none is needed to write them: a viewer has their own
    w.server.setRoles('vic', [{ role: 'viewer', team: 'T1' }]);
    const vic = w.device('vic');
    w.act(vic, [mark('k1', 'vic')]);
    w.settle(vic);
    w.act(vic, [{ id: 'k1', entity: 'mark', fields: { read: [['n1'], ['n1', 'n2']] } }]);
    w.settle(vic);
    return holds(vic, 'k1') && same(w.db.records.k1.read, ['n1', 'n2']);
  },
  'own-handed-on': (w) => {
    // nobody hands on or shares such a record: it would show a person what another one has read
    const [mia, max] = [w.device('mia'), w.device('max')];
    w.act(mia, [mark('k1', 'mia')]);
    w.settle(mia, max);
    w.act(mia, [{ id: 'k1', entity: 'mark', fields: { ownerId: ['mia', 'max'] } }]);
    w.settle(mia, max);
    return w.db.records.k1.ownerId === 'mia' && holds(max) && mia.disk.tray.length === 1;
  },
};

/** Questions about such kinds that are settled by playing them through. */
export const ownProbes = {
  'A-3c: two devices of a person mark different things as read while apart, and both count': (w) => {
    const [one, two] = [w.device('mia'), w.device('mia')];
    w.act(one, [mark('k1', 'mia')]);
    w.settle(one, two);
    for (const [device, read] of [
      [one, 'n2'],
      [two, 'n3'],
    ])
      w.act(device, [{ id: 'k1', entity: 'mark', fields: { read: [['n1'], ['n1', read]] } }]);
    w.settle(one, two);
    return same(one.disk.shown.k1.read, ['n1', 'n2', 'n3']) && same(two.disk.shown.k1, one.disk.shown.k1);
  },
  'A-3c: nobody makes such a record for somebody else, and a person without a role holds none': (w) => {
    const [max, mia] = [w.device('max'), w.device('mia')];
    w.act(max, [mark('k1', 'mia')]);
    w.act(mia, [mark('k2', 'mia')]);
    w.settle(max, mia);
    const isRefused = w.db.records.k1 === undefined && holds(mia, 'k2');
    w.server.setRoles('mia', []);
    w.settle(mia);
    return isRefused && holds(mia);
  },
};
