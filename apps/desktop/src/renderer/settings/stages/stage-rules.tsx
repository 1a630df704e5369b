import { canBeNeeded, canBeReason, mostNeeds } from '@outpost/domain/kernel/definitions/stage-rules';
import { type Move, needsOf, type Workflow } from '@outpost/domain/kernel/catalogue/workflow';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { listInWords } from '@outpost/domain/kernel/text/list-in-words';
import { Form } from '@outpost/ui/fields/editors/form';
import type { FieldSpec, SpecOption } from '@outpost/ui/fields/field-spec';
import { useState } from 'react';
import { manyOf, oneOf } from '../../records/entity-shape.ts';
import type { EditedStage, StageChange } from './stage-requests.ts';
import classes from '../settings.module.css';

type Props = {
  readonly entity: Entity;
  readonly stage: EditedStage;
  readonly others: readonly EditedStage[];
  readonly workflow: Workflow | undefined;
  /** The workflow that the kind's pack declares. */
  readonly ofPack: Workflow | undefined;
};

/**
 * The requirements of a move to one stage (PLT-53): the summary in one line, and the form behind it. Where the pack declares the moves of
 * the kind, only further fields and a reason can be asked for.
 */
export function StageRules({ onChange, ...props }: Props & { readonly onChange: (what: StageChange) => void }) {
  const [isOpen, setOpen] = useState(false);
  const { label } = props.stage;
  return (
    <details className={classes.stageRules} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <span className={classes.stageLabel}>Rules of {label}:</span> {rulesInWords(props)}
      </summary>
      {isOpen ? <RuleForm {...props} onChange={onChange} /> : null}
    </details>
  );
}

/** The same for people who only read it. */
export const RulesSaid = (props: Props) => {
  const said = rulesInWords(props);
  return said === 'none' ? null : <span className={classes.quiet}>{said}</span>;
};

function RuleForm({
  entity,
  stage,
  others,
  ofPack,
  onChange,
}: Props & { readonly onChange: (what: StageChange) => void }) {
  // prettier-ignore
  const { definition, label } = stage;
  const [problem, setProblem] = useState<Readonly<Record<string, string>>>({});
  const fields = (is: (entity: Entity, name: string) => boolean): readonly SpecOption[] =>
    Object.entries(entity.fields).flatMap(([value, field]) =>
      is(entity, value) ? [{ value, label: field.label }] : [],
    );
  const asked = movesTo(ofPack, stage).flatMap(needsOf);
  const specs: readonly FieldSpec[] = [
    {
      id: 'needs',
      label: 'Asks for',
      kind: 'tags',
      options: fields(canBeNeeded).filter(({ value }) => !asked.includes(value)),
      help: `These fields must be filled in before a ${oneOf(entity)} moves to ${label}.`,
    },
    ...(movesTo(ofPack, stage).some(({ reason }) => reason !== undefined)
      ? []
      : [
          {
            id: 'reason',
            label: 'Asks for the reason in',
            kind: 'choice' as const,
            options: fields(canBeReason),
            help: 'This field is asked for at each such move, also when it is filled in already.',
          },
        ]),
    ...(ofPack === undefined
      ? [
          {
            id: 'comesFrom',
            label: 'Comes from',
            kind: 'tags' as const,
            options: others.map(({ id, label: name }) => ({ value: id, label: name })),
            help: 'Empty: from every stage.',
          },
          {
            id: 'starts',
            label: `New ${manyOf(entity)} may begin here`,
            kind: 'flag' as const,
          },
        ]
      : []),
  ];
  const change = (id: string, value: JsonValue) => {
    const names = Array.isArray(value) ? value.map(String) : [];
    if (id === 'needs' && names.length > mostNeeds)
      return setProblem({ needs: `A move asks for ${mostNeeds} fields at most.` });
    setProblem({});
    if (id === 'needs') return onChange({ needs: names });
    if (id === 'comesFrom') return onChange({ comesFrom: names });
    if (id === 'starts') return onChange({ noStart: value !== true });
    return onChange({ reason: typeof value === 'string' && value !== '' ? value : null });
  };
  return (
    <Form
      specs={specs}
      values={{
        needs: [...(definition?.needs ?? [])],
        reason: definition?.reason ?? null,
        comesFrom: [...(definition?.comesFrom ?? [])],
        starts: definition?.noStart !== true,
      }}
      errors={problem}
      onChange={change}
    />
  );
}

const movesTo = (workflow: Workflow | undefined, { id }: EditedStage): readonly Move[] =>
  workflow?.moves.filter(({ to }) => to === id) ?? [];

/** Returns the rules of a stage in one line: "asks for Price and why; comes from In work". */
function rulesInWords({ entity, stage, others, workflow, ofPack }: Props): string {
  const moves = movesTo(workflow, stage);
  const needs = [...new Set(moves.flatMap(needsOf))].map((name) => entity.fields[name]?.label ?? name);
  const from = others.filter(
    ({ id, option }) => option.isRetired !== true && moves.some((move) => move.from.includes(id)),
  );
  const all = others.filter(({ option }) => option.isRetired !== true);
  const said = [
    ...(needs.length === 0 ? [] : [`asks for ${listInWords(needs)}`]),
    ...(ofPack === undefined && moves.length > 0 && from.length < all.length
      ? [`comes from ${listInWords(from.map(({ label }) => label))}`]
      : []),
    ...(workflow !== undefined && ofPack === undefined && !workflow.starts.includes(stage.id)
      ? ['no start of new ones']
      : []),
  ];
  return said.length === 0 ? 'none' : said.join('; ');
}
