import { NativeSelect } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { IconButton } from '@outpost/ui/parts/button';
import { isMailUse } from '@outpost/domain/kernel/sequences/branch-condition';
import { useCallback } from 'react';
import { OnlyFilter } from '../../../../reports/only-filter.tsx';
import { isMessageState, messageStates, stepIcons } from '../sequence-words.ts';
import { useFollowsMails } from '../../use-follows-mails.ts';
import { type AddedKind, filterOfBranch, type SequenceDraftStep } from './draft-steps.ts';
import classes from '../sequences.module.css';

type Props = {
  readonly step: SequenceDraftStep;
  /** The name of the step among the others: "step 2". */
  readonly name: string;
  readonly entity: Entity;
  readonly earlier: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (change: Partial<SequenceDraftStep>) => void;
};

/** SEQ-12: what a branch of a sequence asks: a filter over the record, what became of a message, or whether a channel reaches the person. */
export function BranchFields({ step, name, entity, earlier, onChange }: Props) {
  const isStored = useCallback((field: string) => entity.fields[field]?.rollUp === undefined, [entity]);
  return (
    <div className={classes.row}>
      <NativeSelect
        aria-label={`Question of ${name}`}
        data={[
          { value: 'record', label: 'the record matches' },
          { value: 'message', label: 'an earlier message was' },
          { value: 'reach', label: 'they may get' },
        ]}
        value={step.asks}
        onChange={({ currentTarget: { value } }) => onChange({ asks: value === 'message' || value === 'reach' ? value : 'record' })} // prettier-ignore
      />
      {step.asks === 'record' ? (
        <OnlyFilter
          entity={entity}
          label={`Filter of ${name}`}
          value={filterOfBranch(step)}
          only={isStored}
          onChange={(where) => onChange({ where: where === undefined ? null : jsonSchema.parse(where) })}
        />
      ) : step.asks === 'message' ? (
        <>
          <NativeSelect
            aria-label={`Message for which ${name} asks`}
            data={[{ value: '', label: 'Choose a message' }, ...earlier]}
            value={step.message}
            onChange={(event) => onChange({ message: event.currentTarget.value })}
          />
          <NativeSelect
            aria-label={`Outcome for which ${name} asks`}
            data={Object.entries(messageStates).map(([value, label]) => ({ value, label }))}
            value={step.is}
            onChange={({ currentTarget: { value } }) => onChange({ is: isMessageState(value) ? value : 'delivered' })} // prettier-ignore
          />
          {isMailUse(step.is) ? <AboutMailUses /> : null}
        </>
      ) : (
        <NativeSelect
          aria-label={`Channel for which ${name} asks`}
          data={[
            { value: 'text', label: 'a text: they have a number, and nothing forbids it' },
            { value: 'email', label: 'an e-mail: they have an address, and nothing forbids it' },
          ]}
          value={step.reach}
          onChange={({ currentTarget: { value } }) => onChange({ reach: value === 'email' ? 'email' : 'text' })}
        />
      )}
    </div>
  );
}

/** SEQ-13: says what an open and a click are worth, and that nothing is known of them where e-mails are not followed. */
function AboutMailUses() {
  const isFollowed = useFollowsMails();
  if (isFollowed === undefined) return null;
  return (
    <span className={isFollowed ? classes.quiet : classes.fault} role="status">
      {isFollowed
        ? 'By a person, as far as is known. Machines that open e-mails do not count.'
        : 'Opens and links are not followed, so “otherwise” is taken. An administrator can turn it on in the settings of the organisation.'}
    </span>
  );
}

const partAdds: readonly { readonly kind: AddedKind; readonly label: string }[] = [
  { kind: 'email', label: 'E-mail' },
  { kind: 'text', label: 'Text' },
  { kind: 'letter', label: 'Letter' },
  { kind: 'task', label: 'Task' },
  { kind: 'wait', label: 'Wait' },
];

type PartProps = { readonly name: string; readonly onAdd: (kind: AddedKind) => void };

/** The buttons that add a step to the end of one part of a branch. */
export const PartAdds = ({ name, onAdd }: PartProps) => (
  <div className={classes.buttons}>
    <span className={classes.quiet}>Add here:</span>
    {partAdds.map(({ kind, label }) => (
      <IconButton key={kind} icon={stepIcons[kind]} label={`${label} into ${name}`} onClick={() => onAdd(kind)} />
    ))}
  </div>
);
