import { sessionLimitsOf } from '../../../kernel/access/session-limits.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { organisation } from '../entities/organisation.entity.ts';

/** PLT-19: a session that is left unused ends no later than one that is used. */
export const sessionLimitsFit = rule(organisation, {
  id: 'PLT-19',
  check: ({ record: { fields } }) => {
    const { idleDays, sessionDays } = sessionLimitsOf(fields);
    return idleDays > sessionDays
      ? {
          message: `Sessions end after ${sessionDays} days, so unused ones can't go on for ${idleDays}. Set at most ${sessionDays}.`,
          field: 'idleDays',
        }
      : undefined;
  },
});
