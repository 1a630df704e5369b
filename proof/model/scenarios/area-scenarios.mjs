import { same } from '../domain/basics.mjs';

const holds = (d, ...ids) => same(Object.keys(d.disk.held).sort(), ids);
const filedIn = (area, more = {}) => ({ ownerId: 'max', teamId: 'T1', area, ...more });
/** An admin's device that has chosen the north; a deal in the north, one in the south, and one in no area. */
function chosen(w) {
  const max = w.device('max'),
    ann = w.device('ann');
  w.act(max, [w.deal('d1', filedIn('north')), w.deal('d2', filedIn('south')), w.deal('d3', filedIn(null))]);
  w.settle(max, ann);
  w.server.setAreas('ann', ['north']);
  w.settle(ann);
  return { max, ann };
}

/** T-30: kinds that are filed by an area, and people who have chosen areas of them. */
export const areaScenarios = {
  'old-area-kept': (w) => {
    // a deal that moves out of the chosen area leaves the device
    const { max, ann } = chosen(w);
    const had = holds(ann, 'd1');
    w.act(max, [w.set('d1', { area: ['north', 'south'] })]);
    w.settle(max, ann);
    return had && holds(ann);
  },
  'area-not-filed': (w) => {
    // a deal that moves into the chosen area comes
    const { max, ann } = chosen(w);
    w.act(max, [w.set('d2', { area: ['south', 'north'] }), w.set('d3', { area: [null, 'north'] })]);
    w.settle(max, ann);
    return holds(ann, 'd1', 'd2', 'd3');
  },
  'area-widens': (w) => {
    // a choice gives nobody a deal that their roles do not show them
    const { max } = chosen(w);
    const moe = w.device('moe');
    w.server.setAreas('moe', ['north', 'south']);
    w.settle(max, moe);
    return holds(moe);
  },
  'narrowed-drops-own': (w) => {
    // a deal that is seen for another reason stays: as owner, by team, by sharing
    const { max, ann } = chosen(w);
    w.act(max, [w.set('d2', { ownerId: ['max', 'ann'] }), w.set('d3', { sharedWith: [[], ['ann']] })]);
    w.settle(max, ann);
    return holds(ann, 'd1', 'd2', 'd3');
  },
  'open-unheld': (w) => {
    // A-3b: everyone with a role holds an open deal, with any areas; nobody else does
    const { max, ann } = chosen(w);
    const moe = w.device('moe');
    w.act(max, [w.set('d2', { open: [undefined, true] })]);
    w.settle(max, ann, moe);
    return holds(ann, 'd1', 'd2') && holds(moe, 'd2');
  },
  'open-unclosed': (w) => {
    // A-3b: a deal that is no longer open leaves the devices of those who saw it for no other reason
    const { max } = chosen(w);
    const moe = w.device('moe');
    w.act(max, [w.set('d2', { open: [undefined, true] })]);
    w.settle(max, moe);
    const had = holds(moe, 'd2');
    w.act(max, [w.set('d2', { open: [true, false] })]);
    w.settle(max, moe);
    return had && holds(moe);
  },
  'open-writes': (w) => {
    // A-3b: everyone reads an open deal, and nobody may change it for that
    const { max } = chosen(w);
    const moe = w.device('moe');
    w.act(max, [w.set('d2', { open: [undefined, true] })]);
    w.settle(max, moe);
    w.act(moe, [w.set('d2', { amount: [5, 99] })]);
    w.settle(moe);
    return w.server.state.records.d2.amount !== 99;
  },
  'open-children': (w) => {
    // A-3b: records that belong to an open deal keep their own visibility
    const { max } = chosen(w);
    const moe = w.device('moe');
    w.act(max, [w.set('d2', { open: [undefined, true] }), w.task('a1', 'd2')]);
    w.settle(max, moe);
    return holds(moe, 'd2');
  },
  'area-is-whole': (w) => {
    // T-10: a device with an area of a kind does not take it for all records of the kind
    const { ann } = chosen(w);
    const isNarrowed = !w.holdsAll(ann, 'deal');
    w.server.setAreas('ann', []);
    w.settle(ann);
    return isNarrowed && w.holdsAll(ann, 'deal');
  },
};

/** Questions about areas that are settled by playing them through. */
export const areaProbes = {
  'T-30: a person who chooses no area holds all; a person who chooses another one gains it, with history from then; no area again brings all back':
    (w) => {
      const { max, ann } = chosen(w);
      w.act(max, [w.set('d2', { amount: [5, 6] })]);
      w.settle(max, ann);
      w.server.setAreas('ann', ['south']);
      w.settle(ann);
      w.act(max, [w.set('d2', { amount: [6, 7] })]);
      w.settle(max, ann);
      const known = Object.values(ann.disk.history).map((row) => row.changed.amount?.[1]);
      const isSouth = holds(ann, 'd2') && same(known, [7]);
      w.server.setAreas('ann', []);
      w.settle(ann);
      return isSouth && holds(ann, 'd1', 'd2', 'd3');
    },
  'T-30: older history of a record comes from the server, by rights, not by areas': (w) => {
    const { max } = chosen(w);
    w.act(max, [w.set('d2', { amount: [5, 6] })]);
    w.settle(max);
    return w.server.history('ann', 'd2').length === 2;
  },
};
