import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import type { Act, Edit } from '../../kernel/acts/act.ts';
import { type FindRecord, type PendingAct, deriveRecord, inheritedOf } from './derive.ts';
import { newRecord } from '../../kernel/acts/new-record.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import type { JsonValue } from '../../kernel/json.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';

const id = '00000000-0000-7000-8000-0000000000d1';
const mia = '00000000-0000-7000-8000-000000000001';
const act = (number: number, edit: Edit, more: Partial<Act> = {}): PendingAct => ({
  act: {
    id: `00000000-0000-7000-8000-0000000001${String(number).padStart(2, '0')}`,
    number,
    label: 'test',
    shape: 'together',
    madeAt: '2026-11-20T08:00:00.000Z',
    edits: [edit],
    ...more,
  },
  by: mia,
  state: 'waiting',
  covered: [],
});
const create = (fields: Record<string, string | null>): Edit => ({
  id,
  entity: 'crm/deal',
  create: { fields, ownerId: mia, teamId: null, sharedWith: [], schema: 1 },
});
const change = (field: string, from: string | null, to: string | null): Edit => ({
  id,
  entity: 'crm/deal',
  seen: 1,
  fields: { [field]: [from, to] },
});
const mustBe = (name: string): Entity => {
  const found = installedCatalogue.entities.get(name);
  if (!found) throw new Error(`${name} is not installed`);
  return found;
};
const derive = (confirmed: StoredRecord | null, ...pending: PendingAct[]) =>
  deriveRecord(installedCatalogue, confirmed, pending, { id, find: () => undefined });

describe('the record that a device shows', () => {
  it('[D-2a] is the confirmed state with the waiting acts applied in order', () => {
    const shown = derive(
      null,
      act(1, create({ name: 'Acme', stage: 'prospecting' })),
      act(2, change('stage', 'prospecting', 'engaging')),
    );
    expect(shown).toMatchObject({ version: 0, ownerId: mia, fields: { name: 'Acme', stage: 'engaging' } });
  });
  it("[D-2a] contains changes by others and one's own waiting change", () => {
    const confirmed = derive(null, act(1, create({ name: 'Acme', stage: 'engaging' })));
    const shown = derive(
      confirmed && { ...confirmed, version: 9, fields: { ...confirmed.fields, source: 'event' } },
      act(2, change('stage', 'prospecting', 'proposal')),
    );
    expect(shown?.fields).toMatchObject({ stage: 'proposal', source: 'event' });
  });
  it('[D-2b] leaves out an answered act once the confirmed state covers it', () => {
    const confirmed = derive(null, act(1, create({ name: 'Acme', stage: 'engaging' })));
    const answered: PendingAct = { ...act(2, change('stage', 'engaging', 'proposal')), state: 'answered' };
    expect(derive(confirmed, answered)?.fields['stage']).toBe('proposal');
    expect(derive(confirmed, { ...answered, covered: [id] })?.fields['stage']).toBe('engaging');
  });
  it('[D-2a] [A-3a] of a moved child inherits from its new parent immediately, if that parent is held', () => {
    const [one, two, task] = [`${id.slice(0, -2)}a1`, `${id.slice(0, -2)}a2`, `${id.slice(0, -2)}c1`];
    const team = '00000000-0000-7000-8000-0000000000f1';
    const parent = (of: string, teamId: string | null, sharedWith: readonly string[]): StoredRecord | undefined => {
      const made = derive(null, act(1, create({ name: 'Acme', stage: 'engaging' })));
      return made === null ? undefined : { ...made, id: of, teamId, sharedWith: [...sharedWith] };
    };
    const held = new Map([
      [one, parent(one, team, [])],
      [two, parent(two, null, [id])],
    ]);
    const about = (deal: string) => `crm/deal:${deal}`;
    const made: Edit = {
      id: task,
      entity: 'crm/task',
      create: {
        fields: { subject: 'Call', about: about(one) },
        ownerId: null,
        teamId: null,
        sharedWith: [],
        schema: 1,
      },
    };
    const move = (from: string, to: string): Edit => ({
      id: task,
      entity: 'crm/task',
      seen: 0,
      fields: { about: [about(from), about(to)] },
    });
    const rename: Edit = { id: task, entity: 'crm/task', seen: 0, fields: { subject: ['Call', 'Write'] } };
    const inherited = (...edits: readonly Edit[]) =>
      deriveRecord(
        installedCatalogue,
        null,
        edits.map((edit, place) => act(place + 1, edit)),
        { id: task, find: (_entity, parentId) => held.get(parentId) },
      )?.inherited;
    expect(inherited(made)).toEqual({ ownerId: mia, teamId: team, sharedWith: [] });
    expect(inherited(made, move(one, two))).toEqual({ ownerId: mia, teamId: null, sharedWith: [id] });
    expect(inherited(made, move(one, two), rename)).toEqual({ ownerId: mia, teamId: null, sharedWith: [id] });
    expect(inherited(made, move(one, task))).toEqual({ ownerId: null, teamId: null, sharedWith: [] });
  });

  it('[S-4c] keeps later changes when an undo waits', () => {
    const confirmed = derive(null, act(1, create({ name: 'Acme', stage: 'proposal' })));
    expect(derive(confirmed, act(2, change('stage', 'engaging', 'prospecting'), { undoes: id }))?.fields['stage']).toBe(
      'proposal',
    );
  });
  it('[K-3] keeps changes to a record whose kind is not defined here, or no longer', () => {
    const made: Edit = { ...create({ name: 'Ada’s van' }), entity: 'own/vehicle' };
    const repainted: Edit = { ...change('colour', null, 'red'), entity: 'own/vehicle' };
    expect(derive(null, act(1, made), act(2, repainted))).toMatchObject({
      entity: 'own/vehicle',
      ownerId: mia,
      fields: { name: 'Ada’s van', colour: 'red' },
    });
  });
  it('[Q-6] has formulas recomputed with each change', () => {
    const lead: Edit = {
      id,
      entity: 'crm/lead',
      create: {
        fields: { name: 'Ada', status: 'new', phone: '+15550142' },
        ownerId: mia,
        teamId: null,
        sharedWith: [],
        schema: 1,
      },
    };
    const shown = deriveRecord(
      installedCatalogue,
      null,
      [act(1, lead), act(2, { id, entity: 'crm/lead', seen: 0, fields: { email: [null, 'ada@example.com'] } })],
      { id, find: () => undefined },
    );
    expect(shown?.fields['score']).toBe(40);
  });
});

