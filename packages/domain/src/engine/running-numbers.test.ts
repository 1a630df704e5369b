import { beforeEach, describe, expect, it } from 'vitest';
import { installedCatalogue } from '../installed-packs.ts';
import { withOwnFields } from '../kernel/definitions/own-fields.ts';
import { ann, DecisionWorld, make, record, set } from '../testing/decision-world.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const [deal, second, third, older] = [5, 6, 7, 8].map(idOf) as [string, string, string, string];
const fields = { name: 'Acme', stage: 'prospecting' };
const field = 'crm/deal.number';

let world: DecisionWorld;
const numbers = (...asked: Parameters<DecisionWorld['decide']>) =>
  Object.fromEntries(world.decide(...asked).records.map(({ record: one }) => [one.id, one.fields['number']]));

beforeEach(() => {
  world = new DecisionWorld();
  world.installed = withOwnFields(installedCatalogue, [
    { forEntity: 'crm/deal', name: 'number', label: 'Number', type: 'runningNumber', prefix: 'D-', digits: 4, required: true },
  ]).catalogue; // prettier-ignore
  world.records.set(ann, record(ann, 'platform/person', { name: 'Ann', status: 'active' }, { ownerId: null }));
  world.records.set(older, record(older, 'crm/deal', fields));
  world.numbers.set(field, 41);
});

describe('[S-4e] running numbers', () => {
  it('are given in the order of the records, after the last one', () => {
    const decided = world.decide([make(deal, 'crm/deal', fields), make(second, 'crm/deal', fields)]);
    expect(decided.records.map(({ record: one }) => one.fields['number'])).toEqual(['D-0042', 'D-0043']);
    expect([...decided.numbers]).toEqual([[field, 43]]);
  });

  it('[PLT-7] are read by formulas in the act that gives them', () => {
    const definition = { forEntity: 'crm/deal', label: 'X' };
    world.installed = withOwnFields(installedCatalogue, [
      { ...definition, name: 'number', type: 'runningNumber', prefix: 'D-', digits: 4 },
      { ...definition, name: 'heading', type: 'text', computed: 'formula', formula: 'number + " " + name' },
    ]).catalogue;
    const [made] = world.decide([make(deal, 'crm/deal', fields)]).records;
    expect(made?.record.fields).toMatchObject({ number: 'D-0042', heading: 'D-0042 Acme' });
  });

  it('leave no gap for a refused record, or for an act that is refused whole', () => {
    const edits = [make(deal, 'crm/deal', fields), make(second, 'crm/deal', { ...fields, unheard: 1 }), make(third, 'crm/deal', fields)]; // prettier-ignore
    expect(numbers(edits, { shape: 'each' })).toEqual({ [deal]: 'D-0042', [third]: 'D-0043' });
    expect([...world.decide(edits).numbers]).toEqual([]);
  });

  it('are given to older records with their next change, and to no unchanged, deleted or repointed record', () => {
    expect(numbers([set(older, { name: ['Acme', 'Beta'] })])).toEqual({ [older]: 'D-0042' });
    expect([...world.decide([set(older, { name: ['Acme', 'Acme'] })]).numbers]).toEqual([]);
    expect([...world.decide([set(older, { life: ['alive', 'deleted'] })]).numbers]).toEqual([]);
    const account = idOf(20);
    const survivor = idOf(21);
    for (const id of [account, survivor]) world.records.set(id, record(id, 'crm/account', { name: 'Acme' }));
    world.records.set(older, record(older, 'crm/deal', { ...fields, account }));
    const merged = world.decide([set(account, { life: ['alive', `merged:${survivor}`] }, 'crm/account')]);
    expect(merged.records.find(({ record: one }) => one.id === older)?.record.fields).toMatchObject({ account: survivor }); // prettier-ignore
    expect([...merged.numbers]).toEqual([]);
  });

  it('are never typed, changed or taken back', () => {
    expect(world.said([make(deal, 'crm/deal', { ...fields, number: 'D-0001' })])[deal]).toBe('access/denied');
    world.records.set(older, record(older, 'crm/deal', { ...fields, number: 'D-0001' }));
    expect(world.said([set(older, { number: ['D-0001', 'D-0002'] })])[older]).toBe('access/denied');
    expect(numbers([set(older, { name: ['Acme', 'Beta'] })])).toEqual({ [older]: 'D-0001' });
  });

  it('stay when the act that brought them is undone', () => {
    const renamed = idOf(30);
    world.records.set(older, record(older, 'crm/deal', { ...fields, name: 'Beta', number: 'D-0042' }));
    world.did(renamed, [{ record: older, entity: 'crm/deal', changed: { name: ['Acme', 'Beta'], number: [null, 'D-0042'] } }]); // prettier-ignore
    const undone = world.decide([], { undoes: renamed });
    expect(undone.status).toBe('accepted');
    expect(undone.records[0]?.record.fields).toMatchObject({ name: 'Acme', number: 'D-0042' });
    const made = idOf(31);
    world.did(made, [{ record: older, entity: 'crm/deal', kind: 'created', changed: { name: [null, 'Beta'], stage: [null, 'prospecting'], ownerId: [null, ann], teamId: [null, idOf(3)] } }]); // prettier-ignore
    expect(world.decide([], { undoes: made }).records[0]?.record.life).toBe('deleted'); // a number given since counts as no change
  });

  it('are left to the server where the last one is not held', () => {
    world.unheld.add('numbers');
    const decided = world.decide([make(deal, 'crm/deal', fields)]);
    expect([decided.status, decided.records[0]?.record.fields['number'], [...decided.numbers]]).toEqual(['accepted', undefined, []]); // prettier-ignore
  });
});
