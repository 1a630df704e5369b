// The server: one function decides acts (P-4), one answers pulls (S-1). Its whole state is one value, so a failover or
// a restored backup puts that value back. `hooks.committed` lets the checker watch. No code here reads it.
import { on, same, uniq } from '../domain/basics.mjs';
import { POLICY, actionsOf, can, digest, merge, sees, turned } from '../domain/domain.mjs';
import { presentBuild, whyUnserved } from '../domain/builds.mjs';
import { childrenOf, filed, refiled, sightsOf } from './filing.mjs';
import { judgeOn } from './judge.mjs';
import { dueIn, editsInKinds, pieceOf } from '../domain/kinds.mjs';
import { noMonths, withMonthStep, withNewMonth } from './months.mjs';
import { historyOf, pageOf, sightOf } from './pages.mjs';
import { judgeEnd, lookOfAll, withDerived } from '../domain/rules.mjs';
import { alreadyThere, stepIn, unitsOf } from '../domain/steps.mjs';
import { setMemory } from '../domain/token-names.mjs';
import { refs } from '../domain/trade.mjs';

/** Few, so that devices are asked for their tokens in full now and then. */
const rememberedSets = 12;

export function newServer(roles, hooks) {
  let S = {
    clock: 0,
    journal: [],
    records: {},
    feed: {},
    acts: {},
    devices: {},
    roles,
    floor: 0,
    durable: 0,
    undoneGroups: {},
    sights: {},
    saw: {}, // person|record: the number at which the person first saw it
    erased: {},
    places: {},
    loss: undefined,
    areas: {},
    areasAt: {},
    keptOff: [],
    removed: [],
    ...noMonths,
  };
  let build = presentBuild; // of the server's process: no restore takes it back
  let isUpgraded = false; // it runs the build whose upgrade moves a field to another kind (T-27)
  let time = 0; // the server's wall clock: no restore takes it back
  const sets = setMemory(rememberedSets);
  const signedAt = new Map(); // by the hash of a signed head: the time of the signature
  const hashAt = (n) => (n === 0 ? 'genesis' : S.journal[n - 1]?.hash);
  const head = () => {
    signedAt.set(hashAt(S.clock), time);
    return [S.clock, hashAt(S.clock)];
  };
  const namersOf = (id) => Object.values(S.records).filter((r) => refs[r.entity].some((f) => r[f] === id));

  function journal(row) {
    S.clock += 1;
    time += 1;
    const body = { n: S.clock, at: time, ...row };
    S.journal = [...S.journal, { ...body, hash: digest(hashAt(S.clock - 1) + JSON.stringify(body)) }];
    return S.clock;
  }

  const file = (id, n) => {
    S.feed = filed(S, id, n, true);
  };
  const look = (users, ids, gained) => {
    Object.assign(S, sightsOf(S, { users, ids, gained }));
  };

  /**
   * The edits that an act asks for. The server works an undo out here, from the journal's record of the act. A merge of
   * duplicates finds all references, also where an undo brings the duplicate back.
   */
  function editsOf(act) {
    const asked =
      act.undoes && !on('undo-by-swap')
        ? turned(
            S.journal
              .filter((row) => row.act === act.undoes && row.changed)
              .map(({ record: id, changed: fields, ...row }) => ({ ...row, id, fields })),
          )
        : act.edits;
    const isMapped = isUpgraded && act.user !== 'system' && !(act.undoes && on('undo-as-written'));
    const mapped = isMapped ? editsInKinds(asked, S.records) : asked;
    const edits = on('removed-edits-skipped') ? mapped.filter((e) => !S.removed.includes(e.entity)) : mapped;
    const merged = edits.find((e) => typeof e.fields?.deleted?.[1] === 'string');
    if (!merged || on('merge-misses-unseen')) return edits;
    const named = new Set(edits.map((e) => e.id));
    const step = [merged.id, merged.fields.deleted[1]];
    // T-12: the server repoints references to the duplicate by its own decision, also where the author's device held and named
    // the referring record
    const isRepointed = ({ entity, fields }) =>
      fields && Object.entries(fields).every(([f, change]) => refs[entity].includes(f) && same(change, step));
    return [
      ...edits.map((e) => (isRepointed(e) ? { ...e, added: true } : e)),
      ...namersOf(merged.id)
        .filter((c) => !named.has(c.id) && !(S.removed.includes(c.entity) && on('removed-left-behind')))
        .map((c) => ({
          id: c.id,
          entity: c.entity,
          expanded: true,
          added: true,
          follows: merged.id,
          fields: Object.fromEntries(refs[c.entity].filter((f) => c[f] === merged.id).map((f) => [f, step])),
        })),
    ];
  }

  /** T-16: the records of a draft with their derived fields; an edit that changes nothing is not written, and derives nothing. */
  function derived(draft, ids) {
    const look = lookOfAll({ ...S.records, ...draft });
    const isWritten = (id) => !S.records[id] || !same(S.records[id], draft[id]);
    if (on('derived-cascades'))
      for (const below of ids.flatMap((id) => namersOf(id))) draft = { ...draft, [below.id]: withDerived(below, look) };
    return Object.fromEntries(
      Object.entries(draft).map(([id, r]) => [id, ids.includes(id) && isWritten(id) ? withDerived(r, look) : r]),
    );
  }

  /**
   * T-12: judges the end of a unit: its moves' needs and checks, and the rules that its edits touch. An act that comes again was
   * judged when it was agreed.
   */
  function judgeUnit(act, edits, { draft, start, moves, comesAgain }) {
    if (comesAgain(act) && !on('again-ruled')) return {};
    const isAdded = (id) => edits.find((e) => e.id === id)?.added && !on('added-judged');
    const ids = uniq(edits.map((e) => e.id)).filter((id) => draft[id]);
    const added = Object.fromEntries(ids.filter(isAdded).map((id) => [id, draft[id]]));
    const before = { ...S.records, ...(on('each-by-itself') ? {} : start), ...added };
    const after = { ...before, ...Object.fromEntries(ids.map((id) => [id, draft[id]])) };
    const seen = (records) =>
      Object.fromEntries(
        Object.entries(records).filter(
          ([id, r]) => !S.records[id] || sees(act.user, S.roles[act.user] ?? [], r, records),
        ),
      );
    const lookOf = (records) => lookOfAll(on('reads-as-author') ? seen(records) : records);
    const { refused, breached } = judgeEnd({
      written: ids.filter((id) => !isAdded(id)),
      moves: Object.fromEntries(Object.entries(moves).filter(([id]) => ids.includes(id))),
      before,
      after,
      lookOf,
    });
    return { ...breached, ...refused };
  }

  const changesOf = (id) => S.journal.filter((row) => row.act === id && row.changed);

  /** an act does not exist for a person who did not make it and sees nothing that it changed. */
  const isTheirsToKnow = (act, target) =>
    target.user === act.user ||
    changesOf(act.undoes).some(({ record }) => S.records[record] && seesNow(act.user, record));
  const seesNow = (user, id) => {
    const record = S.records[id];
    return !S.removed.includes(record.entity) && sees(user, S.roles[user] ?? [], record, S.records);
  };

  /** S-4c: people may undo their own acts, and acts of which they may reverse each change. */
  function mayUndo(act, target) {
    const roles = S.roles[act.user] ?? [];
    if (target.user === act.user) return true;
    const changes = changesOf(act.undoes);
    const may = (row) => {
      const record = S.records[row.record];
      if (!record || row.expanded) return true; // edits that followed a merge follow its undo, seen or not
      const actions = row.created ? ['delete'] : actionsOf({ fields: row.changed });
      return (
        seesNow(act.user, row.record) && actions.every((action) => can(act.user, roles, action, record, S.records))
      );
    };
    return changes.length > 0 && changes.every(may);
  }

  /** Whether nothing is left of a person's group: each of its acts that changed something is undone. */
  const isAllUndone = (group, user) =>
    !Object.entries(S.acts).some(
      ([id, one]) => one.group === group && one.user === user && !one.undoneBy && changesOf(id).length,
    );

  /** P-4, one transaction: check, merge, write records, journal and feed. */
  function decide(device, act) {
    const reply = (answer, code) => ({ act: act.id, code, ...answer });
    const D = S.devices[device] ?? { last: 0 };
    const known = on('rejudged')
      ? undefined
      : on('number-only')
        ? act.number <= D.last
          ? { status: 'accepted', refused: {}, lost: {}, sets: {}, n: S.clock, at: time, head: head(), versions: {} }
          : undefined
        : S.acts[act.id];
    if (known && !(on('refusal-forgotten') && known.status === 'refused')) {
      if (act.number === D.last + 1) S.devices = { ...S.devices, [device]: { last: act.number } };
      return reply(known);
    }
    if (!on('rejudged') && !on('refusal-forgotten')) {
      if (act.number <= D.last) return reply({}, 'sync/device-set-back'); // a number that was used for another act: a copied or restored device
      if (act.number > D.last + 1) return reply({}, 'sync/gap');
    }
    const before = { ...S };
    const edits = editsOf(act);
    const known_ = act.undoes && S.acts[act.undoes];
    const target = known_ && (on('undo-tells') || isTheirsToKnow(act, known_)) ? known_ : undefined;
    const isTheirs = target && (on('part-closes-group') || on('part-is-undone') || mayUndo(act, target));
    let draft = {},
      notes = {},
      claims = {};
    let steps = { moves: {}, named: {}, sets: {}, gave: {} };
    const refused = {};
    const { judge, comesAgain } = judgeOn(S);
    /** Judges the edits that are accepted or refused as one. In an `each` act they leave nothing behind when one is refused. */
    function decideUnit(unit) {
      const start = { draft, notes, claims, steps };
      const codes = {};
      for (const edit of unit) {
        const trial = { draft: { ...draft }, notes: { ...notes }, claims: { ...claims } };
        const trialSteps = Object.fromEntries(Object.entries(steps).map(([name, of]) => [name, { ...of }]));
        let code = judge(act, edit, trial.draft, trial.notes, trial.claims, trialSteps);
        if (!code && on('checks-amid'))
          code = Object.values(
            judgeUnit(act, [edit], { draft: trial.draft, start: draft, moves: trialSteps.moves, comesAgain }),
          )[0];
        if (code) codes[edit.create?.id ?? edit.id] = code;
        else {
          ({ draft, notes, claims } = trial);
          steps = trialSteps;
        }
      }
      const isRefused = () => Object.values(codes).some((code) => code !== alreadyThere);
      if (!isRefused()) {
        draft = derived(
          draft,
          unit.map((e) => e.id),
        );
        Object.assign(codes, judgeUnit(act, unit, { draft, start: start.draft, moves: steps.moves, comesAgain }));
      }
      if (act.shape === 'each' && isRefused()) {
        ({ draft, notes, claims, steps } = start);
        for (const { id } of unit) codes[id] ??= 'act/refused-whole';
      }
      Object.assign(refused, codes);
    }
    if (act.undoes && !target) for (const e of act.edits.length ? act.edits : [act]) refused[e.id] = 'undo/unknown';
    else if (!(target && (target.undoneBy || target.status === 'refused') && !on('undo-wins')))
      for (const unit of unitsOf(act, edits)) decideUnit(unit);
    const asked = edits.map((e) => e.create?.id ?? e.id);
    const hard = Object.values(refused).some((code) => code !== alreadyThere);
    if (act.shape !== 'each' && hard && !on('together-in-parts')) {
      draft = {};
      notes = {};
      for (const id of asked) refused[id] ??= 'act/refused-whole';
    }
    const changed = [];
    for (const [id, record] of Object.entries(draft)) {
      const old = S.records[id];
      const fields =
        old &&
        Object.fromEntries(
          Object.keys(POLICY[record.entity])
            .filter((f) => JSON.stringify(old[f]) !== JSON.stringify(record[f]))
            .map((f) => [f, [old[f], record[f]]]),
        );
      if (old && !Object.keys(fields).length && !notes[id]) continue;
      const edit = edits.find((e) => e.id === id) ?? {};
      const n = journal({
        act: act.id,
        by: act.user,
        record: id,
        entity: record.entity,
        created: !old,
        changed: old ? fields : {},
        made: old ? undefined : record,
        lost: notes[id],
        ...(steps.named[id] && fields && stepIn({ entity: record.entity, fields }) ? { step: steps.named[id] } : {}),
        ...(edit.added ? { added: true } : {}),
        ...(edit.follows ? { follows: edit.follows } : {}),
        ...(edit.expanded ? { expanded: true } : {}),
      });
      S.records = { ...S.records, [id]: { ...record, version: n, at: time } };
      changed.push([id, n]);
    }
    S.feed = refiled(S, changed);
    look(
      Object.keys(S.roles),
      changed.flatMap(([id]) => [id, ...childrenOf(S, id).map((child) => child.id)]),
    );
    for (const [key, claim] of Object.entries(claims))
      if (draft[key.split('|')[0]]) S.places = { ...S.places, [key]: { ...claim, n: S.clock } };
    // a decision that changes nothing takes a number too, so that the server's head covers everything that it remembers
    if (!changed.length && !on('silent-decisions')) journal({ act: act.id, by: act.user, decided: refused });
    const status =
      (act.undoes && !target) || (asked.length && asked.every((id) => refused[id]))
        ? 'refused'
        : Object.keys(notes).length || Object.keys(refused).length
          ? 'merged'
          : 'accepted';
    const versions = Object.fromEntries(asked.filter((id) => S.records[id]).map((id) => [id, S.records[id].version]));
    const sets = Object.fromEntries(Object.entries(steps.sets).filter(([id]) => draft[id]));
    const answer = { status, refused, lost: notes, sets, n: S.clock, at: time, head: head(), versions };
    S.acts = {
      ...S.acts,
      [act.id]: { ...answer, user: act.user, group: act.group, undoes: on('redo-forgotten') ? undefined : act.undoes },
    };
    const isWhole = isTheirs && (!hard || on('part-is-undone') || on('part-closes-group'));
    if (target && status !== 'refused' && isWhole) {
      S.acts[act.undoes] = { ...target, undoneBy: target.undoneBy ?? act.id };
      if (target.undoes && S.acts[target.undoes])
        S.acts[target.undoes] = { ...S.acts[target.undoes], undoneBy: undefined };
    }
    if (target && status !== 'refused' && act.closes && act.closes === target.group) {
      const isOwn = target.user === act.user;
      if (isOwn || (isWhole && (isAllUndone(act.closes, target.user) || on('part-closes-group'))))
        S.undoneGroups = { ...S.undoneGroups, [act.closes]: true };
    }
    S.devices = { ...S.devices, [device]: { last: Math.max(D.last, act.number) } };
    hooks.committed(before, S, act, edits, answer, changed);
    return reply(answer);
  }

  /** The last head that the device and this journal have in common, if that isn't the newest that the device saw. */
  function forkOf(heads) {
    if (!heads.length || hashAt(heads.at(-1)[0]) === heads.at(-1)[1] || on('no-fork-check')) return undefined;
    const common = heads.findLast(([n, hash]) => hashAt(n) === hash)?.[0] ?? 0;
    const loss = { at: signedAt.get(heads.at(-1)[1]), common };
    S = { ...S, loss: { at: Math.max(loss.at, S.loss?.at ?? 0), common: Math.max(common, S.loss?.common ?? 0) } };
    hooks.lost?.({ at: S.loss.at, commonAt: S.journal[S.loss.common - 1]?.at ?? 0, seen: time });
    return common;
  }

  /** S-2. Before it decides any act, the server checks that its journal is still the one that the device knows. */
  function push({ wire = presentBuild, device, heads, acts }, dies) {
    const unserved = whyUnserved(build, wire);
    if (unserved) return { refused: unserved };
    const fork = on('push-without-heads') ? undefined : forkOf(heads);
    if (fork !== undefined) return { fork };
    const answers = [];
    for (const act of acts) {
      if (dies()) return { cut: true };
      answers.push(decideOn(device, act));
      hooks.decided?.(device, act, answers.at(-1));
      if (answers.at(-1).code) break;
    }
    return { answers };
  }

  /**
   * Writes a setting of the organisation, with one row of the journal. `settings`: the changed parts of the state. `sight`: the people
   * and records whose sight changes.
   */
  const set = (row, settings, sight) => {
    const before = S;
    S = { ...S };
    journal(row);
    Object.assign(S, settings());
    if (sight) look(sight.users, sight.ids, S.clock);
    hooks.committed(before, S);
  };
  const setRoles = (user, roles) =>
    set({ member: user, roles }, () => ({ roles: { ...S.roles, [user]: roles } }), {
      users: [user],
      ids: Object.keys(S.records),
    });

  /** T-30: the areas that a person has chosen; none: nothing is narrowed. Their rights stay as they are. */
  const setAreas = (user, areas) =>
    set({ member: user, areas }, () => ({
      areas: { ...S.areas, [user]: areas },
      areasAt: { ...S.areasAt, [user]: S.clock },
    }));

  /** the kinds that the organisation keeps off devices, for everyone or for a role. Everybody's rights stay as they are. */
  const keepOff = (lines) => set({ keptOff: lines }, () => ({ keptOff: lines }));

  /** one step of the server's work on months. Nothing is journaled: no record changes. Returns whether there was one. */
  function fileByMonth() {
    const before = S;
    S = withMonthStep(S);
    hooks.committed(before, S);
    return S !== before;
  }

  /** T-25: the kinds of packs that the organisation has removed. Their records are kept; a new installation restores them. */
  const remove = (kinds) => {
    const { records, removed, roles } = S;
    const isOfPack = ({ entity }) => kinds.includes(entity) !== removed.includes(entity);
    const kept = Object.entries(records).filter(([, { entity }]) => !kinds.includes(entity));
    const lost = on('removed-erased') ? { records: Object.fromEntries(kept) } : {};
    const ids = Object.keys(records).filter((id) => isOfPack(records[id]));
    set({ removed: kinds }, () => ({ removed: kinds, ...lost }), { users: Object.keys(roles), ids });
  };

  /** K-6: past the horizon a tombstone is erased by a departure of its own; departures older than the floor are forgotten. */
  function passHorizon(floor) {
    const before = S;
    S = {
      ...S,
      floor,
      feed: Object.fromEntries(Object.entries(S.feed).filter(([, row]) => !row.gone || row.version > floor)),
    };
    for (const { id } of Object.values(S.records).filter(
      (r) => r.deleted && r.version <= floor && r.entity === 'deal',
    )) {
      for (const gone of [...childrenOf(S, id).map((c) => c.id), id]) {
        const n = journal({ erased: gone, record: gone });
        const { [gone]: _, ...rest } = S.records;
        S.records = rest;
        if (on('erased-silently'))
          S.feed = Object.fromEntries(Object.entries(S.feed).filter(([, row]) => row.id !== gone));
        else file(gone, n);
        look(Object.keys(S.roles), [gone]);
      }
    }
    hooks.committed(before, S);
  }

  /** P-5: erases a record and its children by law: one row names them, they leave by departures, and their ids stay used. */
  function erase(id) {
    const before = S;
    const ids = [...childrenOf(S, id).map((c) => c.id), id];
    const n = journal({ erasure: ids });
    for (const gone of ids) {
      const { [gone]: _, ...rest } = S.records;
      S = { ...S, records: rest, erased: { ...S.erased, [gone]: n } };
      file(gone, n);
    }
    hooks.committed(before, S);
  }

  const decideOn = (device, act) => {
    S = { ...S, acts: { ...S.acts }, undoneGroups: { ...S.undoneGroups } };
    return decide(device, act);
  };
  function pull(ask) {
    const unserved = whyUnserved(build, ask.wire ?? presentBuild);
    if (unserved) return { refused: unserved };
    const fork = forkOf(ask.heads);
    return fork === undefined ? pageOf({ S, head, truth: hooks.truth, sets, build }, ask) : { fork };
  }

  return {
    push,
    pull,
    /** S-9: the history of one record, on a person's later request; nothing if they do not see it. */
    history: (user, id) =>
      sightOf(S, user, id) === undefined
        ? undefined
        : historyOf(S, user, 0, S.clock).rows.filter((row) => row.id === id),
    setRoles,
    setAreas,
    keepOff,
    passMonth: () => void (S = withNewMonth(S)),
    fileByMonth,
    remove,
    passHorizon,
    erase,
    get state() {
      return S;
    },
    restore(old) {
      S = old;
      sets.forget();
    },
    /** The server's process ends and starts again: it loses its memory. */
    restart: () => sets.forget(),
    get build() {
      return build;
    },
    /** S-7: whether this server serves devices of a build. */
    serves: (device) => whyUnserved(build, device) === undefined,
    /** S-7: the server is updated: its process starts again with another build. */
    serve(next) {
      build = next;
      sets.forget();
    },
    /**
     * T-27: starts the build with the upgrade, and brings up so many deals before it is killed. An act's id is
     * computed from its record: a repeated one is recognised. Deals that are up to date are not due, so a second
     * start does nothing.
     */
    upgrade(most = Infinity) {
      isUpgraded = true;
      if (!S.roles.system) setRoles('system', [{ role: 'admin' }]);
      for (const deal of dueIn(S.records).slice(0, most)) {
        const number = (S.devices.system?.last ?? 0) + 1;
        const id = on('cut-off') ? `up-${deal.id}-${deal.version}-${number}` : `up-${deal.id}-${deal.version}`;
        const edits = on('cut-off') ? pieceOf(deal, S.records).slice(1) : pieceOf(deal, S.records);
        decideOn('system', { id, number, user: 'system', kind: 'upgrade', shape: 'together', edits });
      }
    },
    /** The build before works on this store once more. */
    downgrade() {
      isUpgraded = false;
    },
    markDurable() {
      S = { ...S, durable: S.clock };
    },
  };
}
