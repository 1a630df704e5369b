import { entity } from '../../../kernel/entities/entity.ts';
import { text } from '../../../kernel/entities/fields.ts';
import { ServiceAreaId } from '../ids.ts';

/** A part of town in which the workshop repairs on site. Elsewhere: "territory", "dispatch area". */
export const serviceArea = entity(ServiceAreaId, {
  label: { one: 'Service area', many: 'Service areas' },
  describes: 'A part of town. Jobs are filed by it, so that a laptop can hold only the jobs of some areas.',
  title: 'name',
  audience: 'tenant',
  governed: true,
  fields: { name: text({ required: true, searched: true, label: 'Area' }) },
  indexes: [['name'], ['updatedAt']],
  listed: ['name'],
});