describe('the visibility that a shown child inherits', () => {
  const account = '00000000-0000-7000-8000-0000000000a1';
  const other = '00000000-0000-7000-8000-0000000000a2';
  const team = '00000000-0000-7000-8000-0000000000e1';
  const zoe = '00000000-0000-7000-8000-000000000009';
  const nothing = { ownerId: null, teamId: null, sharedWith: [] };
  const record = (parent: string, visibility: Partial<StoredRecord>): StoredRecord => ({
    ...newRecord(
      installedCatalogue,
      mustBe('crm/account'),
      { id: parent, entity: 'crm/account', create: { fields: { name: 'Acme' }, ...nothing, schema: 1 } },
      { by: zoe, at: '2026-11-19T08:00:00.000Z', inherited: null },
    ),
    ...visibility,
  });
  const held = new Map([
    [account, record(account, { ownerId: zoe, sharedWith: [mia] })],
    [other, record(other, { teamId: team })],
  ]);
  const shownWith = (find: FindRecord, ...pending: PendingAct[]) =>
    deriveRecord(installedCatalogue, null, pending, { id, find });
  const fromHeld: FindRecord = (entity, asked) => (entity === 'crm/account' ? held.get(asked) : undefined);
  const noteAbout = (about: string | null): Edit => ({
    id,
    entity: 'crm/activity',
    create: { fields: { about, kind: 'note', body: 'Signed.' }, ownerId: mia, teamId: null, sharedWith: [], schema: 1 },
  });
  const moved = (from: string, to: string | null): Edit => ({
    id,
    entity: 'crm/activity',
    seen: 0,
    fields: { about: [from, to] },
  });

  it("[A-3a] is its parent's owner, team and sharing as soon as it is created", () => {
    expect(shownWith(fromHeld, act(1, noteAbout(`crm/account:${account}`)))?.inherited).toEqual({
      ownerId: zoe,
      teamId: null,
      sharedWith: [mia],
    });
  });
  it('[A-3a] is that of the new parent as soon as it is moved', () => {
    const made = act(1, noteAbout(`crm/account:${account}`));
    const move = act(2, moved(`crm/account:${account}`, `crm/account:${other}`));
    expect(shownWith(fromHeld, made, move)?.inherited).toEqual({ ownerId: null, teamId: team, sharedWith: [] });
  });
  it('[A-3a] stays as confirmed when another field changes, whatever this device holds of the parent', () => {
    const made = shownWith(fromHeld, act(1, noteAbout(`crm/account:${account}`)));
    const reworded: Edit = { id, entity: 'crm/activity', seen: 1, fields: { body: ['Signed.', 'Signed twice.'] } };
    const shown = deriveRecord(installedCatalogue, made, [act(2, reworded)], { id, find: () => undefined });
    expect(shown?.inherited).toEqual(made?.inherited);
    expect(shown?.fields['body']).toBe('Signed twice.');
  });
  it('[A-3a] is absent where the parent is not held, and null where there is no parent', () => {
    expect(shownWith(fromHeld, act(1, noteAbout(`crm/account:${zoe}`)))?.inherited).toEqual(nothing);
    expect(shownWith(fromHeld, act(1, noteAbout(null)))?.inherited).toBeNull();
    expect(shownWith(() => held.get(account), act(1, create({ name: 'Deal' })))?.inherited).toBeNull();
  });
  it('[A-3a] is null where the parent field is not a reference', () => {
    const odd = { ...mustBe('crm/activity'), parent: 'body' };
    expect(inheritedOf(odd, { body: `crm/account:${account}` }, fromHeld)).toBeNull();
  });
});

