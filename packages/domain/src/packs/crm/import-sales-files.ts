import type { ImportRecipe, RecordInMaking } from '../../kernel/import/import-recipe.ts';
import { countryNames } from '../../kernel/import/cells/country-names.ts';
import type { JsonValue } from '../../kernel/json.ts';

/** Industries as such exports call them; what is nearly one of these is offered as a mend. */
const sectors = [
  'agriculture', 'automotive', 'banking', 'construction', 'consulting', 'education', 'employment', 'energy', 'entertainment', 'finance', 'government', 'healthcare', 'hospitality',
  'insurance', 'legal', 'logistics', 'manufacturing', 'marketing', 'media', 'medical', 'pharmaceuticals', 'real estate', 'retail', 'services', 'software', 'technology',
  'telecommunications', 'transportation', 'utilities', 'wholesale',
]; // prettier-ignore

/** A deal that came without a name is called after what is sold and to whom. */
function completeDeal({ fields, linkNames }: RecordInMaking): Readonly<Record<string, JsonValue>> {
  const product = linkNames['product'] ?? 'Deal';
  const key = fields['externalKey'];
  const about =
    linkNames['account'] === undefined ? (typeof key === 'string' ? `, ${key}` : '') : ` for ${linkNames['account']}`;
  // Such files don't say why a deal was lost, and a lost deal has a reason (CRM-2).
  return { name: `${product}${about}`, ...(fields['stage'] === 'lost' ? { lossReason: 'not-recorded' } : {}) };
}

/** Whoever is imported as an agent is a member of the manager's team, from the day on which they are invited. */
function completePerson({ teamId }: RecordInMaking): Readonly<Record<string, JsonValue>> {
  return teamId === null ? {} : { memberships: [{ role: 'member', teamId }] };
}

/**
 * The four files of a sales pipeline as data bases for sales training and several CRMs export it: accounts, products, sales
 * teams, deals. An agent becomes a person who isn't invited yet; a manager's agents are a team under the manager's name, with
 * the regional office. Revenue is in millions.
 */
export const importSalesFiles: ImportRecipe = {
  name: 'crm/sales-files',
  label: 'Sales pipeline: accounts, products, teams and deals',
  people: 'platform/person',
  teams: 'platform/team',
  files: [
    {
      name: 'accounts',
      label: 'Accounts',
      detect: ['account', 'sector', 'year_established', 'revenue', 'employees', 'office_location'],
      targets: [{ entity: 'crm/account', key: 'name' }],
      columns: [
        { headers: ['account'], to: [{ entity: 'crm/account', field: 'name' }] },
        { headers: ['sector'], to: [{ entity: 'crm/account', field: 'sector' }], vocabulary: sectors },
        { headers: ['office_location'], to: [{ entity: 'crm/account', field: 'location' }], vocabulary: countryNames },
        { headers: ['revenue'], to: [{ entity: 'crm/account', field: 'annualRevenue' }], powerOfTen: 6 },
        { headers: ['subsidiary_of'], to: [{ entity: 'crm/account', field: 'parentAccount' }] },
      ],
    },
    {
      name: 'products',
      label: 'Products',
      detect: ['product', 'sales_price'],
      targets: [{ entity: 'crm/product', key: 'name' }],
      columns: [{ headers: ['product'], to: [{ entity: 'crm/product', field: 'name' }] }],
    },
    {
      name: 'teams',
      label: 'Sales teams',
      detect: ['sales_agent', 'manager'],
      targets: [
        { entity: 'platform/person', key: 'name', defaults: { status: 'not-invited' }, complete: completePerson },
        { entity: 'platform/team', key: 'name' },
      ],
      columns: [
        { headers: ['sales_agent'], to: [{ entity: 'platform/person', field: 'name' }] },
        {
          headers: ['manager'],
          to: [
            { entity: 'platform/person', field: 'teamId' },
            { entity: 'platform/team', field: 'name' },
          ],
        },
        { headers: ['regional_office'], to: [{ entity: 'platform/team', field: 'region' }] },
      ],
    },
    {
      name: 'deals',
      label: 'Deals',
      detect: ['opportunity_id', 'deal_stage'],
      targets: [
        {
          entity: 'crm/deal',
          key: 'externalKey',
          through: [{ field: 'teamId', from: 'ownerId' }],
          complete: completeDeal,
        },
      ],
      columns: [{ headers: ['sales_agent'], to: [{ entity: 'crm/deal', field: 'ownerId' }] }],
    },
  ],
};
