import { beforeEach, describe, expect, it } from 'vitest';
import { ann, DecisionWorld, holding, make, north, record, set } from '../../testing/decision-world.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const [deal, paper, other, batch, second] = [50, 51, 52, 53, 54].map(idOf) as [string, string, string, string, string];
const kind = 'crm/letter';
const admin = holding('**:*@org');
const words = { about: `crm/deal:${deal}`, receiver: 'Ada', address: { street: 'Main St 1', city: 'Denver' }, subject: 'Offer', body: 'Dear Ada', release: 'print' }; // prettier-ignore

let world: DecisionWorld;
const code = (fields: Parameters<typeof set>[1], id = paper) => world.said([set(id, fields, kind)], { by: admin })[id];

beforeEach(() => {
  world = new DecisionWorld();
  const inherited = { ownerId: ann, teamId: north, sharedWith: [] };
  const child = { ownerId: null, teamId: null, inherited };
  for (const one of [
    record(deal, 'crm/deal', { name: 'Deal', stage: 'prospecting' }),
    record(second, 'crm/deal', { name: 'Second', stage: 'prospecting' }),
    record(batch, 'crm/letter-batch', { name: 'Monday', format: 'din-5008', letterCount: 1, status: 'made' }),
    record(paper, kind, { ...words, batch, status: 'in-batch' }, child),
    record(other, kind, { ...words, status: 'waiting' }, child),
  ])
    world.records.set(one.id, one);
});

describe('[LET-6] a record that the server has closed', () => {
  it('keeps its values and its life, also for an administrator', () => {
    for (const fields of [
      { body: ['Dear Ada', 'x'] },
      { subject: ['Offer', 'x'] },
      { release: ['print', 'cancel'] },
      { life: ['alive', 'deleted'] },
    ] as const)
      expect([fields, code(fields as never)]).toEqual([fields, 'records/fixed']);
  });

  it('changes its owner, and others like it are changed and deleted as before', () => {
    expect(code({ ownerId: [null, ann] })).toBeUndefined();
    expect(code({ about: [`crm/deal:${deal}`, `crm/deal:${second}`] })).toBeUndefined(); // a converted lead takes its letters along
    expect(code({ body: ['Dear Ada', 'x'] }, other)).toBeUndefined();
    expect(code({ life: ['alive', 'deleted'] }, other)).toBeUndefined();
  });

  it('[LET-2] is closed by nobody but the server: a person neither fills the field nor makes a record with it', () => {
    expect(code({ batch: [null, batch] }, other)).toBe('access/denied');
    expect(world.said([make(idOf(70), kind, { ...words, batch })], { by: admin })[idOf(70)]).toBe('access/denied');
    expect(world.said([set(batch, { life: ['alive', 'deleted'] }, 'crm/letter-batch')], { by: admin })[batch]).toBe(
      'records/invalid',
    );
  });
});
