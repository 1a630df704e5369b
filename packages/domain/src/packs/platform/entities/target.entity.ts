import { targetUnits } from '../../../kernel/reports/targets.ts';
import { entity } from '../../../kernel/entities/entity.ts';
import { choice, date, money, number, ref, text } from '../../../kernel/entities/fields.ts';
import { PersonId, TargetId, TeamId } from '../ids.ts';

const unitLabels = { month: 'Month', quarter: 'Quarter', year: 'Year' } as const;

/**
 * The amount that a measure of a report should reach in a month, quarter or year: for one person, one team, or the whole organisation
 * (`kernel/reports/targets.ts`). It belongs to its person, so that no colleague sees it; a manager sees those of their team.
 */
export const target = entity(TargetId, {
  label: { one: 'Target', many: 'Targets' },
  icon: 'target',
  title: 'name',
  fields: {
    /** In words for the journal: "Won, Q4 2026, Dana Rehmark". */
    name: text({ required: true, maxChars: 240 }),
    /** The report whose first measure is meant: its id, or its name where a pack declares it. */
    measure: text({ required: true, maxChars: 240, merge: 'fixed', label: 'Report' }),
    /** Both empty: the whole organisation. */
    person: ref(PersonId, { merge: 'fixed' }),
    team: ref(TeamId, { merge: 'fixed' }),
    unit: choice(
      targetUnits.map((value) => ({ value, label: unitLabels[value] })),
      { required: true, merge: 'fixed', label: 'For each' },
    ),
    startsOn: date({ required: true, merge: 'fixed', label: 'From' }),
    money: money({ label: 'Amount' }),
    /** In place of an amount of money: a count, or days. */
    figure: number({ decimals: 2, min: 0, label: 'Figure' }),
    /** One target for each of these (`targetKey`). */
    key: text({ required: true, maxChars: 360, merge: 'fixed', label: 'Key' }),
  },
  unique: [['key']],
  indexes: [['measure', 'startsOn'], ['key'], ['updatedAt']],
  listed: ['name', 'measure', 'startsOn', 'money', 'figure', 'ownerId'],
});
