import { same } from '../domain/basics.mjs';
import { companionOf } from '../domain/domain.mjs';

const holds = (d, ...ids) => same(Object.keys(d.disk.held).sort(), ids);
/** Two people with a deal of their own each, in one team; Ann sees both. */
function begun(w) {
  const max = w.device('max'),
    ann = w.device('ann');
  w.act(max, [w.deal('d1', { ownerId: 'max', teamId: 'T1' }), w.task('a1', 'd1')]);
  w.settle(max, ann);
  return { max, ann };
}

/** A month passes, the organisation keeps old records off devices, and the server has done its work on that. */
function aged(w, ...lines) {
  w.server.passMonth();
  w.server.keepOff(lines);
  while (w.server.fileByMonth());
}

/** kinds that an organisation keeps off devices. */
export const narrowedScenarios = {
  'narrowed-stays': (w) => {
    // the kind leaves with the next page, and records that belong to it stay. It returns when it is allowed again. The
    // rights stay the same all the time
    const { max, ann } = begun(w);
    const had = holds(ann, 'a1', 'd1');
    w.server.keepOff(['deal']);
    w.settle(max, ann);
    const isAsked = w.server.history('ann', 'd1').length === 1;
    const isOff = holds(ann, 'a1') && holds(max, 'a1');
    w.server.keepOff([]);
    w.settle(max, ann);
    return had && isAsked && isOff && holds(ann, 'a1', 'd1') && holds(max, 'a1', 'd1');
  },
  'narrowed-for-all': (w) => {
    // a line for a role leaves the devices of the others as they are
    const { max, ann } = begun(w);
    w.server.keepOff(['deal@admin']);
    w.settle(max, ann);
    return holds(ann, 'a1') && holds(max, 'a1', 'd1');
  },
  'aged-stays': (w) => {
    // a record that nobody changed for more than a month leaves, one of this month stays, and a change brings the old one back
    const { max, ann } = begun(w);
    aged(w, 'activity>0');
    w.act(max, [w.task('a2', 'd1')]);
    w.settle(max, ann);
    const isOff = holds(ann, 'a2', 'd1') && holds(max, 'a2', 'd1') && w.server.history('ann', 'a1').length === 1;
    w.server.keepOff([]);
    w.settle(max, ann);
    return isOff && holds(ann, 'a1', 'a2', 'd1');
  },
  'aged-early': (w) => {
    // until all records are filed by month, devices hold the kind whole
    const { max, ann } = begun(w);
    w.server.passMonth();
    w.server.keepOff(['activity>5']);
    w.server.fileByMonth();
    w.settle(max, ann);
    return holds(ann, 'a1', 'd1') && holds(max, 'a1', 'd1');
  },
  'aged-unfiled': (w) => {
    // a record that is made while earlier ones are being filed is filed by month, too
    const { max, ann } = begun(w);
    w.server.keepOff(['activity>5']);
    w.server.fileByMonth();
    w.act(max, [w.task('a2', 'd1')]);
    w.settle(max, ann);
    while (w.server.fileByMonth());
    w.settle(max, ann);
    return holds(ann, 'a1', 'a2', 'd1');
  },
  'aged-no-next': (w) => {
    // a record that is changed when a month has begun stays, also before the server has counted on
    const { max, ann } = begun(w);
    w.server.keepOff(['activity>0']);
    while (w.server.fileByMonth());
    w.server.passMonth();
    w.act(max, [w.task('a2', 'd1')]);
    w.settle(max, ann);
    return holds(ann, 'a1', 'a2', 'd1');
  },
  'aged-sealed-alone': (w) => {
    // K-4: sealed fields leave and return with their deal, whichever of the two was changed last
    w.server.setRoles('max', [{ role: 'manager', team: 'T1' }, { role: 'keeper' }]);
    const max = w.device('max');
    const seal = (deal) => ({ id: companionOf(deal), entity: 'sealed', create: { id: companionOf(deal), entity: 'sealed', parentId: deal, number: 'N', deleted: false } }); // prettier-ignore
    const change = (deal, to) => ({ id: companionOf(deal), entity: 'sealed', fields: { number: ['N', to] } });
    for (const deal of ['d1', 'd2']) w.act(max, [w.deal(deal, { ownerId: 'max', teamId: 'T1' }), seal(deal)]);
    w.settle(max);
    w.server.keepOff(['deal>0']);
    while (w.server.fileByMonth());
    w.server.passMonth();
    w.act(max, [change('d1', 'M')]);
    w.act(max, [w.set('d2', { amount: [5, 7] })]);
    w.settle(max);
    const isHeld = holds(max, 'd1', 'd2', companionOf('d1'), companionOf('d2'));
    while (w.server.fileByMonth());
    w.settle(max);
    const isOff = holds(max, 'd2', companionOf('d2'));
    w.server.keepOff([]);
    w.settle(max);
    return isHeld && isOff && holds(max, 'd1', 'd2', companionOf('d1'), companionOf('d2'));
  },
};

/** Questions about such kinds that are settled by playing them through. */
export const narrowedProbes = {
  'A-6: an act that waits when its kind leaves the device is sent and judged as before': (w) => {
    const { max } = begun(w);
    w.act(max, [w.set('d1', { amount: [5, 7] })]);
    w.server.keepOff(['deal']);
    w.pull(max);
    w.settle(max);
    return w.server.state.records.d1.amount === 7 && holds(max, 'a1');
  },
  'A-6: an act that waits when its record has become too old is sent, and the record returns with its new month': (
    w,
  ) => {
    const { max } = begun(w);
    w.act(max, [w.set('d1', { amount: [5, 7] }), w.set('a1', { assignee: [null, 'max'] })]);
    aged(w, 'activity>0');
    w.settle(max);
    return w.server.state.records.a1.assignee === 'max' && holds(max, 'a1', 'd1');
  },
};
