import { describe, expect, expectTypeOf, it } from 'vitest';
import { installedPacks } from '../../installed-packs.ts';
import { calculation } from './calculations/calculation.ts';
import { calculate } from '../query/calculate.ts';
import { catalogueOf, type Pack } from './catalogue.ts';
import { entity } from '../entities/entity.ts';
import { number, text } from '../entities/fields.ts';
import { idOf } from '../ids.ts';
import { ann, ben, DecisionWorld, holding, make, record, set } from '../../testing/decision-world.ts';
import { settings, settingValues } from './settings.ts';
import { withPacks } from '../definitions/tenant-packs.ts';

const label = { one: 'Fleet settings', many: 'Fleet settings' };
const fleetSettings = entity(idOf('fleet/settings'), {
  label,
  title: 'name',
  audience: 'tenant',
  governed: true,
  fields: { name: text(), seats: number({ required: true }) },
});
const ofFleet = settings(fleetSettings, { whose: 'tenant', defaults: { seats: 5 } });
const room = calculation('fleet/room', {
  label: 'Room',
  summary: 'Seats of all vans.',
  icon: 'coin',
  takes: { vans: number({ required: true }) },
  gives: { seats: number({ required: true }) },
  settings: ofFleet,
  work: ({ vans }, { seats }) => ({ seats: vans * seats }),
});
const fleet: Pack = {
  name: 'fleet',
  version: 1,
  isOptional: true,
  entities: [fleetSettings],
  settings: [ofFleet],
  calculations: [room],
  roles: [],
};

describe('[T-24] the settings of a pack', () => {
  it('are read with their types; defaults apply where there is no record, or it lacks a required value', () => {
    expectTypeOf(settingValues(ofFleet, undefined).seats).toEqualTypeOf<number>();
    expect(settingValues(ofFleet, undefined)).toEqual({ seats: 5 });
    expect(settingValues(ofFleet, { fields: { name: 'Ours' } })).toEqual({ seats: 5, name: 'Ours' });
    expect(settingValues(ofFleet, { fields: { seats: 8 } })).toEqual({ seats: 8 });
  });
  it('are input to a calculation', () => {
    expect(calculate(room, { vans: 2 })).toMatchObject({ value: { seats: 10 } });
    expect(calculate(room, { vans: 2 }, { fields: { seats: 8 } })).toMatchObject({ value: { seats: 16 } });
  });
  it('have a kind that fits them, whose required fields have defaults', () => {
    const of = (one: Pack['settings']) => () => catalogueOf([...installedPacks, { ...fleet, settings: one ?? [] }]);
    expect(of([{ ...ofFleet, whose: 'person' }])).toThrow("are of a kind with audience 'scoped', and not governed");
    expect(of([{ ...ofFleet, defaults: {} }])).toThrow('the required field seats has no default');
    expect(of([])).toThrow('Calculation fleet/room works with fleet/settings, which are not settings of a tenant');
    expect(of([{ ...ofFleet, on: 'fleet/van' }])).toThrow('no installed pack declares this kind');
  });
  it('are created, deleted and reassigned only by the server; people change their values', () => {
    const world = new DecisionWorld();
    const { isOptional: _, ...part } = fleet; // of every tenant
    world.installed = catalogueOf([...installedPacks, part]);
    const id = '0190b1f2-7c00-7000-8000-00000000d001';
    const said = (edit: Parameters<DecisionWorld['decide']>[0][number], by?: 'server') =>
      world.decide([edit], { by: by ?? holding('**:*@org') }).refused.get(edit.id)?.message;
    const wrong = 'Fleet settings are made by the server. Change their values instead.';
    expect(said(make(id, 'fleet/settings', { seats: 1 }))).toBe(wrong);
    expect(said(make(id, 'fleet/settings', { seats: 1 }), 'server')).toBeUndefined();
    world.records.set(id, record(id, 'fleet/settings', { seats: 1 }));
    expect(said(set(id, { seats: [1, 2] }, 'fleet/settings'))).toBeUndefined();
    expect(said(set(id, { life: ['alive', 'deleted'] }, 'fleet/settings'))).toBe(wrong);
    expect(said(set(id, { ownerId: [ann, ben] }, 'fleet/settings'))).toBe(wrong);
  });
  it('[T-25] are removed with their pack, like its calculations', () => {
    const build = catalogueOf([...installedPacks, fleet]);
    const without = withPacks(build, []);
    expect([without.settings.has('fleet/settings'), without.calculations.has('fleet/room')]).toEqual([false, false]);
    const having = withPacks(build, [{ pack: 'fleet', isRemoved: false }]);
    expect([having.settings.has('fleet/settings'), having.calculations.has('fleet/room')]).toEqual([true, true]);
  });
});
