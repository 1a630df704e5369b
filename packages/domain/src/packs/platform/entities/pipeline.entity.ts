import { entity } from '../../../kernel/entities/entity.ts';
import { flag, number, text } from '../../../kernel/entities/fields.ts';
import { PipelineId } from '../ids.ts';

/**
 * PLT-16: a pipeline that a tenant adds to a kind of record, or its changes to one of the pack's. One record for each
 * pipeline, so that two administrators who change different pipelines both keep their changes. The pack's declaration fills empty
 * fields.
 */
export const pipeline = entity(PipelineId, {
  label: { one: 'Pipeline', many: 'Pipelines' },
  icon: 'columns',
  title: 'value',
  byWildcard: true,
  audience: 'tenant',
  governed: true,
  defines: 'pipelines',
  fields: {
    forEntity: text({ required: true, maxChars: 120, merge: 'fixed', label: 'Kind of record' }),
    /** The pipeline as records store it: the pack's own word, or a new one. */
    value: text({ required: true, maxChars: 40, merge: 'fixed' }),
    label: text({ maxChars: 80, label: 'Name' }),
    place: number({ decimals: 6, label: 'Place' }),
    retired: flag({ label: 'Retired' }),
  },
  unique: [['forEntity', 'value']],
  indexes: [['forEntity', 'value'], ['updatedAt']],
  listed: ['value', 'forEntity', 'label', 'place'],
});
