import { readDefinition, stepsSchema, triggerSchema } from '../../../kernel/automation/automation-definition.ts';
import { definitionProblem } from '../../../kernel/automation/definition-problem.ts';
import { catalogueRule } from '../../../kernel/catalogue/catalogue-rule.ts';
import { filterSchema } from '../../../kernel/questions/list-query.ts';
import { firstIssue, plainIssue } from '../../../kernel/text/plain-issue.ts';
import { automationVersion } from '../entities/automation-version.entity.ts';

const parts = { trigger: triggerSchema, conditions: filterSchema, steps: stepsSchema } as const;
const names = Object.keys(parts) as (keyof typeof parts)[]; // the keys of a literal

/** AUT-1: the definition of a version can be read, and fits the kinds of record that it names. */
export const automationVersionIsUsable = catalogueRule(automationVersion, {
  id: 'AUT-1',
  check: ({ record: { fields }, catalogue }) => {
    for (const field of names) {
      if (fields[field] === undefined) continue;
      const read = parts[field].safeParse(fields[field], { error: plainIssue });
      if (read.success) continue;
      const { path, message } = firstIssue(read.error);
      return {
        message: `The ${field} of this automation: ${[path.join('.'), message].filter(Boolean).join(' ')}.`,
        field,
      };
    }
    const definition = readDefinition(fields);
    if (definition === undefined) return { message: 'The automation names no trigger and no steps.', field: 'steps' };
    const problem = definitionProblem(catalogue, definition);
    return problem && { message: problem.message, field: problem.part };
  },
});
