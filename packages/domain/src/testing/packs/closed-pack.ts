import type { Pack } from '../../kernel/catalogue/catalogue.ts';
import { entity } from '../../kernel/entities/entity.ts';
import { text } from '../../kernel/entities/fields.ts';
import { idOf } from '../../kernel/ids.ts';

/** A kind of record that grants of `*` do not cover (T-15). */
export const slip = entity(idOf('payroll/slip'), {
  label: { one: 'Slip', many: 'Slips' },
  title: 'name',
  fields: { name: text({ required: true }) },
});

/** A pack that grants nothing to the tenant's existing roles. */
export const closedPack: Pack = { name: 'payroll', version: 1, entities: [slip], roles: [] };
