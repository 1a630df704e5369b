import { beforeEach, describe, expect, it } from 'vitest';
import { installedPacks } from '../../installed-packs.ts';
import { type Catalogue, catalogueOf, type Pack } from '../../kernel/catalogue/catalogue.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { actId, ann, ben, DecisionWorld, holding, make, record, set } from '../../testing/decision-world.ts';
import { tradePack } from '../../testing/packs/trade-pack.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-0000000e${String(n).padStart(4, '0')}`;
const [loan, other, lender, item, second, done, undoing] = [1, 2, 3, 4, 5, 6, 7].map(idOf) as [string, string, string, string, string, string, string]; // prettier-ignore
const [m1, m2, m3, m4] = [11, 12, 13, 14].map(idOf) as [string, string, string, string];

let world: DecisionWorld;
const trade: Catalogue = catalogueOf([...installedPacks, tradePack]);
beforeEach(() => {
  world = new DecisionWorld();
  world.installed = trade;
});
type Fields = Readonly<Record<string, JsonValue>>;
const has = (id: string, kind: string, fields: Fields, more: object = {}): void => void world.records.set(id, record(id, `trade/${kind}`, fields, more)); // prettier-ignore
const hasLoan = (id = loan, fields: Fields = {}): void => has(id, 'loan', { name: 'L', status: 'approved', ...fields });
const hasCondition = (id: string, of = loan, status = 'open'): void =>
  has(id, 'condition', { name: 'C', loan: of, status });
const hasItem = (id = item): void => has(id, 'item', { name: 'I' });
const hasMovement = (id: string, quantity: number, more: Fields = {}): void =>
  has(id, 'movement', { item, place: 'van-1', quantity, ...more });
const takes = (id: string, quantity: number, more: Fields = {}) => make(id, 'trade/movement', { item, place: 'van-1', quantity, ...more }); // prettier-ignore
const opens = (id: string, of = loan) => make(id, 'trade/condition', { name: 'C', loan: of, status: 'open' });
const fund = { ...set(loan, { status: ['approved', 'funded'] }, 'trade/loan'), day: '2026-11-20' };
const merge = (gone: string, survivor: string) => set(gone, { life: ['alive', `merged:${survivor}`] }, 'trade/loan');

