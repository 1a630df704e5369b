import { isAutomated, readableFilterProblem } from '../automation/definition-problem.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { AssignmentDefinition, AssignmentPart } from './assignment-definition.ts';

/** Why a rule cannot be used. `part`: the id of the part that is wrong; left out: the rule as a whole. */
export type AssignmentProblem = { readonly message: string; readonly part?: string };

/**
 * ASG-1: returns all reasons why a rule cannot be used with these kinds of record, in the order of the rule. A rule of the kind asks it at
 * the write, the editor while it is written, and the server before each decision.
 */
export function assignmentProblems(catalogue: Catalogue, { entity: name, parts }: Pick<AssignmentDefinition, 'entity' | 'parts'>): readonly AssignmentProblem[] {
  const entity = catalogue.entities.get(name);
  if (!isAutomated(entity)) return [{ message: `Records of the kind "${name}" are not assigned by rules.` }];
  return parts.flatMap((part): readonly AssignmentProblem[] => {
    const message = problemOfMembers(part) ?? readableFilterProblem(catalogue, entity, part.where);
    return message === undefined ? [] : [{ message, part: part.id }];
  });
} // prettier-ignore

/** ASG-1: returns the first reason, with the number of the part; undefined where the rule can be used. */
export function assignmentProblem(catalogue: Catalogue, definition: AssignmentDefinition): string | undefined {
  const [first] = assignmentProblems(catalogue, definition);
  const at = definition.parts.findIndex(({ id }) => id === first?.part);
  return first === undefined || at < 0 ? first?.message : `Part ${at + 1}: ${first.message}`;
}

function problemOfMembers({ members, way }: AssignmentPart): string | undefined {
  const keys = members.map((member) => ('person' in member ? member.person : 'role' in member ? member.role : member.team)); // prettier-ignore
  if (keys.some((key, at) => keys.indexOf(key) !== at)) return 'A member is named twice.';
  return way !== 'weighted' && members.some(({ weight }) => weight !== undefined)
    ? 'Weights count only where the part goes by weight. Leave them out, or choose that way.'
    : undefined;
}
