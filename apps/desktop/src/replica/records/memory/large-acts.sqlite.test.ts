import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ScratchReplica } from '../../storage/scratch-replica.ts';
import { type ActDocument, bookEntities } from '../documents.ts';
import { LargeActs, largeActEdits } from './large-acts.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void; // V8's own function, which the flag makes

const actOf = (id: string, editCount: number): ActDocument => ({
  id,
  entity: bookEntities.act,
  seq: 1,
  act: {
    id,
    number: 1,
    label: 'Imported people',
    shape: 'each',
    madeAt: '2026-11-21T09:00:00.000Z',
    edits: Array.from({ length: editCount }, (_, index) => ({
      id: `${id}-${index}`,
      entity: 'crm/contact',
      create: { fields: { name: `Person ${index}` }, ownerId: null, teamId: null, sharedWith: [], schema: 1 },
    })),
  },
  by: 'me',
  state: 'waiting',
  n: 0,
  versions: {},
  covered: [],
});

function given() {
  const scratch = new ScratchReplica();
  onTestFinished(() => scratch.end());
  scratch.file.writer.exec('create table r_outpost_act (id text, data text, deleted integer)');
  const large = new LargeActs(scratch.file);
  /** Writes the act as the replica would, and holds it; the test keeps only a weak reference to its edits. */
  const hold = (id: string, editCount: number) => {
    const entry = actOf(id, editCount);
    scratch.file.writer
      .prepare('insert into r_outpost_act (id, data, deleted) values (?, ?, 0)')
      .run(id, JSON.stringify({ act: entry.act }));
    return { held: large.hold(entry), edits: new WeakRef(entry.act.edits) };
  };
  return { large, hold };
}

describe('acts of many edits', () => {
  it('[E-3] leave their edits on disk and read them on demand: memory has none of them', async () => {
    const { large, hold } = given();
    const acts = Array.from({ length: 50 }, (_, index) => hold(`act-${index}`, largeActEdits));
    await new Promise((resolve) => setImmediate(resolve)); // weak references hold until the end of the turn that made them
    collect();
    expect(acts.filter(({ edits }) => edits.deref() !== undefined)).toHaveLength(0);
    const [first] = acts;
    expect(first?.held.act.edits).toEqual(actOf('act-0', largeActEdits).act.edits);
    expect({ ...first?.held.act }.edits).toHaveLength(largeActEdits); // a copy contains them
    expect(first && large.headOf(first.held)).toMatchObject({
      editCount: largeActEdits,
      first: [{ id: 'act-0-0', entity: 'crm/contact' }, {}, {}, {}, {}],
    });
  });

  it('[E-3] are found by the records that they name until they are removed; acts of few edits stay unchanged', () => {
    const { large, hold } = given();
    const { held } = hold('many', largeActEdits);
    const few = hold('few', largeActEdits - 1).held;
    expect([large.isHeld(held), large.isHeld(few)]).toEqual([true, false]);
    expect(large.actsOn(`many-${largeActEdits - 1}`)).toEqual(['many']);
    expect([large.actsOn('few-0'), large.actsOn('none')]).toEqual([[], []]);
    large.forget('many');
    expect([large.isHeld(held), large.actsOn('many-0')]).toEqual([false, []]);
    expect(large.actsOn('many-0')).toEqual([]);
  });
});
