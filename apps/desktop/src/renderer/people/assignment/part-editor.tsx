import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import type { AssignmentPart } from '@outpost/domain/kernel/assignment/assignment-definition';
import { IconButton } from '@outpost/ui/parts/button';
import { FilterEditor } from '../automations/editor/filter-editor.tsx';
import { type RuleWording, wayChoices } from './assignment-words.ts';
import { MemberEditor } from './member-editor.tsx';
import classes from './assignment.module.css';

type Props = {
  readonly wording: RuleWording;
  readonly part: AssignmentPart;
  readonly at: number;
  readonly count: number;
  readonly faults: readonly string[];
  readonly onChange: (next: AssignmentPart) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
};

/** One part of a rule: the records that it is for, its members, and the way in which it chooses. */
export function PartEditor({ wording, part, at, count, faults, onChange, onMove, onRemove }: Props) {
  const called = `part ${at + 1}`;
  const many = wording.entity.label.many.toLowerCase();
  return (
    <section className={classes.part} aria-labelledby={`assignment-${part.id}`}>
      <div className={classes.partHead}>
        <h2 id={`assignment-${part.id}`} className={classes.heading}>
          Part {at + 1}
        </h2>
        <IconButton icon="chevron-up" label={`Move ${called} up`} disabled={at === 0} onClick={() => onMove(-1)} />
        <IconButton
          icon="chevron-down"
          label={`Move ${called} down`}
          disabled={at === count - 1}
          onClick={() => onMove(1)}
        />
        <IconButton icon="trash" label={`Remove ${called}`} disabled={count === 1} onClick={onRemove} />
      </div>
      <TextInput
        label="Name of the part"
        description="Reasons call it so. Empty: its number."
        maxLength={60}
        dir="auto"
        value={part.name ?? ''}
        onChange={(event) => onChange({ ...part, name: event.currentTarget.value })}
      />
      <FilterEditor
        entity={wording.entity}
        label={`Records of ${called}`}
        help={`By any field: a region, a state, an amount. Without a filter it is for all ${many}.`}
        button={`Filter of ${called}`}
        value={part.where}
        onChange={(where) => {
          const { where: _where, ...rest } = part;
          onChange(where === undefined ? rest : { ...rest, where });
        }}
      />
      <div className={classes.pair}>
        <NativeSelect
          label="How it chooses"
          data={[...wayChoices]}
          value={part.way}
          onChange={(event) => {
            const way = wayChoices.find(({ value }) => value === event.currentTarget.value)?.value;
            if (way) onChange({ ...part, way });
          }}
        />
        <NumberInput
          label={`At most open ${many} each`}
          placeholder="No limit"
          allowDecimal={false}
          min={1}
          max={100_000}
          value={part.most ?? ''}
          onChange={(most) => {
            const { most: _most, ...rest } = part;
            onChange(typeof most === 'number' && most >= 1 ? { ...rest, most } : rest);
          }}
        />
      </div>
      <MemberEditor
        wording={wording}
        part={part}
        called={called}
        onChange={(members) => onChange({ ...part, members: [...members] })}
      />
      {faults.map((fault) => (
        <p key={fault} className={classes.error} role="alert">
          {fault}
        </p>
      ))}
    </section>
  );
}
