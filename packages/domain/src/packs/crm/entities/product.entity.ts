import { entity } from '../../../kernel/entities/entity.ts';
import { flag, money, text } from '../../../kernel/entities/fields.ts';
import { ProductId } from '../ids.ts';

/** A product or service with a list price. Everyone in the tenant sees it; administrators maintain it. */
export const product = entity(ProductId, {
  label: { one: 'Product', many: 'Products' },
  icon: 'package',
  title: 'name',
  byWildcard: true,
  audience: 'tenant',
  governed: true,
  fields: {
    name: text({ required: true, searched: true, importAs: ['product', 'product name', 'item'] }),
    series: text({ maxChars: 100, importAs: ['line', 'family'] }),
    sku: text({ maxChars: 100, searched: true, label: 'SKU' }),
    listPrice: money({ importAs: ['sales_price', 'price', 'unit price'] }),
    retired: flag({ label: 'No longer sold' }),
    about: text({ multiline: true, markdown: true }),
  },
  worth: 'listPrice',
  unique: [['sku']],
  indexes: [['name'], ['series', 'name'], ['listPrice'], ['updatedAt']],
  listed: ['name', 'series', 'listPrice', 'sku', 'retired'],
});
