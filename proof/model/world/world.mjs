// One history: people at work, a network and machines that fail, all drawn from one seed. At the end all faults stop,
// and all devices must agree.
import { newServer } from '../server/server.mjs';
import { newDevice } from '../device/device.mjs';
import { narrowingFaults } from './narrowing-at-work.mjs';
import { buildFaults, firstBuild, misplaced, updateAll, updateAmidGain, workWithVisits } from './builds-at-work.mjs';
import { beginTrade, tradeWork } from './trade-work.mjs';
import * as check from '../check/check.mjs';
import { on, uniq } from '../domain/basics.mjs';
import { knows, previousBuild } from '../domain/builds.mjs';
import { POLICY, turned } from '../domain/domain.mjs';

class Crash extends Error {}
const TEAMS = ['T1', 'T2'];
const ROLES = {
  ann: [{ role: 'admin' }],
  max: [{ role: 'manager', team: 'T1' }],
  mia: [{ role: 'member', team: 'T1' }],
  moe: [{ role: 'member', team: 'T2' }],
  vic: [{ role: 'viewer', team: 'T1' }],
};
const OTHER_ROLES = [
  [],
  [{ role: 'member', team: 'T2' }],
  [{ role: 'manager', team: 'T2' }],
  [{ role: 'member', team: 'T1' }],
  [{ role: 'viewer', team: 'T2' }],
  [{ role: 'manager', team: 'T1' }],
  [
    { role: 'manager', team: 'T1' },
    { role: 'viewer', team: 'T2' },
  ],
];

const AREAS = ['north', 'south', null];
/** T-30: people who see all deals, and those whose roles change under way. */
const AREA_ROLES = { ...ROLES, max: [{ role: 'admin' }], vic: [{ role: 'auditor' }] };

/**
 * `watch` follows the server from outside: `decided`, `roles`, `pulled`, `saved`, `restored`, `ended`. `without`
 * names faults to leave out. `trade`: with loans and stock. `areas`: with deals filed by areas (T-30), some of them
 * open to everyone (A-3b). `builds`: with devices and servers of the build before, which are updated (S-7, K-5). `packs`: with a
 * pack that is removed and installed again (T-25). `pulled` gives the news of a second reader of the same person, who gets everything at
 * once, at the moment of a pull. It does not depend on the ends of pages.
 */
