import { entity } from '../../../kernel/entities/entity.ts';
import { json, number, ref, text } from '../../../kernel/entities/fields.ts';
import { AutomationId, AutomationVersionId } from '../ids.ts';

/**
 * One version of an automation: the change that starts it, its conditions and its steps (`kernel/automation/automation-definition.ts`). It
 * is written once. Its steps are allowed as far as the person who made it holds the rights at that moment (AUT-4).
 */
export const automationVersion = entity(AutomationVersionId, {
  label: { one: 'Version of an automation', many: 'Versions of automations' },
  icon: 'refresh',
  title: 'name',
  governed: true,
  isAppendOnly: true,
  fields: {
    /** In words for the journal: "Won deals, version 3". */
    name: text({ required: true, maxChars: 160, merge: 'fixed' }),
    automation: ref(AutomationId, { required: true, merge: 'fixed' }),
    number: number({ required: true, decimals: 0, min: 1, merge: 'fixed', label: 'Version' }),
    forEntity: text({ required: true, maxChars: 120, merge: 'fixed', label: 'Kind of record' }),
    trigger: json({ required: true, merge: 'fixed' }),
    /** A filter; empty: it runs for every such change. */
    conditions: json({ merge: 'fixed' }),
    steps: json({ required: true, merge: 'fixed' }),
  },
  indexes: [['automation', 'number'], ['updatedAt']],
  listed: ['name', 'automation', 'number', 'forEntity', 'createdBy', 'createdAt'],
});
