import { describe, expect, it } from 'vitest';
import { installedPacks } from '../../installed-packs.ts';
import { AccountId } from '../../packs/crm/ids.ts';
import { catalogueOf, type Pack } from '../catalogue/catalogue.ts';
import { entity } from '../entities/entity.ts';
import { ref, text } from '../entities/fields.ts';
import { idOf } from '../ids.ts';
import { judgePack, withPacks } from './tenant-packs.ts';

const JobId = idOf('workshop/job');
const label = { one: 'Job', many: 'Jobs' };
const job = entity(JobId, {
  label,
  title: 'name',
  carries: ['activities', 'tasks'],
  fields: { name: text(), account: ref(AccountId) },
});
const invoice = entity(idOf('billing/invoice'), { label, title: 'name', fields: { name: text(), job: ref(JobId) } });
const workshop: Pack = {
  name: 'workshop',
  label: 'Workshop',
  isOptional: true,
  version: 1,
  entities: [job],
  roles: [],
};
const billing: Pack = {
  name: 'billing',
  label: 'Billing',
  isOptional: true,
  version: 1,
  entities: [invoice],
  roles: [],
};
const installed = catalogueOf([...installedPacks, workshop, billing]);

/** Returns the refusal of installing or removing a pack, in a tenant with these optional packs. */
const saidOf = (pack: string, isRemoved: boolean, had: readonly string[]): string | undefined => {
  const catalogue = withPacks(installed, [
    ...had.map((name) => ({ pack: name, isRemoved: false })),
    { pack, isRemoved },
  ]);
  return judgePack(catalogue, { pack, isRemoved })?.message;
};

describe('[T-25] a pack', () => {
  it('[T-19] whose records carry activities can be removed, because activities work without it', () => {
    expect(saidOf('workshop', true, [])).toBeUndefined();
  });
  it('is not removed while another builds on it, nor installed before the packs that it builds on', () => {
    expect(saidOf('workshop', true, ['billing'])).toBe('Billing builds on Workshop. Remove Billing first.');
    expect(saidOf('billing', false, [])).toBe('Billing builds on Workshop. Install Workshop first.');
    expect(saidOf('billing', false, ['workshop'])).toBeUndefined();
  });
  it('that is part of every organisation is not removed, and an unknown one is not installed', () => {
    expect(saidOf('crm', true, [])).toMatch('is part of every organisation');
    expect(saidOf('nothing', false, [])).toMatch('There is no pack called "nothing"');
    expect(saidOf('nothing', true, [])).toBeUndefined();
  });
});
