// A device. Its disk changes only inside `write`, one transaction at a time. A crash loses everything else. One request
// is in progress at a time, and only the reply to that very request counts.
import { on, same, uniq } from '../domain/basics.mjs';
import { askDevice, readsOfAct } from './device-look.mjs';
import { derive } from '../domain/domain.mjs';
import { knows, presentBuild } from '../domain/builds.mjs';
import { updated } from '../domain/kinds.mjs';
import { refs } from '../domain/trade.mjs';
import { inPresentForm, noNames, pageInNames } from './page-in-names.mjs';

/** `narrowed`: kinds of which the device keeps only the records that `keeps` selects. `build`: the build of its app (S-7). */
export function newDevice({ user, newId, crashPoint, narrowed = [], keeps = () => true, build = presentBuild }) {
  let disk = {
    device: newId('device'),
    build,
    narrowed,
    lastNumber: 0,
    at: null,
    names: noNames,
    heads: [],
    held: {},
    history: {},
    leaving: false,
    acts: [],
    kept: [],
    tray: [],
    shown: {},
    upTo: null,
    truth: null,
  };
  let request = null; // a crash loses it
  let isAskedInFull = false; // a crash loses this, too. T-28: the server does not know a set of tokens by its digest
  let refused; // K-5: why the server does not serve this build; a crash loses it, and the next answer says it again

  function write(change) {
    const d = {
      ...disk,
      heads: [...disk.heads],
      held: { ...disk.held },
      history: { ...disk.history },
      acts: [...disk.acts],
      kept: [...disk.kept],
      tray: [...disk.tray],
      shown: { ...disk.shown },
    };
    change(d);
    disk = d;
  }
  function show(d, ids) {
    for (const id of ids) {
      const record = derive(d.held[id]?.record ?? null, d.acts, id);
      // K-5: rows of a kind that this build does not know are kept for the next build, and not shown
      if (record && knows(d.build, record.entity)) d.shown[id] = record;
      else delete d.shown[id];
    }
  }
  /** Heads seen, the newest and ever fewer of the older ones: enough to find the last one in common. */
  const saw = (d, head) => {
    if (head[0] <= (d.heads.at(-1)?.[0] ?? -1)) return;
    d.heads = [...d.heads.filter((_, i, all) => all.length - i < 6 || i % 2 === 0), head];
  };
  const idsIn = (entries) => entries.flatMap((e) => e.act.edits.map((x) => x.id));

  /** A person's act takes effect immediately: the act and the shown state change together. */
  function perform(act) {
    write((d) => {
      d.lastNumber += 1;
      const waiting = d.acts.filter((e) => e.state === 'waiting');
      const edits = act.edits.map((edit) => ({
        ...edit,
        base: d.held[edit.id]?.record.version ?? 0,
        after: act.undoes ? [] : groundOf(edit, waiting),
      }));
      const made = { ...act, user, edits, number: d.lastNumber };
      d.acts.push({ act: made, state: 'waiting', covered: [], reads: readsOfAct(disk, act) });
      show(
        d,
        edits.map((e) => e.id),
      );
    });
  }

  /**
   * The earlier unsent acts on which an edit depends: they made its record or its parent, or wrote the value that it starts from.
   */
  function groundOf(edit, waiting) {
    const named = refs[edit.entity].flatMap((f) => [edit.create?.[f], edit.fields?.[f]?.[1]]);
    const wants = [edit.id, ...named, edit.fields?.deleted?.[1]];
    return waiting.flatMap(({ act }) =>
      act.edits
        .filter(
          (e) =>
            (e.create && wants.includes(e.id)) ||
            (e.id === edit.id && e.fields && edit.fields && Object.keys(edit.fields).some((f) => f in e.fields)),
        )
        .map((e) => ({ act: act.id, record: e.id })),
    );
  }

  /** Unsent acts under a new name and new numbers: after a copied or restored device, and after the server lost its tail. */
  function rename(d) {
    d.device = newId('device');
    d.lastNumber = 0;
    d.acts = d.acts.map((e) => (e.state === 'waiting' ? { ...e, act: { ...e.act, number: ++d.lastNumber } } : e));
  }

  function startPush(limit) {
    const acts = disk.acts
      .filter((e) => e.state === 'waiting')
      .slice(0, limit)
      .map((e) => e.act);
    request = { id: newId('request'), kind: 'push', wire: disk.build, device: disk.device, heads: disk.heads, acts };
    return acts.length ? request : null;
  }
  function startPull(limit) {
    const lane = on('lane-by-lane') ? (disk.lane === 'deal' ? 'activity' : 'deal') : undefined; // the fault that "a checkpoint per token" causes
    request = {
      id: newId('request'),
      kind: 'pull',
      wire: disk.build,
      user,
      at: lane ? (disk.lanes?.[lane] ?? null) : disk.at,
      heads: disk.heads,
      limit,
      lane,
      full: isAskedInFull ? ((lane ? disk.laneNames?.[lane] : disk.names) ?? noNames) : undefined,
    };
    return request;
  }

  function receive(requestId, reply) {
    if (requestId !== request?.id && !on('any-reply')) return;
    const sent = request?.acts ?? [];
    request = null;
    refused = on('refusal-unsaid') ? undefined : reply.refused;
    if (reply.refused && on('refused-push-done'))
      write((d) => {
        d.acts = d.acts.filter((e) => !sent.includes(e.act));
        show(d, idsIn(sent.map((act) => ({ act }))));
      });
    if (reply.refused) return;
    if (reply.answers) write((d) => reply.answers.every((answer) => answered(d, answer)));
    else if (reply.fork !== undefined) write((d) => forked(d, reply));
    else if (reply.reset) write((d) => startOver(d));
    else if (reply.unknown) isAskedInFull = true;
    else {
      isAskedInFull = false;
      page(reply);
    }
  }

  function answered(d, answer) {
    if (answer.code) return void rename(d); // sync/device-set-back, sync/gap
    const i = d.acts.findIndex((e) => e.act.id === answer.act && e.state === 'waiting');
    if (i < 0) return true;
    const { act } = d.acts[i];
    const no = act.edits.filter((e) => answer.refused[e.id]);
    // the fields that its moves have set belong to the act from now on: if it is ever sent again, they were agreed
    const withSet = (e) =>
      answer.sets[e.id] ? { ...e, isSet: true, fields: { ...answer.sets[e.id], ...e.fields } } : e;
    const yes = act.edits.filter((e) => !answer.refused[e.id]).map(withSet);
    const isOfPack = Object.values(answer.refused).includes('records/unknown-entity');
    if ((no.length || answer.status === 'refused') && !(isOfPack && on('removed-act-vanishes')))
      d.tray.push({ act: { ...act, edits: no }, why: answer.refused });
    d.acts.splice(
      i,
      1,
      ...(answer.status === 'refused'
        ? []
        : [
            {
              act: { ...act, edits: yes },
              state: 'answered',
              n: answer.n,
              at: answer.at,
              lost: answer.lost,
              versions: answer.versions,
              reads: d.acts[i].reads,
              covered: Object.keys(answer.versions).filter((id) => d.held[id]?.record.version >= answer.versions[id]),
            },
          ]),
    );
    if (!on('answer-without-head')) saw(d, answer.head);
    show(
      d,
      act.edits.map((e) => e.id),
    );
    return true;
  }

  function startOver(d) {
    Object.assign(d, { at: null, names: noNames, lanes: {}, laneNames: {}, drained: {}, upTo: null });
    for (const id of Object.keys(d.held)) d.held[id] = { ...d.held[id], stale: true };
  }

  /**
   * The server's journal is no longer the one that this device saw: acts that were confirmed after the last common head are sent
   * again.
   */
  function forked(d, { fork }) {
    startOver(d);
    // an act that is sent again for the second time still has the time of its first decision
    const ofEdits = ({ act, lost }) => Object.fromEntries(act.edits.map((x) => [x.id, lost[x.id] ?? {}]));
    const again = (e) =>
      e.state === 'answered' && e.n > fork
        ? {
            act: { ...e.act, again: !on('again-wins'), cameFrom: e.act.cameFrom ?? { at: e.at, lost: ofEdits(e) } },
            state: 'waiting',
            covered: [],
            reads: e.reads,
          }
        : e;
    if (!on('fork-without-resend'))
      d.acts = [...d.kept, ...d.acts].map(again).filter((e) => e.state === 'waiting' || d.acts.includes(e));
    else d.acts = d.acts.map(again);
    d.kept = d.kept.filter((e) => e.n <= fork);
    d.heads = d.heads.filter(([n]) => n <= fork);
    d.history = Object.fromEntries(Object.entries(d.history).filter(([, row]) => row.n <= fork));
    rename(d);
    show(d, idsIn(d.acts));
  }

  const groupsAfter = (d, { lane, groups }) => groups ?? ((lane ? d.laneNames?.[lane] : d.names) ?? noNames).tokens;
  function page(reply) {
    if (!pageInNames(disk.build, reply, groupsAfter(disk, reply))) return;
    const put = (d, withAt, withRows) => {
      const touched = new Set();
      const gone = new Set();
      const drop = (id) => {
        delete d.held[id];
        touched.add(id);
        gone.add(id);
      };
      // T-28: keeps the page's sets of tokens in full, which the server may ask for, in the same write as the
      // checkpoint that names them
      const before = (reply.lane ? d.laneNames?.[reply.lane] : d.names) ?? noNames;
      const groups = groupsAfter(d, reply);
      const from = reply.lane ? d.lanes?.[reply.lane] : d.at;
      const names = {
        tokens: on('groups-kept') && from ? before.tokens : groups,
        had: reply.next.gain ? (from?.gain ? before.had : before.tokens) : [],
      };
      if (withRows) reply = pageInNames(d.build, reply, groups);
      if (withAt) Object.assign(d, { at: reply.next, ...(reply.lane ? {} : { names }) });
      if (reply.lane) {
        d.laneNames = { ...d.laneNames, [reply.lane]: names };
        d.lane = reply.lane;
        d.lanes = { ...d.lanes, [reply.lane]: reply.next };
        d.drained = { ...d.drained, [reply.lane]: reply.done };
        reply = {
          ...reply,
          tokens: uniq([
            ...reply.tokens,
            ...Object.values(d.held)
              .flatMap((h) => h.through)
              .filter((t) => !t.startsWith(reply.lane)),
          ]),
          done: d.drained.deal && d.drained.activity,
        };
      }
      if (!withRows) return;
      for (const [id, h] of Object.entries(d.held)) {
        const through = h.through.filter((t) => reply.tokens.includes(t) || on('lost-token-kept'));
        if (through.length === h.through.length) continue;
        if (through.length) d.held[id] = { ...h, through };
        else {
          drop(id);
          // it may come back under another token before the round ends: until then its history stays, unseen
          if (!reply.done && !on('history-leaves-early')) {
            gone.delete(id);
            d.leaving = true;
          }
          if (on('purge-drops-acts')) d.acts = d.acts.filter((e) => e.act.edits.every((x) => x.id !== id));
        }
      }
      for (const row of reply.rows) {
        if (row.record && !knows(d.build, row.record.entity) && on('unknown-kind-dropped')) continue;
        touched.add(row.id);
        if (row.gone || (narrowed.includes(row.record.entity) && !keeps(row.record))) drop(row.id);
        else {
          d.held[row.id] = { record: row.record, through: row.through };
          gone.delete(row.id);
        }
        if (!on('covered-late'))
          d.acts = d.acts.map((e) =>
            (row.record ?? row).version >= e.versions?.[row.id] ? { ...e, covered: [...e.covered, row.id] } : e,
          );
      }
      saw(d, reply.head);
      d.upTo = null;
      if (reply.done) {
        for (const [id, h] of Object.entries(d.held)) if (h.stale) drop(id);
        if (d.leaving) for (const { id } of Object.values(d.history)) if (!d.held[id]) gone.add(id);
        d.leaving = false;
        const past = d.acts.filter((e) => e.state === 'answered' && e.n <= reply.head[0]);
        d.acts = d.acts.filter((e) => !past.includes(e));
        if (!on('confirmed-dropped')) d.kept.push(...past);
        idsIn(past).forEach((id) => touched.add(id));
      }
      if (reply.done || on('up-to-date-mid-pull')) {
        d.upTo = reply.head[0];
        d.truth = reply.truth;
      }
      // a record's history is removed with it
      d.history = Object.fromEntries(Object.entries(d.history).filter(([, row]) => !gone.has(row.id)));
      for (const row of reply.history) if (!gone.has(row.id)) d.history[`${row.n}:${row.id}`] = row;
      d.kept = d.kept.filter((e) => e.n > reply.durable);
      forget(d, reply.erased ?? [], touched);
      show(d, touched);
    };
    if (on('checkpoint-apart')) {
      write((d) => put(d, true, false));
      crashPoint();
      write((d) => put(d, false, true));
    } else write((d) => put(d, true, true));
  }

  /**
   * P-5: removes values of records that were erased by law from all acts. A waiting act stays, with its edits of them emptied:
   * the server may have decided it, and its answer shows that.
   */
  function forget(d, erased, touched) {
    if (!erased.length || on('erased-acts-kept')) return;
    const empty = ({ act, ...e }) => ({
      ...e,
      act: {
        ...act,
        edits: act.edits.map((x) => (erased.includes(x.id) ? { id: x.id, entity: x.entity, fields: {} } : x)),
      },
    });
    const without = ({ act, ...e }) => ({
      ...e,
      act: { ...act, edits: act.edits.filter((x) => !erased.includes(x.id)) },
    });
    for (const id of erased) {
      delete d.held[id];
      touched.add(id);
    }
    d.acts = d.acts.map((e) => (e.state === 'waiting' ? empty(e) : without(e))).filter((e) => e.act.edits.length);
    d.kept = d.kept.map(without).filter((e) => e.act.edits.length);
    d.tray = d.tray.map(empty);
  }

  return {
    user,
    perform,
    /** The engine's verdict on an act before it is made. */
    ask: (act) => askDevice(disk, act),
    startPush,
    startPull,
    receive,
    rename: () => write(rename),
    /** K-5: the app is updated, and starts with the disk of the build before (T-27, T-28). */
    update() {
      this.crash();
      write((d) => {
        inPresentForm(d, startOver);
        updated(d, newId);
        show(d, [...Object.keys(d.held), ...idsIn(d.acts)]);
      });
    },
    /** K-5: the code with which the server refused this build in its last answer. */
    get refused() {
      return refused;
    },
    crash() {
      request = null;
      isAskedInFull = false;
      refused = undefined;
    },
    get disk() {
      return disk;
    },
    set disk(old) {
      disk = old;
      request = null;
      refused = undefined;
    },
    takeFromTray: (i) => {
      const [entry] = disk.tray.slice(i, i + 1);
      write((d) => d.tray.splice(i, 1));
      return entry;
    },
    shownInFull: () => {
      const d = { ...disk, shown: {} };
      show(d, [...Object.keys(disk.held), ...idsIn(disk.acts)]);
      return same(sorted(d.shown), sorted(disk.shown));
    },
  };
}

export const sorted = (map) => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
