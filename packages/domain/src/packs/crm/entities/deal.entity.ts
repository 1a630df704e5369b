import { entity } from '../../../kernel/entities/entity.ts';
import { forecastCategories } from '../../../kernel/reports/declared-forecast.ts';
import { choice, date, money, ref, tags, text } from '../../../kernel/entities/fields.ts';
import { dealStages, lossReasons } from '../deal-stages.ts';
import { AccountId, ContactId, DealId, ProductId } from '../ids.ts';

/** A possible sale ("opportunity"): its subject, buyer, worth and stage. */
export const deal = entity(DealId, {
  label: { one: 'Deal', many: 'Deals' },
  icon: 'briefcase',
  title: 'name',
  byWildcard: true,
  carries: ['activities', 'tasks', 'files'],
  fields: {
    name: text({ required: true, searched: true, importAs: ['deal', 'deal name', 'opportunity', 'opportunity name'] }),
    account: ref(AccountId, { importAs: ['company', 'customer', 'client'] }),
    contact: ref(ContactId),
    product: ref(ProductId, { importAs: ['item'] }),
    pipeline: choice([{ value: 'main', label: 'Main pipeline' }], { label: 'Pipeline' }),
    stage: choice(dealStages, { required: true, importAs: ['deal_stage', 'status', 'phase'] }),
    value: money({ label: 'Value', importAs: ['close_value', 'amount', 'deal value'] }),
    engagedOn: date({ label: 'Engaged', importAs: ['engage_date', 'opened', 'start date'] }),
    closesOn: date({
      label: 'Closes',
      importAs: ['expected close', 'close by'],
      help: 'The day on which you expect it to close.',
    }),
    closedOn: date({ label: 'Closed', importAs: ['close_date', 'closed date'] }),
    forecast: choice(forecastCategories, {
      label: 'Forecast',
      help: 'The chance to win. If it is empty, the chance of the stage is used.',
    }),
    lossReason: choice(lossReasons, { label: 'Why it was lost' }),
    externalKey: text({
      maxChars: 100,
      searched: true,
      label: 'External key',
      importAs: ['opportunity_id', 'deal id', 'id'],
    }),
    source: text({ maxChars: 100, importAs: ['lead source', 'channel'] }),
    tags: tags({ searched: true }),
    about: text({ multiline: true, markdown: true, searched: true, label: 'About' }),
  },
  receiver: 'contact',
  stages: 'stage',
  pipelines: 'pipeline',
  dueBy: 'closesOn',
  worth: 'value',
  unique: [['externalKey']],
  indexes: [
    ['name'],
    ['stage', 'value'],
    ['stage', 'closesOn'],
    ['pipeline', 'stage', 'value'],
    ['value'],
    ['closesOn'],
    ['closedOn'],
    ['engagedOn'],
    ['account', 'stage'],
    ['contact'],
    ['product'],
    ['ownerId', 'stage'],
    ['teamId', 'stage'],
    ['externalKey'],
    ['updatedAt'],
    ['createdAt'],
  ],
  listed: ['name', 'account', 'stage', 'value', 'closesOn', 'ownerId', 'product'],
});