describe('rules over declared reads', () => {
  it('[T-11] [T-12] the check of a move reads the records below its record, as the act leaves them', () => {
    hasLoan();
    hasCondition(m1);
    hasCondition(m2, loan, 'done');
    const refused = world.decide([fund]).refused.get(loan);
    expect(refused).toMatchObject({
      code: 'records/invalid',
      message: 'Clear all conditions first.',
      details: { rule: 'TRD-1' },
    });
    const clear = set(m1, { status: ['open', 'done'] }, 'trade/condition');
    expect(world.said([fund, clear])).toEqual({ status: 'accepted' });
    expect(world.said([clear, fund], { shape: 'each' })).toEqual({ status: 'accepted' });
    expect(world.said([fund, opens(m3)])).toMatchObject({ status: 'refused', [loan]: 'records/invalid' });
  });

  it('[T-12] a rule is judged where its record or one below is written, and refuses the written record', () => {
    hasItem();
    hasMovement(m1, 1);
    expect(world.said([takes(m2, -1)])).toEqual({ status: 'accepted' });
    const { status, refused } = world.decide([takes(m2, -2)]);
    expect(status).toBe('refused');
    expect([...refused]).toMatchObject([[m2, { message: 'Not enough on hand.', details: { rule: 'TRD-2' } }]]);
    expect(world.said([set(m1, { quantity: [1, -1] }, 'trade/movement')])).toMatchObject({ [m1]: 'records/invalid' });
    expect(world.said([set(m1, { life: ['alive', 'deleted'] }, 'trade/movement')])).toEqual({ status: 'accepted' });
    expect(world.said([takes(m2, -1, { place: 'van-2' })])).toMatchObject({ [m2]: 'records/invalid' });
  });

  it('[T-12] a changed reference is judged at both ends', () => {
    hasItem();
    hasItem(second);
    hasMovement(m1, 1);
    hasMovement(m2, -1);
    const move = set(m1, { item: [item, second] }, 'trade/movement');
    expect(world.said([move])).toMatchObject({ status: 'refused', [m1]: 'records/invalid' });
    hasMovement(m2, -1, { item: second });
    expect(world.said([move])).toEqual({ status: 'accepted' });
    expect(world.said([set(m1, { quantity: [1, 0], item: [item, second] }, 'trade/movement')])).toEqual({ status: 'accepted' });
  }); // prettier-ignore

  it('[T-12] only a new breach is refused: a stock of −5 may receive 3 and may not give more, at any place', () => {
    hasItem();
    hasMovement(m1, -5);
    expect(world.said([takes(m2, 3)])).toEqual({ status: 'accepted' });
    expect(world.said([takes(m2, -1)])).toMatchObject({ [m2]: 'records/invalid' });
    expect(world.said([takes(m2, -1, { place: 'van-2' })])).toMatchObject({ [m2]: 'records/invalid' });
    expect(world.said([set(item, { name: ['I', 'J'] }, 'trade/item')])).toEqual({ status: 'accepted' });
    expect(world.said([set(m1, { life: ['alive', 'deleted'] }, 'trade/movement')])).toEqual({ status: 'accepted' });
  });

  it('[T-12] a together act is judged at its end, an each act record by record on those before it', () => {
    hasItem();
    hasMovement(m1, 1);
    expect(world.said([takes(m2, -2), takes(m3, 1)])).toEqual({ status: 'accepted' });
    const each = { shape: 'each' } as const;
    expect(world.said([takes(m2, -1), takes(m3, -1)], each)).toEqual({ status: 'merged', [m3]: 'records/invalid' });
    expect(world.said([takes(m2, -2), takes(m3, 1)], each)).toEqual({ status: 'merged', [m2]: 'records/invalid' });
    expect(world.said([takes(m2, -2), takes(m3, -1), takes(m4, -1)], each)).toEqual({
      status: 'merged',
      [m2]: 'records/invalid',
      [m4]: 'records/invalid',
    });
    hasLoan();
    const out = [opens(m2), fund, set(item, { name: ['I', 'J'] }, 'trade/item')];
    expect(world.said(out, each)).toEqual({ status: 'merged', [loan]: 'records/invalid' });
  });

  it('[T-13] reads ignore the rights of the author, and the refusal is one sentence', () => {
    hasItem();
    has(m1, 'movement', { item, place: 'van-1', quantity: 1 }, { ownerId: ben, teamId: null });
    const own = holding('trade/item:read@org', 'trade/movement:*@own');
    const { refused } = world.decide(
      [make(m2, 'trade/movement', { item, place: 'van-1', quantity: -9 }, { ownerId: ann })],
      { by: own },
    );
    expect(refused.get(m2)?.message).toBe('Not enough on hand.');
    expect(JSON.stringify(refused.get(m2)?.details)).toBe('{"rule":"TRD-2"}');
  });

  it('[T-12] references that follow a merge or its undo are not judged for any author, alone or together with an edit of the author', () => {
    for (const id of [loan, other]) hasLoan(id);
    for (const [place, id] of [m1, m2, m3, m4].entries()) hasCondition(id, place < 2 ? loan : other);
    expect(world.decide([merge(other, loan)]).records).toHaveLength(3);
    const named = [m3, m4].map((id) => set(id, { loan: [other, loan] }, 'trade/condition'));
    expect(world.decide([merge(other, loan), ...named]).status).toBe('accepted');
    expect(world.said([merge(other, loan), set(m3, { name: ['C', 'D'] }, 'trade/condition')])).toEqual({
      status: 'accepted',
    });
    expect(world.said(named)).toMatchObject({ status: 'refused', [m3]: 'records/invalid' });
    // Four conditions are open at the loan, and three at the loan that was merged into it. The undo moves two of the four
    // back: the other loan then has five, which is more than the rule allows.
    has(other, 'loan', { name: 'L', status: 'approved' }, { life: `merged:${loan}` });
    for (const id of [m3, m4]) hasCondition(id, loan);
    world.did(done, [
      { record: other, entity: 'trade/loan', changed: { life: ['alive', `merged:${loan}`] } },
      { record: m3, entity: 'trade/condition', changed: { loan: [other, loan] } },
      { record: m4, entity: 'trade/condition', changed: { loan: [other, loan] }, expanded: true },
    ], { undoes: null }); // prettier-ignore
    for (const n of [21, 22, 23]) hasCondition(idOf(n), other);
    expect(world.said([], { undoes: done, id: undoing })).toEqual({ status: 'accepted' });
  });

  it('[T-12] an undo is judged like any act, an act of the server is not', () => {
    hasItem();
    hasMovement(m1, 1);
    hasMovement(m2, -1);
    world.did(done, [{ record: m1, entity: 'trade/movement', kind: 'created', changed: { item: [null, item], place: [null, 'van-1'], quantity: [null, 1], ownerId: [null, ann], teamId: [null, world.records.get(m1)?.teamId ?? null] } }], { undoes: null }); // prettier-ignore
    expect(world.said([], { undoes: done, id: undoing })).toMatchObject({ [m1]: 'records/invalid' });
    expect(world.said([takes(m3, -9)], { by: 'server' })).toEqual({ status: 'accepted' });
  });

  it('[T-12] a rule is judged for a record in any life, and reads only living records', () => {
    hasLoan();
    for (const id of [m1, m2, m3]) hasCondition(id);
    expect(world.said([opens(m4)])).toMatchObject({ [m4]: 'records/invalid' });
    has(m3, 'condition', { name: 'C', loan, status: 'open' }, { life: 'deleted' });
    expect(world.said([opens(m4)])).toEqual({ status: 'accepted' });
    has(loan, 'loan', { name: 'L', status: 'approved' }, { life: 'deleted' });
    hasCondition(m3);
    expect(world.said([set(loan, { life: ['deleted', 'alive'] }, 'trade/loan')])).toEqual({ status: 'accepted' });
  });

  it('[T-11] reads follow several references, up and down, and a change at each of them is judged', () => {
    // The number of open conditions of all loans of one lender is limited (TRD-4), and no loan is below its lender's rate
    // (TRD-3).
    has(lender, 'lender', { name: 'Bank', mostOpen: 2, leastRate: 5 });
    hasLoan(loan, { lender, rate: 6 });
    hasLoan(other, { lender, rate: 6 });
    hasCondition(m1);
    hasCondition(m2, other);
    expect(world.said([opens(m3, other)])).toMatchObject({ [m3]: 'records/invalid' });
    hasLoan(other, { rate: 6 });
    hasCondition(m3, other);
    expect(world.said([set(other, { lender: [null, lender] }, 'trade/loan')])).toMatchObject({ [other]: 'records/invalid' });
    expect(world.said([set(loan, { rate: [6, 4] }, 'trade/loan')])).toMatchObject({ [loan]: 'records/invalid' });
    expect(world.said([set(lender, { leastRate: [5, 9] }, 'trade/lender')])).toEqual({ status: 'accepted' }); // `one` does not reach down
    expect(world.said([set(lender, { mostOpen: [2, 0] }, 'trade/lender')])).toMatchObject({ [lender]: 'records/invalid' });
  }); // prettier-ignore

  it('[T-11] the 1,001st record of a read is refused with its own code; an act that reduces them is accepted', () => {
    hasLoan();
    for (let n = 100; n < 1_100; n += 1) hasCondition(idOf(n), loan, 'done');
    expect(world.decide([{ ...opens(m1) }]).refused.get(m1)).toMatchObject({ code: 'rules/too-many', details: { limit: 1_000 } });
    hasCondition(m2, loan, 'done');
    expect(world.said([set(m2, { life: ['alive', 'deleted'] }, 'trade/condition')])).toEqual({ status: 'accepted' });
    hasCondition(m3, loan, 'done');
    expect(world.said([set(m2, { life: ['alive', 'deleted'] }, 'trade/condition')])).toEqual({ status: 'accepted' });
    expect(world.said([set(loan, { name: ['L', 'M'] }, 'trade/loan')])).toEqual({ status: 'accepted' });
  }); // prettier-ignore

  it('[T-11] [E-3] the records that rules read are weighed, so that a large act can pause between them', () => {
    hasLoan();
    for (let n = 100; n < 1_000; n += 1) hasCondition(idOf(n), loan, 'done');
    const { weighed } = world.decide([opens(m1), opens(m2)], { shape: 'each' });
    expect(weighed).toBeGreaterThan(2 + 6); // two edits; 900 records, twice for each of them
    expect(world.decide([set(item, { name: ['I', 'J'] }, 'trade/item')]).weighed).toBe(1);
  });

  it('[T-9] data that is not held refuses nothing; where breaches warn, all edits are accepted and the breaches listed', () => {
    hasItem();
    world.unheld.add(`trade/movement of ${item}`);
    expect(world.said([takes(m2, -9)])).toEqual({ status: 'accepted' });
    world.breaches = 'warn';
    expect(world.decide([takes(m2, -9)]).unjudged).toEqual(new Set(['TRD-2']));
    world.unheld.clear();
    expect(world.decide([takes(m2, 9)]).unjudged).toEqual(new Set());
    const { status, warned } = world.decide([takes(m2, -9), takes(m3, -1)], { shape: 'each' });
    expect(status).toBe('accepted');
    expect([...(warned ?? [])].map(([id, { message }]) => [id, message])).toEqual([[m2, 'Not enough on hand.'], [m3, 'Not enough on hand.']]); // prettier-ignore
  });

  it('[T-12] [T-25] a rule of a pack that the tenant has removed is not judged', () => {
    hasItem();
    const entities = new Map([...trade.entities].map(([name, kind]) => [name, name === 'trade/movement' ? { ...kind, isRemoved: true as const } : kind])); // prettier-ignore
    world.installed = { ...trade, entities };
    expect(world.said([takes(m2, -9)])).toEqual({ status: 'accepted' });
  });
});

