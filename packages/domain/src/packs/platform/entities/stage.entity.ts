import { entity } from '../../../kernel/entities/entity.ts';
import { forecastCategories } from '../../../kernel/reports/declared-forecast.ts';
import { choice, flag, number, percent, tags, text } from '../../../kernel/entities/fields.ts';
import { StageId } from '../ids.ts';

/**
 * PLT-9: a tenant's changes to a stage of a kind of record, or a stage that it adds. One record for each stage, so that two
 * administrators who change different stages both keep their changes. The pack's declaration fills empty fields.
 */
export const stage = entity(StageId, {
  label: { one: 'Stage', many: 'Stages' },
  icon: 'columns',
  title: 'value',
  byWildcard: true,
  audience: 'tenant',
  governed: true,
  defines: 'stages',
  fields: {
    forEntity: text({ required: true, maxChars: 120, merge: 'fixed', label: 'Kind of record' }),
    /** The stage as records store it: the pack's own word, or a new one. */
    value: text({ required: true, maxChars: 40, merge: 'fixed' }),
    label: text({ maxChars: 80, label: 'Name' }),
    place: number({ decimals: 6, label: 'Place' }),
    chance: percent({ min: 0, max: 100, label: 'Chance' }),
    days: number({ decimals: 0, min: 1, max: 9_999, label: 'Days until it is too long' }),
    /** Takes away the pack's limit of days. A number in `days` counts more: earlier builds write only that one. */
    noLimit: flag({ label: 'Never too long' }),
    tone: choice(
      [
        { value: 'neutral', label: 'Grey' },
        { value: 'accent', label: 'Blue' },
        { value: 'good', label: 'Green' },
        { value: 'warn', label: 'Amber' },
      ],
      { label: 'Colour' },
    ),
    /** PLT-16: values of the pipelines that it belongs to. Empty: all of them. */
    pipelines: tags({ label: 'Pipelines' }),
    forecast: choice(forecastCategories, { label: 'Forecast' }),
    like: text({ maxChars: 40, merge: 'fixed', label: 'Follows the rules of' }),
    retired: flag({ label: 'Retired' }),
    /** PLT-53: fields that must be filled in when a record moves to the stage. */
    needs: tags({ label: 'Needs' }),
    /** The text or choice in which a person gives the reason of the move. */
    reason: text({ maxChars: 80, label: 'Asks for a reason in' }),
    /** The stages from which records come here. Empty: all. For kinds whose pack declares no workflow. */
    comesFrom: tags({ label: 'Comes from' }),
    noStart: flag({ label: 'New records do not begin here' }),
  },
  unique: [['forEntity', 'value']],
  indexes: [['forEntity', 'value'], ['updatedAt']],
  listed: ['value', 'forEntity', 'label', 'place'],
});
