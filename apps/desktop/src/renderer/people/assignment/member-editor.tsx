import { NativeSelect, NumberInput } from '@mantine/core';
import type { AssignmentMember, AssignmentPart } from '@outpost/domain/kernel/assignment/assignment-definition';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { IconButton } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { fieldNamed, specOfField } from '../../records/field-spec-of.ts';
import { useSpecSources } from '../../records/use-field-specs.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { useRolesAndTeams } from '../use-people.ts';
import { keyOfMember, memberWords, type RuleWording } from './assignment-words.ts';
import classes from './assignment.module.css';

type Props = {
  readonly wording: RuleWording;
  readonly part: AssignmentPart;
  /** The name of the part in labels: "part 1". */
  readonly called: string;
  readonly onChange: (members: readonly AssignmentMember[]) => void;
};

const modes = [
  { value: 'person', label: 'A person' },
  { value: 'role', label: 'Everyone with a role' },
  { value: 'team', label: 'Everyone in a team' },
] as const;
type Mode = (typeof modes)[number]['value'];
const noRefs = {};

/** The members of a part: people, roles and teams, with their weights where the part goes by weight. */
export function MemberEditor({ wording, part, called, onChange }: Props) {
  const [mode, setMode] = useState<Mode>('person');
  const sources = useSpecSources(noRefs);
  const held = useRolesAndTeams();
  const owner = fieldNamed(wording.entity, 'ownerId');
  const { members } = part;
  const taken = new Set(members.map(keyOfMember));
  const add = (member: AssignmentMember) => {
    if (!taken.has(keyOfMember(member))) onChange([...members, member]);
  };
  const offered = (mode === 'role' ? held?.roles : held?.teams) ?? [];
  const choices = offered
    .map(({ id, fields }) => ({ value: mode === 'role' ? textIn(fields['key']) : id, label: textIn(fields[mode === 'role' ? 'label' : 'name']) })) // prettier-ignore
    .filter(({ value }) => !taken.has(value));
  return (
    <div className={classes.form} role="group" aria-label={`Who can get records of ${called}`}>
      {members.length === 0 ? null : (
        <ul className={classes.members} aria-label={`Members of ${called}`}>
          {members.map((member) => {
            const key = keyOfMember(member);
            const words = memberWords(wording, member);
            return (
              <li key={key}>
                <span dir="auto">{`${words.charAt(0).toUpperCase()}${words.slice(1)}`}</span>
                {part.way === 'weighted' ? (
                  <NumberInput
                    className={classes.weight}
                    size="xs"
                    aria-label={`Weight of ${words}`}
                    allowDecimal={false}
                    min={1}
                    max={100}
                    value={member.weight ?? 1}
                    onChange={(weight) => {
                      if (typeof weight === 'number' && weight >= 1)
                        onChange(members.map((one) => (keyOfMember(one) === key ? { ...one, weight } : one)));
                    }}
                  />
                ) : null}
                <IconButton
                  icon="close"
                  label={`Take ${words} out of ${called}`}
                  onClick={() => onChange(members.filter((one) => keyOfMember(one) !== key))}
                />
              </li>
            );
          })}
        </ul>
      )}
      <div className={classes.pair}>
        <NativeSelect
          label={`Add to ${called}`}
          data={[...modes]}
          value={mode}
          onChange={(event) => setMode(modes.find(({ value }) => value === event.currentTarget.value)?.value ?? 'person')}
        />
        {mode === 'person' ? (
          owner === undefined ? null : (
            <FieldEditor
              key={members.length}
              spec={{ ...specOfField(`member-${part.id}`, owner, sources), label: `Person for ${called}`, help: undefined, readOnlyReason: undefined }}
              value={null}
              onChange={(person) => {
                if (typeof person === 'string') add({ person });
              }}
            />
          )
        ) : (
          <NativeSelect
            label={`${mode === 'role' ? 'Role' : 'Team'} for ${called}`}
            data={[{ value: '', label: 'Choose…' }, ...choices]}
            value=""
            onChange={(event) => {
              const { value } = event.currentTarget;
              if (value !== '') add(mode === 'role' ? { role: value } : { team: value });
            }}
          />
        )}
      </div>
    </div>
  );
} // prettier-ignore
