// The oracles of packs (T-25), and of edits that the server calls done.
import { on, same } from '../domain/basics.mjs';
import { POLICY, isRef } from '../domain/domain.mjs';
import { must } from './must.mjs';

/** T-25: the removal of a pack, and its installation, change no record. Nobody changes records of a removed pack. */
export function packsAt(before, S, rows, edits) {
  if (before.removed !== S.removed) must(same(before.records, S.records), 'T-25', 'a pack took records with it');
  for (const row of rows)
    if (row.record && before.removed.includes(row.entity) && !edits?.find((e) => e.id === row.record)?.expanded)
      must(!row.act, 'T-25', `${row.act} changed ${row.record}, and its pack is not installed`);
}

/**
 * S-5: each edit that the answer to an act does not refuse was done: its record is there, and each field has the value of the edit, or
 * the answer says which value gave way. `asked`: the edits as their author made them.
 */
export function doneAsTold(S, act, asked, answer) {
  if (act.undoes || act.again || on('number-only')) return; // an undo, and an act that comes again, give way to later changes
  for (const { id, entity, create, fields = {} } of asked) {
    if (answer.refused[id]) continue;
    const record = S.records[id];
    must(record, 'S-5', `${act.id} is told to be done, and ${id} is not there`);
    if (create) continue;
    for (const [f, [, to]] of Object.entries(fields))
      if (POLICY[entity][f] === 'later' && !isRef(entity, f) && !(f in (answer.lost[id] ?? {})))
        must(same(record[f], to), 'S-5', `${act.id} is told to be done, and ${f} of ${id} has another value`);
  }
}
