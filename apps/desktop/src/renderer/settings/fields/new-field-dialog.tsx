import {
  type FieldDefinition,
  fieldDefinitionSchema,
  fieldFrom,
  usualDigits,
} from '@outpost/domain/kernel/definitions/own-fields';
import { checkFormula } from '@outpost/domain/kernel/definitions/own-formulas';
import type { RollUp } from '@outpost/domain/kernel/entities/roll-up';
import { FormulaReader } from '@outpost/domain/kernel/formulas/formula';
import { problemText } from '@outpost/domain/kernel/formulas/formula-problem';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Form } from '@outpost/ui/fields/editors/form';
import { z } from 'zod';
import { useCount } from '../../queries/record-queries.ts';
import { useLocal } from '../../queries/use-local.ts';
import { manyOf, oneOf } from '../../records/entity-shape.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { ChoicesEditor } from './choices-editor.tsx';
import { NewDefinitionDialog } from '../definitions/new-definition-dialog.tsx';
import { type KeptDraft, useNewDefinition } from '../definitions/use-new-definition.ts';
import {
  addFieldRequest,
  type FieldTypeChoice,
  formatChosen,
  isFormatChoice,
  repeatedLabel,
} from './field-definitions.ts';
import { fieldTypeSpec, moreSpecs, nameSpec, resultSpec, seriesSpecs, targetSpec } from './field-specs.ts';
import { FormulaEditor, useFormula } from './formula-editor.tsx';
import { typeOfRollUp } from './roll-up-choices.ts';
import { RollUpEditor } from './roll-up-editor.tsx';
import dialog from '../../window/dialog.module.css';

type Props = {
  readonly entity: Entity;
  /** Names that the field can't have. */
  readonly taken: ReadonlySet<string>;
  readonly onClose: () => void;
};

const emptyDraft = {
  label: '',
  type: 'text' as const satisfies FieldTypeChoice,
  help: '',
  required: false,
  searched: false,
  choices: ['', ''],
  target: '',
  formula: '',
  result: '',
  rollUp: {},
  prefix: '',
  digits: usualDigits,
};
const { shape } = fieldDefinitionSchema.shape.rollUp.unwrap();
const rollUpDraft = z.object({
  of: shape.of.exactOptional(),
  by: shape.by.exactOptional(),
  fn: shape.fn.exactOptional(),
  field: shape.field,
  where: shape.where,
});
const draftSchema = z
  .object({
    label: z.string(),
    type: z.union([
      fieldDefinitionSchema.shape.type,
      z.templateLiteral(['format:', z.string()]),
      z.literal('formula'),
      z.literal('roll-up'),
    ]),
    help: z.string(),
    required: z.boolean(),
    searched: z.boolean(),
    choices: z.array(z.string()).min(1),
    target: z.string().default(''), // drafts from before there were links
    formula: z.string().default(''), // drafts from before there were formulas
    result: z.string().default(''),
    rollUp: rollUpDraft.default({}), // drafts from before there were roll-ups
    prefix: z.string().default(''), // drafts from before there were running numbers
    digits: z.number().catch(usualDigits),
  })
  .catch(emptyDraft);
type Draft = z.infer<typeof draftSchema>;

const definitionSpecs = [nameSpec, fieldTypeSpec];

/** Returns a draft of a roll-up once nothing is missing in it. */
function wholeRollUp({ of, by, fn, ...rest }: Draft['rollUp']): RollUp | undefined {
  if (of === undefined || by === undefined || fn === undefined) return undefined;
  return fn === 'count' || rest.field !== undefined ? { of, by, fn, ...rest } : undefined;
}

/** Adds a field to a kind of record. The input is kept on this device until the field exists. */
export function NewFieldDialog(props: Props) {
  const [kept, keep] = useLocal(`draft/own-field/${props.entity.name}`);
  if (kept === undefined) return null; // takes some milliseconds
  return <DialogWithDraft {...props} draft={draftSchema.parse(kept)} onDraft={keep} />;
}

