import { entity } from '../../../kernel/entities/entity.ts';
import {
  address,
  date,
  email,
  geo,
  instant,
  money,
  number,
  phone,
  ref,
  rollUp,
  tags,
  text,
} from '../../../kernel/entities/fields.ts';
import { openStages } from '../deal-stages.ts';
import { AccountId, ActivityId, DealId } from '../ids.ts';

/** The deals that are still open. */
const openDeals = {
  of: DealId.kind,
  by: 'account',
  where: { field: 'stage', op: 'one-of', value: openStages },
} as const;

/** A company or household with which the tenant does business. */
export const account = entity(AccountId, {
  schema: 2, // 2: the tokens of telephone numbers, derived from unchanged fields
  label: { one: 'Account', many: 'Accounts' },
  icon: 'building',
  title: 'name',
  byWildcard: true,
  carries: ['activities', 'tasks', 'files'],
  fields: {
    name: text({
      required: true,
      searched: true,
      importAs: ['account', 'company', 'company name', 'organisation', 'organization', 'firma'],
    }),
    sector: text({ maxChars: 100, importAs: ['industry', 'branche'] }),
    website: text({ format: 'website', maxChars: 300, searched: true, importAs: ['url', 'web site'] }),
    email: email({ searched: true, label: 'E-mail', importAs: ['mail', 'email address'] }),
    phone: phone({ searched: true, importAs: ['telephone', 'tel', 'telefon'] }),
    foundedYear: number({
      min: 1000,
      max: 2100,
      label: 'Founded',
      importAs: ['year_established', 'year established', 'gegründet'],
      help: 'The year, such as 1996.',
    }),
    annualRevenue: money({ importAs: ['revenue', 'umsatz'] }),
    employeeCount: number({ min: 0, label: 'Employees', importAs: ['employees', 'mitarbeiter', 'headcount'] }),
    location: text({ maxChars: 200, importAs: ['office_location', 'office location', 'country'] }),
    address: address(),
    place: geo({
      importAs: ['coordinates', 'gps', 'geo', 'latlng', 'lat/lng', 'koordinaten'],
    }),
    parentAccount: ref(AccountId, {
      label: 'Subsidiary of',
      importAs: ['subsidiary_of', 'parent', 'parent account'],
    }),
    customerSince: date(),
    tags: tags({ searched: true }),
    about: text({ multiline: true, markdown: true, searched: true, label: 'About', importAs: ['note', 'notes'] }),
    openDealCount: rollUp(number({ label: 'Number of open deals' }), { ...openDeals, fn: 'count' }),
    openDealValue: rollUp(money({ label: 'Value of open deals' }), { ...openDeals, fn: 'sum', field: 'value' }),
    lastActivityAt: rollUp(instant({ label: 'Last activity' }), {
      of: ActivityId.kind,
      by: 'about',
      fn: 'max',
      field: 'happensAt',
      where: { field: 'happensAt', op: 'within', value: 'past' }, // a planned meeting is not yet an activity
    }),
  },
  worth: 'annualRevenue',
  reach: { email: 'email', phone: 'phone' },
  address: 'address',
  place: 'place',
  duplicates: { emails: ['email'], phones: ['phone'], websites: ['website'] },
  indexes: [
    ['name'],
    ['sector', 'name'],
    ['location'],
    ['annualRevenue'],
    ['ownerId', 'name'],
    ['parentAccount'],
    ['updatedAt'],
    ['createdAt'],
  ],
  listed: ['name', 'sector', 'location', 'annualRevenue', 'employeeCount', 'ownerId'],
});
