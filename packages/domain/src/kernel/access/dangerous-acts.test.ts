import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { ann, ben, DecisionWorld, make, record, set } from '../../testing/decision-world.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import { refuse } from '../refusal.ts';
import { dangerousActs, hasDangers, isDangerousCall } from './dangerous-acts.ts';

describe('[PLT-28] the table of dangerous acts', () => {
  it('names each address once', () => {
    const routes = Object.values(dangerousActs).flatMap((act): readonly string[] => act.routes);
    expect(new Set(routes).size).toBe(routes.length);
    expect(routes.every((route) => /^(POST|PUT|PATCH|DELETE) \/[\w/{}-]+$/.test(route))).toBe(true);
  });
  it('recognises kinds of record by their fields, and calls by their names', () => {
    const kinds = [...installedCatalogue.entities.values()].filter(hasDangers).map(({ name }) => name);
    expect(kinds.sort()).toEqual(['platform/organisation', 'platform/person', 'platform/role']);
    expect(hasDangers(entityOf(installedCatalogue, 'crm/deal'))).toBe(false);
    expect(isDangerousCall('exports.beginAll')).toBe(true);
    expect(isDangerousCall('records.list')).toBe(false);
  });
});

describe('[PLT-28] a dangerous change of records', () => {
  const unproved = () => refuse('access/step-up-needed', 'Prove it.', { kinds: ['password'] });
  const world = new DecisionWorld();
  const person = record(ben, 'platform/person', { name: 'ben', status: 'active', memberships: [] }, { ownerId: null, teamId: null }); // prettier-ignore
  world.records.set(ben, person);
  const suspended = set(ben, { status: ['active', 'suspended'] }, 'platform/person');
  const renamed = set(ben, { name: ['ben', 'Benjamin'] }, 'platform/person');
  const task = make(ann, 'crm/task', { subject: 'Call' });
  it('is refused without a proof, and others are not', () => {
    expect(world.said([suspended], { unproved })).toEqual({ status: 'refused', [ben]: 'access/step-up-needed' });
    expect(world.said([suspended])).toEqual({ status: 'accepted' });
    expect(world.said([renamed], { unproved })).toEqual({ status: 'accepted' });
    expect(world.said([suspended], { unproved, by: 'server' })).toEqual({ status: 'accepted' });
  });
  it('is refused with the whole act, or with its record alone where the act says so', () => {
    expect(world.said([suspended, task], { unproved })).toMatchObject({
      status: 'refused',
      [ann]: 'act/refused-whole',
    });
    expect(world.said([suspended, task], { unproved, shape: 'each' })).toEqual({ status: 'merged', [ben]: 'access/step-up-needed' }); // prettier-ignore
  });
});
