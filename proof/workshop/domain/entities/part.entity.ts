import { entity } from '../../../kernel/entities/entity.ts';
import { money, number, text } from '../../../kernel/entities/fields.ts';
import { PartId } from '../ids.ts';

/** A part that the workshop keeps or orders. The number on hand is the sum of its stock movements. */
export const part = entity(PartId, {
  label: { one: 'Part', many: 'Parts' },
  describes: 'A spare part. Stock on hand is not a field. It is the sum of the movements that a person may see.',
  icon: 'database',
  title: 'name',
  fields: {
    name: text({ required: true, searched: true, label: 'Part' }),
    partNumber: text({ searched: true }),
    price: money({ label: 'Price of one' }),
    reorderPoint: number({ min: 0, help: 'With fewer on hand the server drafts an order.' }),
    reorderQuantity: number({ min: 1 }),
  },
  unique: [['partNumber']],
  indexes: [['partNumber'], ['name'], ['reorderPoint'], ['updatedAt']],
  listed: ['name', 'partNumber', 'price', 'reorderPoint'],
});
