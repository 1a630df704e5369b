import type { Pack } from '../../kernel/catalogue/catalogue.ts';
import { settings } from '../../kernel/catalogue/settings.ts';
import { entity } from '../../kernel/entities/entity.ts';
import { choice, money, ref, tags, text } from '../../kernel/entities/fields.ts';
import { idOf } from '../../kernel/ids.ts';

const DistrictId = idOf('dispatch/district');

export const district = entity(DistrictId, {
  label: { one: 'District', many: 'Districts' },
  title: 'name',
  byWildcard: true,
  audience: 'tenant',
  fields: { name: text({ required: true }) },
});

/** T-30: filed by its district, too. */
export const visit = entity(idOf('dispatch/visit'), {
  label: { one: 'Visit', many: 'Visits' },
  title: 'name',
  byWildcard: true,
  filedBy: 'district',
  fields: { name: text({ required: true }), district: ref(DistrictId) },
});

/** T-30: a catalogue that everyone inside the tenant sees, filed by the season. */
export const offer = entity(idOf('dispatch/offer'), {
  label: { one: 'Offer', many: 'Offers' },
  title: 'name',
  byWildcard: true,
  audience: 'tenant',
  governed: true,
  filedBy: 'season',
  fields: {
    name: text({ required: true }),
    season: choice(
      [
        { value: 'summer', label: 'Summer' },
        { value: 'winter', label: 'Winter' },
      ],
      { required: true },
    ),
    price: money(),
  },
});

export const myDispatch = entity(idOf('dispatch/my-dispatch'), {
  label: { one: 'My dispatch settings', many: 'My dispatch settings' },
  title: 'van',
  byWildcard: true,
  fields: { van: text(), districts: tags(), seasons: tags() },
});

export const dispatchSettings = settings(myDispatch, {
  whose: 'person',
  defaults: {},
  areas: { districts: visit, seasons: offer },
});

/** A small pack whose kinds are filed by areas that each person chooses. */
export const dispatchPack: Pack = {
  name: 'dispatch',
  version: 1,
  entities: [district, visit, offer, myDispatch],
  roles: [],
  settings: [dispatchSettings],
};
