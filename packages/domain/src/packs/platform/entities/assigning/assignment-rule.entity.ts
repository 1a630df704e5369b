import { entity } from '../../../../kernel/entities/entity.ts';
import { json, ref, text } from '../../../../kernel/entities/fields.ts';
import { AssignmentRuleId, PersonId } from '../../ids.ts';

/**
 * A rule by which records get an owner (ADR 147): parts that are asked from the first to the last
 * (`kernel/assignment/assignment-definition.ts`). The turns of its members are no part of the record: the server keeps them.
 */
export const assignmentRule = entity(AssignmentRuleId, {
  label: { one: 'Assignment rule', many: 'Assignment rules' },
  describes: 'A rule that says who gets a record: in turn, by weight, or by the fewest open records.',
  icon: 'users-group',
  title: 'name',
  governed: true,
  fields: {
    name: text({ required: true, maxChars: 120 }),
    describes: text({ maxChars: 400, label: 'Description' }),
    forEntity: text({ required: true, maxChars: 120, label: 'Kind of record' }),
    /** One value: of two people who edit it without a network, the later one wins, and the other sees it in the history. */
    parts: json({ required: true }),
    /** Gets the record where no part finds anybody. */
    fallback: ref(PersonId, { label: 'Otherwise' }),
  },
  indexes: [['name'], ['updatedAt']],
  listed: ['name', 'forEntity', 'fallback'],
});
