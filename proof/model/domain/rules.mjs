// T-8 to T-13, T-16: the engine's judgement at the end of an act. It reads further records than the edited ones through
// a `Look`, which returns { held } or 'unknown'.
import { on, uniq } from './basics.mjs';
import { derivedFields, rules } from './trade.mjs';

/**
 * The server's look: it holds everything, for any author. A rule applies to a record whether or not that is alive. The
 * records that it reads are alive.
 */
export const lookOfAll = (records) => ({
  one: (id) => ({ held: records[id] && !records[id].deleted ? records[id] : undefined }),
  many: (kind, by, id) => ({
    held: Object.values(records).filter((r) => r.entity === kind && r[by] === id && !r.deleted),
  }),
});

const totalOf = (records, { sum, per }) => {
  const total = {};
  for (const record of records) total[record[per]] = (total[record[per]] ?? 0) + record[sum];
  return total;
};

/** The values of declared reads for a record, or 'unknown' where one of them is. */
export function readsOf(reads, record, look) {
  const values = {};
  for (const [name, read] of Object.entries(reads)) {
    const answer = read.one ? look.one(record[read.by]) : look.many(read.many ?? read.total, read.by, record.id);
    if (answer === 'unknown') return 'unknown';
    values[name] = read.total ? totalOf(answer.held, read) : answer.held;
  }
  return values;
}

/** T-16: the record with its derived fields. An unknown leaves the value that is there. */
export function withDerived(record, look) {
  const next = { ...record };
  for (const { on: kind, field, above, work } of derivedFields) {
    if (record.entity !== kind) continue;
    const answer = look.one(record[above.by]);
    if (answer !== 'unknown') next[field] = work({ record: next, above: answer.held });
    else if (on('unknown-empties')) next[field] = null;
  }
  return next;
}

/** The records whose rules an edit of this record touches: its own, and those that reach it by `many` or `total`, at both ends of a moved ref. */
function reachedBy(rule, id, before, after) {
  const record = after[id] ?? before[id];
  const own = record.entity === rule.on ? [id] : [];
  const ends = Object.values(rule.reads)
    .filter((read) => (read.many ?? read.total) === record.entity)
    .flatMap(({ by }) => [after[id]?.[by], on('one-end') ? undefined : before[id]?.[by]]);
  return uniq([...own, ...ends].filter(Boolean));
}

/** A breach is new where it was not there before, or was smaller. */
const isNew = (was, is) =>
  on('breach-once')
    ? Object.keys(is).length > 0 && Object.keys(was).length === 0
    : Object.entries(is).some(([at, size]) => on('old-breach-refuses') || size > (was[at] ?? 0));

/**
 * Judges a unit of an act at its end. `written`: the records that its author's edits write, without the server's
 * additions. `moves`: record → its move. `before`: the records without these edits, but with the server's additions.
 * `after`: with both. `lookOf`: records → Look. `refused` follows from the record's own values, `breached` from reads; `unknown`
 * names the questions that the server has to decide.
 */
export function judgeEnd({ written, moves, before, after, lookOf }) {
  const out = { refused: {}, breached: {}, unknown: [] };
  for (const [id, move] of Object.entries(moves)) {
    const record = after[id];
    if (move.needs.some((f) => record[f] === null)) out.refused[id] = 'workflow/needs';
    for (const check of move.checks) {
      const read = readsOf(check.reads, record, lookOf(after));
      if (read === 'unknown') out.unknown.push(`${id} ${check.id}`);
      else if (check.isBroken({ record, read })) out.breached[id] ??= `check/${check.id}`;
    }
  }
  for (const rule of rules)
    for (const id of written)
      for (const at of reachedBy(rule, id, before, after)) {
        const record = after[at];
        if (!record) out.unknown.push(`${id} ${rule.id}`); // a device that does not hold the record that the rule is about
        if (!record) continue;
        const is = readsOf(rule.reads, record, lookOf(after));
        const was = before[at] ? readsOf(rule.reads, before[at], lookOf(before)) : {};
        if (is === 'unknown' || was === 'unknown') out.unknown.push(`${id} ${rule.id}`);
        else {
          const old = before[at] ? rule.breaches({ record: before[at], read: was }) : {};
          const now = rule.breaches({ record, read: is });
          if (isNew(old, now)) out.breached[id] ??= `rule/${rule.id}${on('refusal-tells') ? JSON.stringify(now) : ''}`;
        }
      }
  return out;
}
