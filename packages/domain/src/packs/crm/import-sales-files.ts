import {
  type ImportRecipe,
  type RecipeTarget,
  type RecordInMaking,
  recipeTarget,
  slot,
} from '../../kernel/catalogue/import-recipe.ts';
import { countryNames } from '../../kernel/import/cells/country-names.ts';
import { PersonId, TeamId } from '../platform/ids.ts';
import { account } from './entities/account.entity.ts';
import { deal } from './entities/deal.entity.ts';
import { product } from './entities/product.entity.ts';

/** Industries in the words of such exports; the importer suggests one of them for a word that is nearly the same. */
const sectors = [
  'agriculture', 'automotive', 'banking', 'construction', 'consulting', 'education', 'employment', 'energy', 'entertainment', 'finance', 'government', 'healthcare', 'hospitality',
  'insurance', 'legal', 'logistics', 'manufacturing', 'marketing', 'media', 'medical', 'pharmaceuticals', 'real estate', 'retail', 'services', 'software', 'technology',
  'telecommunications', 'transportation', 'utilities', 'wholesale',
]; // prettier-ignore

const accounts = recipeTarget(account)({ key: 'name' });
const products = recipeTarget(product)({ key: 'name' });
// A pack names kinds of a base pack by its ids, and does not import their declarations: the fields are held by the test of this recipe.
const teams: RecipeTarget = { entity: TeamId.kind, key: 'name' };
const agents: RecipeTarget = {
  entity: PersonId.kind,
  key: 'name',
  defaults: { status: 'not-invited' },
  // An imported agent is a member of the manager's team, from the day of the invitation.
  complete: ({ teamId }: RecordInMaking) => (teamId === null ? {} : { memberships: [{ role: 'member', teamId }] }),
};
const deals = recipeTarget(deal)({
  key: 'externalKey',
  through: [{ field: 'teamId', from: 'ownerId' }],
  complete: ({ fields, linkNames }) => {
    // A deal without a name gets one from its product and its account.
    const about = linkNames.account === undefined ? `, ${fields.externalKey ?? ''}` : ` for ${linkNames.account}`;
    const name = `${linkNames.product ?? 'Deal'}${about === ', ' ? '' : about}`;
    // Such files contain no reason for a lost deal, and a lost deal needs one (CRM-2).
    return { name, ...(fields.stage === 'lost' ? { lossReason: 'not-recorded' } : {}) };
  },
});

/**
 * The four files of a sales pipeline as data bases for sales training and several CRMs export it: accounts, products,
 * sales teams, deals. An agent becomes a person who is not invited yet. A manager's agents become a team with the
 * manager's name and the regional office. Revenue is in millions.
 */
export const importSalesFiles: ImportRecipe = {
  name: 'crm/sales-files',
  label: 'Sales pipeline: accounts, products, teams and deals',
  people: PersonId.kind,
  teams: TeamId.kind,
  files: [
    {
      name: 'accounts',
      label: 'Accounts',
      detect: ['account', 'sector', 'year_established', 'revenue', 'employees', 'office_location'],
      targets: [accounts],
      columns: [
        { headers: ['account'], to: [slot(account, 'name')] },
        { headers: ['sector'], to: [slot(account, 'sector')], vocabulary: sectors },
        { headers: ['office_location'], to: [slot(account, 'location')], vocabulary: countryNames },
        { headers: ['revenue'], to: [slot(account, 'annualRevenue')], powerOfTen: 6 },
        { headers: ['subsidiary_of'], to: [slot(account, 'parentAccount')] },
      ],
    },
    {
      name: 'products',
      label: 'Products',
      detect: ['product', 'sales_price'],
      targets: [products],
      columns: [{ headers: ['product'], to: [slot(product, 'name')] }],
    },
    {
      name: 'teams',
      label: 'Sales teams',
      detect: ['sales_agent', 'manager'],
      targets: [agents, teams],
      columns: [
        { headers: ['sales_agent'], to: [{ entity: PersonId.kind, field: 'name' }] },
        {
          headers: ['manager'],
          to: [
            { entity: PersonId.kind, field: 'teamId' },
            { entity: TeamId.kind, field: 'name' },
          ],
        },
        { headers: ['regional_office'], to: [{ entity: TeamId.kind, field: 'region' }] },
      ],
    },
    {
      name: 'deals',
      label: 'Deals',
      detect: ['opportunity_id', 'deal_stage'],
      targets: [deals],
      columns: [{ headers: ['sales_agent'], to: [slot(deal, 'ownerId')] }],
    },
  ],
};
