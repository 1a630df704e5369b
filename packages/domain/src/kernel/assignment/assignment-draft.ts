import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { JsonValue } from '../json.ts';
import { firstIssue, plainIssue } from '../text/plain-issue.ts';
import { type AssignmentDefinition, type AssignmentPart, assignmentPartSchema, draftPartSchema } from './assignment-definition.ts'; // prettier-ignore
import { assignmentProblems } from './assignment-problem.ts';

const draftSchema = z.object({
  name: z.string(),
  describes: z.string(),
  entity: z.string(),
  parts: z.array(draftPartSchema),
  fallback: z.string().nullable(),
});
/** An assignment rule while a person writes it. */
export type AssignmentDraft = z.output<typeof draftSchema>;

/** Reads a draft that this device has kept; undefined where it has none that this build can read. */
export const readAssignmentDraft = (kept: JsonValue | undefined): AssignmentDraft | undefined =>
  draftSchema.safeParse(kept).data;

/** Returns a part with an id that no other part has. */
export function newPart(parts: readonly AssignmentPart[]): AssignmentPart {
  let number = parts.length + 1;
  while (parts.some(({ id }) => id === `part-${number}`)) number += 1;
  return { id: `part-${number}`, members: [], way: 'in-turn' };
}

/** Returns the draft of a rule that nobody has written yet. */
export const emptyAssignmentDraft = (entity: string): AssignmentDraft => ({ name: '', describes: '', entity, parts: [newPart([])], fallback: null }); // prettier-ignore

/** Returns a part as it is stored: without weights that do not count, and without an empty name. */
function storedPart({ name, members, way, ...part }: AssignmentPart): AssignmentPart {
  const kept = way === 'weighted' ? members : members.map(({ weight: _weight, ...member }) => member);
  const named = name?.trim() ?? '';
  return { ...part, ...(named === '' ? {} : { name: named }), members: kept, way };
}

/** Returns the definition of a draft, also of one that has faults. */
export const definitionOfAssignment = ({ entity, parts, fallback }: AssignmentDraft): AssignmentDefinition => ({ entity, parts: parts.map(storedPart), fallback }); // prettier-ignore

/** A fault of a draft. `part`: the id of the part to which it belongs; null: the rule as a whole. */
export type AssignmentFault = { readonly part: string | null; readonly message: string };

/** ASG-6: returns all faults of a draft with the place of each. `assignmentProblems` judges it, as on the server. */
export function assignmentFaults(catalogue: Catalogue, draft: AssignmentDraft): readonly AssignmentFault[] {
  const definition = definitionOfAssignment(draft);
  const faults: AssignmentFault[] = [];
  if (draft.name.trim() === '') faults.push({ part: null, message: 'Give the rule a name.' });
  if (draft.parts.length === 0) faults.push({ part: null, message: 'Add a part.' });
  const readable: AssignmentPart[] = [];
  for (const part of definition.parts) {
    const read = assignmentPartSchema.safeParse(part, { error: plainIssue });
    if (read.success) readable.push(read.data);
    else if (part.members.length === 0) faults.push({ part: part.id, message: 'Choose who can get the records.' });
    else {
      const { path, message } = firstIssue(read.error);
      faults.push({ part: part.id, message: `${[path.join('.'), message].filter(Boolean).join(' ')}.` });
    }
  }
  for (const { part = null, message } of assignmentProblems(catalogue, { entity: draft.entity, parts: readable }))
    faults.push({ part, message });
  return faults;
}
