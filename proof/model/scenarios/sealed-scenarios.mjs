import { same } from '../domain/basics.mjs';
import { companionOf } from '../domain/domain.mjs';

const id = companionOf('d1');
const number = (value) => ({
  id,
  entity: 'sealed',
  create: { id, entity: 'sealed', parentId: 'd1', number: value, deleted: false },
});
const changed = (from, to) => ({ id, entity: 'sealed', fields: { number: [from, to] } });
const holds = (d) => d.disk.held[id]?.record.number;
const keeps = (w, team = 'T1') => w.server.setRoles('max', [{ role: 'manager', team }, { role: 'keeper' }]);

/** K-4: fields of a record with a grant of their own, in a companion record. */
export const sealedScenarios = {
  'sealed-by-parent': (w) => {
    // who sees the record does not see its sealed fields: not its owner, not a colleague of the team
    keeps(w);
    const [max, mia, ann] = ['max', 'mia', 'ann'].map((user) => w.device(user));
    w.act(mia, [w.deal('d1')]);
    w.settle(mia, max);
    w.act(max, [number('12')]);
    w.settle(max, mia, ann);
    const seen = [holds(max), holds(ann), holds(mia)];
    w.server.setRoles('max', [{ role: 'manager', team: 'T1' }]);
    w.settle(max); // the right is lost: the companion leaves the device, its record stays
    return same(seen, ['12', '12', undefined]) && holds(max) === undefined && max.disk.held.d1 !== undefined;
  },
  'sealed-beyond': (w) => {
    // the right to sealed fields shows no companion of a record out of sight
    keeps(w, 'T2');
    const [max, ann] = ['max', 'ann'].map((user) => w.device(user));
    w.act(ann, [w.deal('d1')]);
    w.act(ann, [number('12')]);
    w.settle(ann, max);
    return holds(ann) === '12' && holds(max) === undefined;
  },
  'sealed-twice': (w) => {
    // two devices offline each make the companion: it is one, the later arrival wins, and nobody's typing goes to the tray
    keeps(w);
    const [max, ann] = ['max', 'ann'].map((user) => w.device(user));
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, max);
    w.act(max, [number('12')]);
    w.act(ann, [number('34')]);
    w.settle(max, ann);
    w.settle(max, ann);
    const both = [holds(max), holds(ann), max.disk.tray.length + ann.disk.tray.length];
    w.act(max, [changed('34', '56')]);
    w.settle(max, ann);
    return same(both, ['34', '34', 0]) && holds(ann) === '56';
  },
};
