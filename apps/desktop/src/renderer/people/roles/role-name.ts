import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { labelOfRole } from '../memberships.ts';

/** The fields of a role's name and description. */
export const roleNameSpecs: readonly FieldSpec[] = [
  { id: 'label', label: 'Name', kind: 'text', maxChars: 80, isRequired: true },
  {
    id: 'describes',
    label: 'Description',
    kind: 'text',
    maxChars: 200,
    help: 'One sentence that says which people have this role.',
  },
];

/** Returns why a role may not have this name among the other roles; `undefined` if it may. */
export function wrongRoleName(label: string, others: readonly ShownRecord[]): string | undefined {
  if (label === '') return 'The role needs a name.';
  return others.some((role) => labelOfRole(role).toLowerCase() === label.toLowerCase())
    ? `There is a role called ${label} already.`
    : undefined;
}