describe('a shown record that is new, or changed without being held', () => {
  it('[K-1] has its author and time, no version yet, and no empty fields', () => {
    const shown = derive(null, act(1, create({ name: 'Acme', source: null })));
    expect(shown).toMatchObject({
      version: 0,
      life: 'alive',
      createdBy: mia,
      updatedBy: mia,
      createdAt: '2026-11-20T08:00:00.000Z',
      updatedAt: '2026-11-20T08:00:00.000Z',
    });
    expect(Object.keys(shown?.fields ?? {})).not.toContain('source');
  });
  it('[D-2a] does not exist when only changes to it wait', () => {
    expect(derive(null, act(1, change('stage', null, 'won')))).toBeNull();
  });
  it('[D-2a] ignores edits of other records in the same act', () => {
    const both: PendingAct = act(1, create({ name: 'Acme' }));
    const another = { ...create({ name: 'Another' }), id: mia };
    expect(derive(null, { ...both, act: { ...both.act, edits: [another, ...both.act.edits] } })?.fields['name']).toBe(
      'Acme',
    );
    expect(derive(null, { ...both, act: { ...both.act, edits: [another] } })).toBeNull();
  });
  it('[D-2b] contains a waiting act, whatever the confirmed state covers', () => {
    const confirmed = derive(null, act(1, create({ name: 'Acme', stage: 'engaging' })));
    const waiting = { ...act(2, change('stage', 'engaging', 'proposal')), covered: [id] };
    expect(derive(confirmed, waiting)?.fields['stage']).toBe('proposal');
  });
  it('[S-1c] keeps later changes when an act is sent again', () => {
    const confirmed = derive(null, act(1, create({ name: 'Acme', stage: 'proposal' })));
    const again = act(2, change('stage', 'engaging', 'prospecting'), { again: true });
    expect(derive(confirmed, again)?.fields['stage']).toBe('proposal');
  });
  it('[S-1c] shows an act sent again after a loss as the server will decide it, where the record is older than the act', () => {
    const confirmed = derive(null, act(1, create({ name: 'Acme', stage: 'prospecting' })));
    const [before, after] = ['2026-11-20T08:59:59.000Z', '2026-11-20T09:00:01.000Z'];
    const shown = (updatedAt: string, gaveWay?: Readonly<Record<string, JsonValue>>) => {
      const edit = { ...change('stage', 'engaging', 'proposal'), ...(gaveWay ? { gaveWay } : {}) };
      const back = act(2, edit, { again: true, cameFrom: { at: '2026-11-20T09:00:00.000Z', n: 7 } });
      return derive(confirmed && { ...confirmed, updatedAt }, back)?.fields['stage'];
    };
    expect([shown(before), shown(after)]).toEqual(['proposal', 'prospecting']);
    expect(shown(before, { stage: 'engaging' })).toBe('proposal');
    expect(shown(before, { stage: 'proposal' })).toBe('prospecting'); // the act lost at its first decision
  });
  it('[K-3] has the default name of a record where its kind is not defined here', () => {
    const made: Edit = { ...create({ name: 'Van', marks: 'a' }), entity: 'own/vehicle' };
    expect(derive(null, act(1, made))?.schema).toBe(1);
  });
});
