import { assignmentPartsSchema, readAssignmentDefinition } from '../../../kernel/assignment/assignment-definition.ts';
import { assignmentProblem } from '../../../kernel/assignment/assignment-problem.ts';
import { catalogueRule } from '../../../kernel/catalogue/catalogue-rule.ts';
import { firstIssue, plainIssue } from '../../../kernel/text/plain-issue.ts';
import { assignmentRule } from '../entities/automation.entity.ts';

/** ASG-1: the parts of an assignment rule can be read, and fit the kind of record that it names. */
export const assignmentRuleIsUsable = catalogueRule(assignmentRule, {
  id: 'ASG-1',
  check: ({ record: { fields }, catalogue }) => {
    const read = assignmentPartsSchema.safeParse(fields.parts, { error: plainIssue });
    if (!read.success) {
      const { path, message } = firstIssue(read.error);
      return {
        message: `The parts of this rule: ${[path.join('.'), message].filter(Boolean).join(' ')}.`,
        field: 'parts',
      };
    }
    const definition = readAssignmentDefinition(fields);
    if (definition === undefined) return { message: 'The rule names no kind of record.', field: 'forEntity' };
    const message = assignmentProblem(catalogue, definition);
    return message === undefined ? undefined : { message, field: 'parts' };
  },
});