describe('derived fields over records above', () => {
  const dueOf = (...asked: Parameters<DecisionWorld['decide']>) => world.decide(...asked).records.map(({ record: { fields } }) => fields['dueInDays']); // prettier-ignore
  it('[T-16] are computed when their record is written, also from records above in the act, and keep their value where one is unknown', () => {
    has(lender, 'lender', { name: 'Bank', days: 5 });
    const made = make(loan, 'trade/loan', { name: 'L', status: 'inquiry', lender });
    expect(dueOf([made])).toEqual([5]);
    world.records.delete(lender);
    expect(dueOf([{ ...make(loan, 'trade/loan', { name: 'L', status: 'inquiry' }) }])).toEqual([undefined]);
    has(lender, 'lender', { name: 'Bank', days: 5 });
    hasLoan(loan, { lender, dueInDays: 3 });
    expect(dueOf([set(loan, { name: ['L', 'M'] }, 'trade/loan'), set(lender, { days: [5, 8] }, 'trade/lender')])).toEqual([8, undefined]);
    expect(dueOf([set(lender, { days: [5, 8] }, 'trade/lender')])).toEqual([undefined]); // a change above updates no record by itself
    expect(dueOf([set(loan, { name: ['K', 'L'] }, 'trade/loan')])).toEqual([3]); // an edit that leaves its record as it was does not either
    world.unheld.add(lender);
    expect(dueOf([set(loan, { name: ['L', 'M'] }, 'trade/loan')])).toEqual([3]);
  }); // prettier-ignore

  it('[T-16] [S-4c] do not count as a later change when a creation is undone', () => {
    has(lender, 'lender', { name: 'Bank', days: 9 });
    has(loan, 'loan', { name: 'L', status: 'approved', lender, dueInDays: 9 }, { version: 7 });
    const changed = { name: [null, 'L'], status: [null, 'approved'], lender: [null, lender], dueInDays: [null, 5], ownerId: [null, ann], teamId: [null, world.records.get(loan)?.teamId ?? null] } as const; // prettier-ignore
    world.did(done, [{ record: loan, entity: 'trade/loan', kind: 'created', changed }], { undoes: null });
    const { records } = world.decide([], { undoes: done, id: actId });
    expect(records[0]?.record.life).toBe('deleted');
  });
});

