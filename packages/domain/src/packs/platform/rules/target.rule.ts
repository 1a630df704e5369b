import { rule } from '../../../kernel/entities/rule.ts';
import { startOfUnit } from '../../../kernel/reports/report-days.ts';
import { readTarget, targetKey } from '../../../kernel/reports/targets.ts';
import { target } from '../entities/target.entity.ts';

/** PLT-13: a target has one amount, one subject, the first day of its unit, and the key that names these. */
export const targetIsReadable = rule(target, {
  id: 'PLT-13',
  check: ({ record: { fields } }) => {
    const { person, team, money, figure, startsOn, unit } = fields;
    if (person && team) return { message: 'A target is for a person or for a team, not for both.', field: 'team' };
    if ((money === undefined) === (figure === undefined))
      return { message: 'A target has either an amount of money or a figure.', field: 'money' };
    if (money && money.amount < 0) return { message: 'A target is not below zero.', field: 'money' };
    const read = readTarget(fields);
    if (!read) return { message: 'A target names the report that measures it.', field: 'measure' };
    if (startOfUnit(startsOn, unit) !== startsOn)
      return { message: `A target begins with the first day of its ${unit}.`, field: 'startsOn' };
    return fields.key === targetKey(read)
      ? undefined
      : { message: 'The key of a target names its report, its days, and its person or team.', field: 'key' };
  },
});

/**
 * PLT-14: the target of a person belongs to that person, so that no other person sees it as its owner. Other targets
 * belong to nobody.
 */
export const targetBelongsToItsPerson = rule(target, {
  id: 'PLT-14',
  check: ({ record: { ownerId, teamId, fields } }) => {
    if (ownerId !== (fields.person ?? null))
      return {
        message: 'The target of a person belongs to that person. Other targets belong to nobody.',
        field: 'person',
      };
    return fields.team !== undefined && teamId !== fields.team
      ? { message: 'The target of a team belongs to that team.', field: 'team' }
      : undefined;
  },
});
