import { type AssignmentMember, type AssignmentPart, type AssignmentWay, filtersOfParts } from '@outpost/domain/kernel/assignment/assignment-definition'; // prettier-ignore
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { Formats } from '@outpost/ui/formats/formats';
import { useMemo } from 'react';
import { useFilterFields } from '../../lists/use-filter-fields.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { filterWords } from '../automations/automation-words.ts';
import { useRolesAndTeams } from '../use-people.ts';

/** The ways in the order of the list. */
export const wayChoices = [
  { value: 'in-turn', label: 'In turn' },
  { value: 'weighted', label: 'By weight' },
  { value: 'fewest', label: 'The fewest open records' },
] as const satisfies readonly { readonly value: AssignmentWay; readonly label: string }[];

/** The parts from which the words of a rule are made. `known`: the fields of its kind. */
export type RuleWording = {
  readonly entity: Entity;
  readonly known: readonly FieldSpec[];
  readonly formats: Formats;
  /** Returns the name of a person, a team or a role. */
  readonly nameOf: (id: string) => string | undefined;
};

/** Returns what the words of a rule need. */
export function useRuleWording(entity: Entity, parts: readonly AssignmentPart[], fallback: string | null): RuleWording {
  const formats = useFormats();
  const { known } = useFilterFields(entity, useMemo(() => filtersOfParts(parts), [parts])); // prettier-ignore
  const names = useRefNames([parts.map(({ members }) => members), fallback]);
  const held = useRolesAndTeams();
  return useMemo(() => {
    const nameOf = (id: string): string | undefined =>
      names[id]?.title ??
      (textIn(held?.roles.find(({ fields }) => fields['key'] === id)?.fields['label']) ||
        textIn(held?.teams.find((team) => team.id === id)?.fields['name']) ||
        undefined);
    return { entity, known, formats, nameOf };
  }, [entity, known, formats, names, held]);
}

export const keyOfMember = (member: AssignmentMember): string =>
  'person' in member ? member.person : 'role' in member ? member.role : member.team;

/** Returns a member in words: "Mia", "everyone with the role Member", "everyone in T1". */
export function memberWords({ nameOf }: Pick<RuleWording, 'nameOf'>, member: AssignmentMember): string {
  if ('person' in member) return nameOf(member.person) ?? 'a person';
  return 'role' in member
    ? `everyone with the role ${nameOf(member.role) ?? member.role}`
    : `everyone in ${nameOf(member.team) ?? 'a team'}`;
}

/** Returns the records that a part is for, in words. */
export function partForWords(wording: RuleWording, { where }: AssignmentPart): string {
  const words = filterWords(wording, where);
  return words === '' ? `All ${wording.entity.label.many.toLowerCase()}` : words;
}

/** Returns how a part chooses, in words: "By weight, at most 20 open deals each: Mia (2) and Moe (1)". */
export function partChoosesWords(wording: RuleWording, { members, way, most }: AssignmentPart): string {
  const { entity, formats } = wording;
  const many = entity.label.many.toLowerCase();
  const how = way === 'fewest' ? `The fewest open ${many}` : way === 'weighted' ? 'By weight' : 'In turn';
  const bound = most === undefined ? '' : `, at most ${formats.number(most)} open ${many} each`;
  const named = members.map((member) => `${memberWords(wording, member)}${way === 'weighted' ? ` (${formats.number(member.weight ?? 1)})` : ''}`); // prettier-ignore
  return `${how}${bound}: ${named.length === 0 ? 'nobody' : formats.list(named)}`;
}