describe('a catalogue with reads', () => {
  const rules = tradePack.rules ?? [];
  const made = (more: Partial<Pack>) => () => catalogueOf([...installedPacks, { ...tradePack, ...more }]);
  const [first] = rules;
  const reading = (reads: object) => made({ rules: [{ ...first, reads } as never] });
  const step = { way: 'down', of: 'trade/item', kind: 'trade/movement', field: 'item' };
  it('[T-11] is refused, with the place, where a read starts elsewhere, has too many steps, or names a missing field', () => {
    const of = (more: object) => ({ onHand: { how: 'total', from: 'trade/item', steps: [step], ...more } });
    expect(reading(of({ from: 'trade/loan' }))).toThrow('Rule TRD-2: read "onHand" starts at trade/loan; it must start at trade/item');
    expect(reading(of({ steps: [step, step, step, step] }))).toThrow('follows 4 references; the most is 3');
    expect(reading(of({ steps: [{ ...step, field: 'place' }] }))).toThrow('goes by "place" of trade/movement, which is not a reference to trade/item');
    expect(reading(of({ steps: [{ ...step, kind: 'trade/gone' }] }))).toThrow('reads trade/gone, which no installed pack declares');
    expect(reading(of({ sum: 'place' }))).toThrow('adds up "place", which is not a number');
    expect(reading(of({ per: 'quantity' }))).toThrow('is split by "quantity"');
  }); // prettier-ignore
});
