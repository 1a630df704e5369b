import { rule } from '../../../kernel/entities/rule.ts';
import { person } from '../entities/person.entity.ts';

/** ASG-4: the last day on which a person is away is not before the first one. */
export const awayDaysAreInOrder = rule(person, {
  id: 'ASG-4',
  check: ({
    record: {
      fields: { awayFrom, awayUntil },
    },
  }) =>
    awayFrom !== undefined && awayUntil !== undefined && awayUntil < awayFrom
      ? {
          message: `The last day away, ${awayUntil}, is before the first one, ${awayFrom}. Choose a later day.`,
          field: 'awayUntil',
        }
      : undefined,
});
