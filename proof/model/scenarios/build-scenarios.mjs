import { misplaced } from '../world/builds-at-work.mjs';
import { nextBuild, previousBuild as build } from '../domain/builds.mjs';
import { ROLES } from './stage.mjs';

const visit = (id, parentId) => ({
  id,
  entity: 'visit',
  create: { id, entity: 'visit', parentId, place: 'a', deleted: false },
});

/**
 * A device of the build before, amid a gain: its person now manages a team with three deals, and the device has fetched the first
 * one. Another deal of the person was there before.
 */
function gainsAmid(w) {
  const ann = w.device('ann'),
    moe = w.device('moe', { build });
  w.act(moe, [w.deal('c1', { ownerId: 'moe', teamId: 'T2' })]);
  w.settle(moe);
  w.act(ann, [w.deal('a1', { ownerId: 'ann', teamId: 'T2' })]);
  w.act(
    ann,
    ['b1', 'b2', 'b3'].map((id) => w.deal(id, { ownerId: 'ann', teamId: 'T1' })),
  );
  w.settle(ann, moe);
  w.server.setRoles('moe', ROLES.max);
  w.pull(moe, 1);
  return { ann, moe };
}

/** Devices and servers of two builds (S-7, K-5, T-28). */
export const buildScenarios = {
  'unknown-is-empty': (w) => {
    // the server's process has restarted since, and meanwhile a record has left the person's sight
    const ann = w.device('ann'),
      mia = w.device('mia');
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, mia);
    w.act(ann, [w.set('d1', { ownerId: ['mia', 'moe'] })]);
    w.push(ann);
    w.server.restart();
    w.settle(mia);
    return !mia.disk.held.d1;
  },
  'places-dropped': (w) => {
    // a faulty server sends a row at a place that its kind does not have: nothing of this page counts
    const ann = w.device('ann'),
      mia = w.device('mia');
    w.act(ann, [w.deal('d1')]);
    w.settle(ann);
    const request = mia.startPull(9);
    mia.receive(request.id, misplaced(w.server.pull(request)));
    const isUntouched = mia.disk.at === null && mia.disk.upTo === null;
    w.settle(mia);
    return isUntouched && !!mia.disk.held.d1;
  },
  'previous-by-digest': (w) => {
    // the new server serves a device of the build before in the words of that build
    const ann = w.device('ann'),
      mia = w.device('mia', { build });
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, mia);
    return !!mia.disk.held.d1 && mia.disk.at.tokens.includes('deal@user:mia');
  },
  'previous-joins': (w) => {
    // each token of wire 4 is fetched from its beginning: the records of one gained amid another have lesser ids
    const { moe } = gainsAmid(w);
    w.server.setRoles('moe', [...ROLES.max, { role: 'manager', team: 'T2' }]);
    w.settle(moe);
    return ['a1', 'b1', 'b2', 'b3', 'c1'].every((id) => moe.disk.held[id]);
  },
  'half-fetched-is-whole': (w) => {
    // the app is updated amid a gain: the device starts over, for its places are by token
    const { moe } = gainsAmid(w);
    moe.update();
    w.settle(moe);
    return ['b1', 'b2', 'b3', 'c1'].every((id) => moe.disk.held[id]);
  },
  'restart-unswept': (w) => {
    // the same, and meanwhile a record has left: a first sync does not name it
    const { ann, moe } = gainsAmid(w);
    w.act(ann, [w.set('c1', { ownerId: ['moe', 'ann'] })]);
    w.push(ann);
    moe.update();
    w.settle(moe);
    return !!moe.disk.held.b3 && !moe.disk.held.c1;
  },
  'unknown-kind-dropped': (w) => {
    // a device of the build before gets records of a kind that it does not know: it shows them as soon as it is updated
    const ann = w.device('ann'),
      mia = w.device('mia', { build });
    w.act(ann, [w.deal('d1'), visit('v1', 'd1')]);
    w.settle(ann, mia);
    const isHidden = !mia.disk.shown.v1;
    mia.update();
    return isHidden && !!mia.disk.shown.v1;
  },
  'refused-push-done': (w) => {
    // the server no longer serves the build of a device: its acts wait until the device is updated
    const mia = w.device('mia', { build });
    w.act(mia, [w.deal('d1')]);
    w.server.serve(nextBuild);
    w.push(mia);
    const isWaiting = mia.disk.acts.length === 1 && !w.db.records.d1;
    mia.update();
    w.settle(mia);
    return isWaiting && !!w.db.records.d1;
  },
  'refusal-unsaid': (w) => {
    // such a device says that it is too old, until a server answers it
    const mia = w.device('mia', { build });
    w.server.serve(nextBuild);
    w.pull(mia);
    const isSaid = mia.refused === 'sync/client-too-old';
    mia.update();
    w.pull(mia);
    return isSaid && mia.refused === undefined;
  },
};

/** Questions about two builds that are settled by playing them through. */
export const buildProbes = {
  'K-5: a device that is updated before its server keeps its acts, and sends them once the server is updated': (w) => {
    const mia = w.device('mia', { build });
    w.server.serve(build);
    w.settle(mia);
    mia.update();
    w.act(mia, [w.deal('d1'), visit('v1', 'd1')]);
    w.settle(mia);
    const isWaiting = mia.refused === 'sync/client-too-new' && mia.disk.acts.length === 1;
    w.server.serve(build + 1);
    w.settle(mia);
    return isWaiting && !!w.db.records.v1 && !mia.disk.acts.length && !!mia.disk.held.v1;
  },
  'T-28: a device that was up to date before its update fetches nothing again': (w) => {
    const ann = w.device('ann'),
      mia = w.device('mia', { build });
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, mia);
    mia.update();
    const { rows, done, groups } = w.pull(mia);
    return rows.length === 0 && done && !!groups && typeof mia.disk.at.tokens === 'string';
  },
};