export function history(seed, steps, trace = () => {}, watch = {}) {
  let x = (seed * 2654435761 + 1) >>> 0;
  const random = () => {
    x = (x + 0x6d2b79f5) | 0;
    let t = Math.imul(x ^ (x >>> 15), 1 | x);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const chance = (p) => random() < p;
  const pick = (list) => list[Math.floor(random() * list.length)];
  let serial = 0;
  // real ids are random: their order does not follow the order of their creation
  const newId = (kind) =>
    `${kind[0]}${Math.floor(random() * 1e4)
      .toString(36)
      .padStart(3, '0')}${(++serial).toString(36)}`;
  let calm = false;
  const crashPoint = () => {
    if (!calm && chance(0.3)) throw new Crash();
  };

  const everSeen = new Set();
  const sights = new Map();
  const first = new Map(); // act → its place in the order in which acts were first decided, whatever was lost since
  let loss; // the server's state before its last loss, and the state after it
  const server = newServer(structuredClone(watch.areas ? AREA_ROLES : ROLES), {
    truth: check.truth,
    committed: (b, s, act, edits, answer, changed) =>
      check.committed(b, s, act, edits, answer, changed, { everSeen, acts, sights, first }),
    decided: watch.decided,
    lost: watch.lost,
  });
  const readers = new Map();
  function readAll(user) {
    const told = {};
    const history = [];
    for (let done = false; !done;) {
      const { at, full } = readers.get(user) ?? { at: null, full: { tokens: [], had: [] } };
      const page = server.pull({ user, at, heads: [], limit: 5, full });
      const had = page.next.gain ? (at?.gain ? full.had : full.tokens) : [];
      for (const row of page.rows) told[row.id] = row.record ?? null;
      history.push(...page.history);
      readers.set(user, { at: page.next, full: { tokens: page.groups, had } });
      done = page.done && page.next.history === server.state.clock;
    }
    watch.pulled(user, told, history);
  }
  let replica = server.state,
    backup = server.state;
  watch.saved?.(server.state);
  if (watch.builds && chance(0.3)) server.serve(previousBuild);
  const join = (user) =>
    newDevice({ user, newId, crashPoint, ...(watch.builds ? { build: firstBuild(server, { chance }) } : {}) });
  const devices = ['ann', 'max', 'max', 'mia', 'mia', 'moe', 'vic'].map(join);
  const offline = new Set();
  const images = new Map(); // the content of an OS backup
  const acts = new Map(); // every act that a person ever made
  const confirmed = new Map(devices.map((d) => [d, new Set()])); // the acts whose acceptance reached a device
  let wire = [];

  function act(d, kind, shape, edits, more = {}) {
    const made = { id: newId('act'), user: d.user, kind, shape, edits, ...more };
    trace(`${d.disk.device} ${d.user} does ${kind} ${made.id} ${JSON.stringify({ edits, ...more })}`);
    if (watch.trade && !made.undoes) {
      const said = d.ask(made);
      const isUpToDate = d.disk.upTo === server.state.clock && !d.disk.acts.length;
      if (isUpToDate) made.verdict = { said, clock: server.state.clock };
      trace(`its engine says ${JSON.stringify(said)}${isUpToDate ? ', up to date' : ''}`);
    }
    d.perform(made);
    acts.set(made.id, made);
    return made;
  }
  const shownOf = (d, entity, live = true) =>
    Object.values(d.disk.shown).filter((r) => r.entity === entity && (!live || !r.deleted));
  const change = (r, fields) => ({
    id: r.id,
    entity: r.entity,
    fields: Object.fromEntries(Object.entries(fields).map(([f, to]) => [f, [r[f], to]])),
  });
  const users = Object.keys(ROLES);
  const teamOf = (d) =>
    (server.state.roles[d.user] ?? []).find((r) => r.team)?.team ?? (chance(0.5) ? pick(TEAMS) : null);
  const deal = (d) => ({
    id: newId('deal'),
    entity: 'deal',
    stage: 'new',
    amount: pick([0, 5, 10]),
    code: chance(0.08) ? pick(['c1', 'c2']) : null,
    tags: [],
    notes: [],
    ...(watch.areas ? { area: pick(AREAS), open: chance(0.2) } : {}),
    ownerId: d.user,
    teamId: teamOf(d),
    sharedWith: chance(0.2) ? [pick(users)] : [],
    deleted: false,
  });
  // Histories of areas, builds and packs have none: they are about other rules, and keep the numbers of the table.
  const hasTopics = !(watch.areas || watch.narrowed || watch.builds || watch.packs);
  const activity = (parent, d) => ({
    id: newId('activity'),
    entity: 'activity',
    parentId: parent.id,
    assignee: chance(0.2) ? pick(users) : null,
    done: false,
    text: [`by ${d.user}`],
    topic: hasTopics && chance(0.3) ? pick(['t1', 't2']) : null,
    deleted: false,
  });
  const make = (r) => ({ id: r.id, entity: r.entity, create: r });
  const word = () => pick(['a', 'b', 'c', 'd', 'e']);
  const means = { act, pick, chance, shownOf, change, make, newId, today: () => serial, users, teamOf };

  function work(d) {
    const deals = shownOf(d, 'deal'),
      activities = shownOf(d, 'activity');
    const r = pick(deals),
      a = pick(activities);
    const kinds = {
      createDeal: () => {
        const n = deal(d);
        act(d, 'createDeal', 'together', chance(0.3) ? [make(n), make(activity(n, d))] : [make(n)]);
      },
      createActivity: () => r && act(d, 'createActivity', 'together', [make(activity(r, d))]),
      edit: () =>
        r &&
        act(d, 'edit', 'together', [
          change(
            r,
            pick([
              { stage: pick(['new', 'talks', 'won']) },
              { amount: pick([0, 5, 10, 20]) },
              { tags: uniq([...r.tags, word()]).sort() },
              { tags: r.tags.slice(1) },
              { notes: [...r.notes, word() + serial] },
              { stage: 'won', amount: 7 },
              { code: pick(['c1', 'c2', null]) },
            ]),
          ),
        ]),
      editActivity: () =>
        a &&
        act(d, 'editActivity', 'together', [
          change(
            a,
            pick([
              { done: !a.done },
              { text: [...a.text, word() + serial] },
              { assignee: pick([null, ...users]) },
              ...(hasTopics ? [{ topic: pick(['t1', 't2', null]) }] : []),
            ]),
          ),
        ]),
      move: () =>
        r &&
        act(d, 'move', 'together', [change(r, pick([{ ownerId: pick(users) }, { teamId: pick([...TEAMS, null]) }]))]),
      share: () =>
        r &&
        act(d, 'share', 'together', [
          change(r, { sharedWith: chance(0.5) ? uniq([...r.sharedWith, pick(users)]).sort() : r.sharedWith.slice(1) }),
        ]),
      delete: () => {
        const t = chance(0.7) ? r : a;
        if (t) act(d, 'delete', 'together', [change(t, { deleted: true })]);
      },
      restore: () => {
        const t = pick(Object.values(d.disk.shown).filter((q) => q.deleted));
        if (t) act(d, 'restore', 'together', [change(t, { deleted: false })]);
      },
      reparent: () => a && r && act(d, 'reparent', 'together', [change(a, { parentId: r.id })]),
      convert: () =>
        r &&
        act(d, 'convert', 'together', [
          change(r, { stage: 'won', amount: 9 }),
          make(activity(r, d)),
          ...(a ? [change(a, { done: true })] : []),
        ]),
      bulk: () => {
        const group = chance(0.5) ? newId('group') : undefined;
        for (const part of group ? [deals.slice(0, 2), deals.slice(2, 4)] : [deals.slice(0, 3)])
          if (part.length)
            act(
              d,
              'bulk',
              'each',
              part.map((q) => change(q, pick([{ stage: 'talks' }, { amount: 3 }]))),
              { group },
            );
      },
      importGroup: () => {
        const group = newId('group');
        for (let i = 0; i < 2; i++) act(d, 'import', 'each', [make(deal(d)), make(deal(d))], { group });
      },
      merge: () => {
        const q = pick(deals.filter((w) => w.id !== r?.id));
        if (q)
          act(d, 'merge', 'together', [
            change(q, { deleted: r.id }),
            ...activities.filter((c) => c.parentId === q.id).map((c) => change(c, { parentId: r.id })),
          ]);
      },
      undo: () => {
        const t = pick(
          [...acts.values()].slice(-30).filter((o) => (!o.undoes || chance(0.3)) && changesOf(d, o).length),
        );
        if (t) undo(d, t);
      },
      undoGroup: () => {
        const group = pick(
          uniq([...acts.values()].filter((o) => o.group && changesOf(d, o).length).map((o) => o.group)).slice(-2),
        );
        if (group) for (const t of [...acts.values()].filter((o) => o.group === group).reverse()) undo(d, t, group);
      },
    };
    const all = [...Object.values(kinds), kinds.edit, kinds.edit, kinds.createActivity, kinds.move, kinds.undoGroup];
    if (watch.areas && r && chance(0.2)) return act(d, 'relocate', 'together', [change(r, { area: pick(AREAS) })]);
    if (watch.areas && r?.entity === 'deal' && chance(0.1))
      return act(d, 'open', 'together', [change(r, { open: !r.open })]);
    if (watch.builds && chance(0.25) && workWithVisits(d, r, means)) return;
    if (!watch.trade) return pick(all)();
    if (chance(0.75)) return pick(Object.values(tradeWork(d, means)))();
    pick([kinds.undo, kinds.undo, kinds.undo, kinds.undoGroup, ...all])();
  }

  /**
   * The device derives an undo from its recent history (S-9), or from the act itself while the act waits. The server
   * derives it from the journal.
   */
  function changesOf(d, t) {
    const rows = server.state.journal.filter(
      (row) =>
        row.act === t.id &&
        row.changed &&
        row.n <= (d.disk.at?.n ?? 0) &&
        d.disk.held[row.record] &&
        knows(d.disk.build, row.entity),
    );
    const own = d.disk.acts.some((e) => e.act.id === t.id);
    return rows.length && !on('undo-by-swap')
      ? rows.map(({ record: id, changed: fields, ...row }) => ({ ...row, id, fields }))
      : own || (rows.length && on('undo-by-swap'))
        ? t.edits.map((e) => ({ id: e.id, entity: e.entity, created: !!e.create, fields: e.fields }))
        : [];
  }
  function undo(d, t, closes) {
    const changes = changesOf(d, t);
    if (changes.length) act(d, 'undo', t.shape, turned(changes), { undoes: t.id, closes });
  }

  function send(d, request) {
    if (!request) return;
    for (const one of request.acts ?? []) check.sent(one, confirmed.get(d));
    const message = { to: 'server', d, request };
    wire.push(message);
    if (chance(0.15)) wire.push({ ...message });
  }

  function deliver(i) {
    const [m] = wire.splice(i, 1);
    if (!calm && chance(0.12)) return trace(`lost ${m.to} ${m.request.kind}`);
    if (!calm && chance(0.08)) wire.push(m); // comes once more, later
    if (m.to === 'server') {
      const reply =
        m.request.kind === 'push' ? server.push(m.request, () => !calm && chance(0.03)) : server.pull(m.request); // it may die between two acts
      if (reply.rows) check.departures(m.d.user, reply, everSeen);
      if (reply.rows && watch.pulled) readAll(m.d.user);
      trace(
        `server got ${m.request.kind} ${m.request.id} from ${m.d.disk.device}: ${JSON.stringify({ ...reply, truth: undefined })}`,
      );
      if (reply.cut) return;
      wire.push({ to: 'device', d: m.d, request: m.request, reply });
    } else {
      trace(`${m.d.disk.device} gets the reply to ${m.request.kind} ${m.request.id}`);
      try {
        const faulty = watch.builds && !calm && chance(0.2) ? misplaced(m.reply) : undefined;
        if (faulty) trace('a row of the page has a place that its kind does not have');
        m.d.receive(m.request.id, faulty ?? m.reply);
        if (watch.builds && !calm) updateAmidGain(m.d, { chance, trace });
        for (const e of m.d.disk.acts) if (e.state === 'answered') confirmed.get(m.d).add(e.act.id);
      } catch (e) {
        if (!(e instanceof Crash)) throw e;
        m.d.crash();
        trace('crash');
      }
    }
  }
  const faults = {
    crash: () => {
      const d = pick(devices);
      d.crash();
      trace(`${d.disk.device} crashes`);
    },
    offline: () => {
      const d = pick(devices);
      offline.has(d) ? offline.delete(d) : offline.add(d);
    },
    roles: () => {
      const user = pick(users.slice(1));
      const roles = chance(0.4) ? ROLES[user] : pick(OTHER_ROLES);
      trace(`roles ${user} ${JSON.stringify(roles)}`);
      server.setRoles(user, roles);
      watch.roles?.(user, roles);
    },
    areas: () => {
      const user = pick(['ann', 'max', 'vic', 'mia']);
      const areas = pick([[], ['north'], ['south'], ['north', 'south']]);
      trace(`areas ${user} ${areas}`);
      server.setAreas(user, areas);
    },
    replicate: () => {
      replica = server.state;
      watch.saved?.(replica);
      trace(`replica at ${replica.clock}`);
    },
    backup: () => {
      server.markDurable();
      backup = replica = server.state;
      watch.saved?.(replica);
      trace(`backup at ${backup.clock}`);
    },
    failover: () => {
      if (chance(0.25)) replica = backup;
      trace(`failover ${server.state.clock} -> ${replica.clock}`);
      if (server.state.clock > replica.clock) loss = { lost: server.state, kept: replica };
      server.restore(replica);
      readers.clear();
      watch.restored?.(replica);
    },
    horizon: () => {
      const floor = Math.max(server.state.floor, Math.floor(server.state.clock * (0.5 + random() / 2)));
      trace(`horizon ${floor} of ${server.state.clock}`);
      server.passHorizon(floor);
    },
    image: () => {
      const d = pick(devices);
      images.set(d, d.disk);
    },
    setBack: () => {
      const d = pick([...images.keys()]);
      if (!d) return;
      const had = new Set([...images.get(d).acts, ...images.get(d).tray].map((e) => e.act.id));
      for (const e of [...d.disk.acts, ...d.disk.tray, ...d.disk.kept])
        if (!had.has(e.act.id)) acts.get(e.act.id).lostWithDisk = true;
      trace(`${d.disk.device} is set back`);
      d.disk = images.get(d);
      images.delete(d);
      confirmed.set(d, new Set());
    },
    copy: () => {
      if (devices.length > 8) return;
      const d = pick(devices),
        twin = join(d.user);
      twin.disk = d.disk;
      devices.push(twin);
      confirmed.set(twin, new Set(confirmed.get(d)));
      trace(`${d.disk.device} is copied`);
    },
    mend: () => {
      const d = pick(devices.filter((w) => w.disk.tray.length));
      if (!d) return;
      const { act: old } = d.takeFromTray(0);
      acts.get(old.id).handled = true;
      if (old.edits.length && !old.undoes)
        act(
          d,
          `mended ${old.kind}`,
          old.shape,
          old.edits.map(({ after, ...e }) => e),
        );
    },
  };
  const weights = {
    crash: 3,
    offline: 4,
    roles: 5,
    areas: 5,
    replicate: 3,
    backup: 2,
    failover: 1.5,
    horizon: 1,
    image: 1,
    setBack: 1,
    copy: 0.5,
    mend: 2,
  };
  for (const [name, { mode, weight, play }] of Object.entries({
    ...buildFaults({ server, devices, pick, trace, join, confirmed }),
    ...narrowingFaults({ server, pick, chance, trace }),
  }))
    if (watch[mode]) {
      weights[name] = weight;
      faults[name] = play;
    }
  if (watch.builds) weights.roles = 12; // gains and losses of tokens are what two builds name differently
  const bag = Object.entries(weights)
    .filter(([name]) => !watch.without?.includes(name) && (name !== 'areas' || watch.areas))
    .flatMap(([name, w]) => Array(w * 2).fill(name));

  const shares = watch.builds ? { work: 0.15, push: 0.25, pull: 0.48 } : { work: 0.3, push: 0.45, pull: 0.6 };
  // every other history of builds has a device that is busier than all others: it gets many pages between two updates
  const busy = watch.builds && chance(0.5) ? pick(devices) : undefined;
  function step() {
    const p = random();
    const d = busy && chance(0.6) ? busy : pick(devices);
    if (p < shares.work) work(d);
    else if (p < shares.push) offline.has(d) || send(d, d.startPush(pick([1, 2, 5])));
    else if (p < shares.pull) offline.has(d) || send(d, d.startPull(pick([1, 2, 3, 10])));
    else if (p < 0.92) {
      if (wire.length) deliver(Math.floor(random() * Math.min(wire.length, 4)));
    } else faults[pick(bag)]();
    for (const one of devices) check.checkDevice(one, server.state);
  }
  function drain() {
    calm = true;
    offline.clear();
    for (let round = 0, quiet = false; !quiet && round < 60; round++) {
      quiet = true;
      while (wire.length) deliver(0);
      for (const d of devices) {
        if (d.refused && !server.serves(d.disk.build)) continue;
        const request =
          d.startPush(5) ??
          (d.disk.upTo === server.state.clock && d.disk.at?.history === server.state.clock && !d.disk.acts.length
            ? null
            : d.startPull(4));
        if (!request) continue;
        quiet = false;
        send(d, request);
        while (wire.length) deliver(0);
        check.checkDevice(d, server.state);
      }
    }
    calm = false;
  }

  if (watch.trade) beginTrade(devices[0], means);
  for (const d of devices)
    for (let i = 0; i < (watch.trade ? 0 : 2); i++) {
      const n = deal(d);
      if (d.user === 'ann') Object.assign(n, { ownerId: pick(users), teamId: pick(TEAMS) });
      act(d, 'createDeal', 'together', [make(n), make(activity(n, d))]);
    }
  if (!watch.builds || chance(0.5)) drain(); // else the first syncs are under way while people work and builds change
  for (let i = 0; i < steps; i++) step();
  drain();
  if (watch.builds) updateAll({ server, devices, drain });
  check.atRest(server.state, devices, acts, sights, loss);
  watch.ended?.(server.state);
  return { acts: acts.size, clock: server.state.clock };
}