function DialogWithDraft({ entity, taken, onClose, ...kept }: Props & KeptDraft<Draft>) {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const empty = useCount(entity);
  const { values: field, latest, errors, setErrors, change, perform } = useNewDefinition(kept, onClose);
  const isFormula = field.type === 'formula';
  const read = useFormula(entity, field.formula);
  const results = read.ok ? read.formula.resultTypes : [];
  /** The type of the field: of a formula, that of its result; of a format, its base. */
  const typeOf = (wish: Draft, types: typeof results): FieldDefinition['type'] => {
    if (wish.type === 'formula') return types.find((one) => one === wish.result) ?? types[0] ?? 'number';
    if (isFormatChoice(wish.type)) return formatChosen(wish.type)?.base ?? 'text'; // a draft of a newer build
    if (wish.type !== 'roll-up') return wish.type;
    const rollUp = wholeRollUp(wish.rollUp);
    const type = rollUp && typeOfRollUp(catalogue, rollUp);
    return fieldDefinitionSchema.shape.type.safeParse(type).data ?? 'number';
  };
  const type = typeOf(field, results);
  const onValue = (id: string, value: JsonValue) => change(draftSchema.parse({ ...latest.current, [id]: value ?? '' })); // an emptied text

  const add = async () => {
    const wish = latest.current;
    const label = wish.label.trim();
    const named = wish.choices.filter((one) => one.trim() !== '');
    const twice = repeatedLabel(named.map((one) => ({ label: one })));
    if (label === '') return setErrors({ label: 'The field needs a name.' });
    if (Object.values(entity.fields).some((one) => one.label.toLowerCase() === label.toLowerCase()))
      return setErrors({ label: `There is a field called ${label} on ${manyOf(entity)} already.` });
    if (wish.type === 'choice' && named.length < 2) return setErrors({ choices: 'A list needs two choices at least.' });
    if (wish.type === 'ref' && wish.target === '') return setErrors({ target: 'Choose the kind that it links to.' });
    if (wish.type === 'choice' && twice !== undefined) return setErrors({ choices: `${twice} is here twice.` });
    if (wish.type === 'formula' && wish.formula.trim() === '') return setErrors({ formula: 'Write the formula.' });
    const checked = checkFormula(new FormulaReader(entity.fields), entity, { expression: wish.formula });
    if (wish.type === 'formula' && !checked.ok)
      return setErrors({ formula: problemText(wish.formula, checked.problem) });
    const rollUp = wish.type === 'roll-up' ? wholeRollUp(wish.rollUp) : undefined;
    if (wish.type === 'roll-up' && wish.rollUp.of === undefined)
      return setErrors({ related: 'Choose the records that it summarises.' });
    if (wish.type === 'roll-up' && !rollUp) return setErrors({ field: 'Choose the field that it summarises.' });
    const request = addFieldRequest(
      entity,
      {
        ...wish,
        rollUp,
        format: formatChosen(wish.type)?.name,
        type: typeOf(wish, checked.ok ? checked.formula.resultTypes : []),
        formula: wish.type === 'formula' ? wish.formula : undefined,
        label,
        help: wish.help.trim(),
        choices: named,
      },
      taken,
    );
    return perform(request);
  };
  return (
    <NewDefinitionDialog
      title={`New field of ${manyOf(entity)}`}
      addLabel="Add the field"
      onAdd={add}
      onClose={onClose}
    >
      <Form specs={definitionSpecs} values={field} onChange={onValue} errors={errors} autoFocus />
      {field.type === 'choice' ? (
        <ChoicesEditor
          choices={field.choices.map((label) => ({ value: '', label }))}
          onChange={(next) => change({ choices: next.map(({ label }) => label) })}
          error={errors['choices']}
        />
      ) : null}
      {field.type === 'ref' ? (
        <Form specs={[targetSpec(catalogue)]} values={field} onChange={onValue} errors={errors} showsErrors />
      ) : null}
      {field.type === 'roll-up' ? (
        <RollUpEditor entity={entity} value={field.rollUp} onChange={(rollUp) => change({ rollUp })} errors={errors} />
      ) : null}
      {field.type === 'runningNumber' ? <Form specs={seriesSpecs(field)} values={field} onChange={onValue} /> : null}
      {isFormula ? (
        <FormulaEditor
          entity={entity}
          text={field.formula}
          onText={(formula) => change({ formula })}
          fieldFor={(formula) => fieldFrom({ forEntity: entity.name, name: 'new', label: field.label, type: typeOf(field, formula.resultTypes), computed: 'formula' })} // prettier-ignore
          error={errors['formula']}
        />
      ) : null}
      {isFormula && results.length > 1 ? (
        <Form specs={[resultSpec(results)]} values={{ result: type }} onChange={onValue} />
      ) : null}
      {isFormula ? (
        <p className={dialog.quiet}>
          {empty === undefined || empty === 0
            ? `Computed for every ${oneOf(entity)}, and again whenever one of its fields changes.`
            : `Computed for ${formats.plural(empty, oneOf(entity), manyOf(entity))}, on every computer, and again whenever one of their fields changes.`}
        </p>
      ) : null}
      <Form
        specs={moreSpecs(type, { entity, empty, formats, isComputed: isFormula || field.type === 'roll-up' })}
        values={field}
        onChange={onValue}
      />
    </NewDefinitionDialog>
  );
}
