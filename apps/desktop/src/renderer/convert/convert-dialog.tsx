import type { Conversion, ConversionPart } from '@outpost/domain/kernel/catalogue/conversion';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { pipelineOf } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import { Checkbox } from '@mantine/core';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useId, useMemo } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import type { NearRecord } from '../../bridge/calls/duplicate-calls.ts';
import { reasonsLine } from '../duplicates/likeness-words.ts';
import { oneOf } from '../records/entity-shape.ts';
import { useCatalogue, useEntity } from '../records/use-entity.ts';
import { specInPipeline, withPipelineAsked } from '../records/stages/stage-options.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { textIn } from '../records/values/shown-value.ts';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';
import { BesideEffects, EffectCount, EffectNote } from '../window/effects.tsx';
import { useOpenRecord } from '../window/use-open-record.ts';
import { fitOf, proposedFields } from './conversion-act.ts';
import { type PreparedConversion, useConversion } from './use-conversion.ts';
import classes from './convert.module.css';

type Props = {
  readonly conversion: Conversion;
  readonly entity: Entity;
  readonly answer: CallOutput<'records.get'>;
  readonly onClose: () => void;
};

/** Turns a record into records of other kinds: new ones, or existing ones that look alike. */
export function ConvertDialog({ conversion, entity, answer, onClose }: Props) {
  const prepared = useConversion(conversion, answer);
  const open = useOpenRecord();
  const carrier = useCatalogue().entities.get(prepared.carrier?.entity ?? '');
  const submit = async () => {
    if (prepared.refusal !== undefined) return;
    const id = await prepared.convert();
    if (id === undefined) return;
    onClose();
    open(id);
  };
  return (
    <Dialog onClose={onClose} title={`${conversion.label} ${titleOf(entity, answer.record)}`} size={920}>
      <SubmitForm className={dialog.dialog} onSubmit={submit}>
        <BesideEffects
          form={
            <div className={classes.parts}>
              {conversion.parts.map((part) => (
                <Part key={part.name} part={part} prepared={prepared} />
              ))}
            </div>
          }
          effects={<Effects conversion={conversion} answer={answer} prepared={prepared} />}
        />
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" keys="mod+enter" disabledReason={prepared.refusal}>
            {conversion.label}
            {carrier === undefined ? '' : `, open the ${oneOf(carrier)}`}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}

type PartProps = { readonly part: ConversionPart; readonly prepared: PreparedConversion };

/** One part: the existing records that look alike, a new one, or none; and the fields of a new one. */
function Part({ part, prepared }: PartProps) {
  const entity = useEntity(part.entity);
  const id = useId();
  const values = prepared.values(part);
  const near = prepared.near(part);
  const pick = prepared.picks[part.name];
  const refs = useRefNames(values);
  const specs = useFieldSpecs(entity, refs);
  const pipeline = pipelineOf(entity, values);
  const asksOwner = prepared.asksOwner(part);
  const asked = useMemo(
    () =>
      [...withPipelineAsked(entity, part.asks), ...(asksOwner ? ['ownerId'] : [])].flatMap((name) => {
        const spec = specs.get(name);
        if (!spec) return [];
        const ofPipeline = entity.pipelines === undefined ? {} : { [entity.pipelines]: pipeline ?? null };
        return specInPipeline(entity, spec.kind === 'ref' ? { ...spec, onOpen: undefined } : spec, ofPipeline);
      }),
    [part, specs, entity, pipeline, asksOwner],
  );
  const isYesOrNo = entity.duplicates === undefined && part.isOptional; // no existing record can take its place
  return (
    <section aria-labelledby={`${id}-title`}>
      <h2>
        <span id={`${id}-title`}>
          <Icon name={entity.icon} size={16} /> {part.label ?? entity.label.one}
        </span>
        {entity.duplicates === undefined ? null : <small>{nearWords(near.length)}</small>}
        {isYesOrNo && prepared.mayMake(part) ? (
          <Checkbox
            size="xs"
            className={classes.whether}
            label={`Make ${/^[aeiou]/iu.test(oneOf(entity)) ? 'an' : 'a'} ${oneOf(entity)}`}
            checked={pick === 'new'}
            onChange={({ currentTarget: { checked } }) => prepared.pick(part.name, checked ? 'new' : 'none')}
          />
        ) : null}
      </h2>
      {isYesOrNo ? null : <Choices part={part} prepared={prepared} name={id} title={textIn(values[entity.title])} />}
      {pick === 'new' ? (
        <div className={classes.fields}>
          <Form specs={asked} values={values} onChange={(name, value) => prepared.change(part, name, value)} />
        </div>
      ) : null}
    </section>
  );
}

type ChoicesProps = PartProps & { readonly name: string; readonly title: string };

/** The existing records that look alike, a new one with this title, or none. `name`: the name of the group. */
function Choices({ part, prepared, name, title }: ChoicesProps) {
  const entity = useEntity(part.entity);
  const pick = prepared.picks[part.name];
  return (
    <div role="radiogroup" aria-labelledby={`${name}-title`} className={classes.choices}>
      {prepared.near(part).map((hit) => (
        <Choice
          key={hit.id}
          name={name}
          isOn={typeof pick === 'object' && pick.id === hit.id}
          onPick={() => prepared.pick(part.name, { id: hit.id })}
          beside={<Likeness hit={hit} entity={entity} />}
        >
          <strong dir="auto">{hit.title}</strong> <span dir="auto">{hit.subtitle}</span>
        </Choice>
      ))}
      {prepared.mayMake(part) ? (
        <Choice name={name} isOn={pick === 'new'} onPick={() => prepared.pick(part.name, 'new')}>
          New {oneOf(entity)} <strong dir="auto">{title}</strong>
        </Choice>
      ) : null}
      {part.isOptional ? (
        <Choice name={name} isOn={pick === 'none'} onPick={() => prepared.pick(part.name, 'none')}>
          No {oneOf(entity)}
        </Choice>
      ) : null}
    </div>
  );
}

const nearWords = (count: number): string =>
  count === 0 ? 'none looks alike' : count === 1 ? 'one looks alike' : `${count} look alike`;

function Likeness({ hit, entity }: { readonly hit: NearRecord; readonly entity: Entity }) {
  const formats = useFormats();
  return (
    <>
      <strong>{formats.percent(hit.percent)} alike</strong> <span>{reasonsLine(entity, hit.reasons)}</span>
    </>
  );
}

type ChoiceProps = {
  readonly name: string;
  readonly isOn: boolean;
  readonly onPick: () => void;
  readonly beside?: React.ReactNode;
  readonly children: React.ReactNode;
};

function Choice({ name, isOn, onPick, beside, children }: ChoiceProps) {
  return (
    <label className={classes.choice} data-on={isOn}>
      <input type="radio" name={name} checked={isOn} onChange={onPick} />
      <span>{children}</span>
      {beside === undefined ? null : <span className={classes.beside}>{beside}</span>}
    </label>
  );
}

type EffectsProps = {
  readonly conversion: Conversion;
  readonly answer: CallOutput<'records.get'>;
  readonly prepared: PreparedConversion;
};

/**
 * The effects of the conversion besides the parts: the existing records it fills in, the records that move along, and
 * the undo.
 */
function Effects({ conversion, answer, prepared }: EffectsProps) {
  const formats = useFormats();
  const { choices, carrier, moving, staying, isUndoable } = prepared;
  const kinds = Map.groupBy(moving, ({ record }) => record.entity);
  return (
    <>
      {conversion.parts.map((part) => {
        const choice = choices[part.name];
        return choice?.is === 'existing' ? (
          <Existing key={part.name} part={part} choice={choice} proposed={proposedFields(part, answer.record)} />
        ) : null;
      })}
      {carrier === undefined || moving.length === 0 ? null : <MovesAlong entity={carrier.entity} kinds={kinds} />}
      {staying === 0 ? null : (
        <EffectNote icon="lock">
          {formats.plural(staying, 'record of other people stays', 'records of other people stay')} unchanged.
        </EffectNote>
      )}
      <EffectNote icon="cloud-off">Works offline: it is made here, and sent later.</EffectNote>
      <EffectNote icon="undo">
        {isUndoable
          ? 'One undo takes all of it back.'
          : 'You give a record to another owner: then you cannot undo the conversion.'}
      </EffectNote>
    </>
  );
}

function MovesAlong({
  entity,
  kinds,
}: {
  readonly entity: string;
  readonly kinds: ReadonlyMap<string, readonly unknown[]>;
}) {
  const formats = useFormats();
  const target = useEntity(entity);
  return (
    <section>
      <h2>Records that move to the {oneOf(target)}</h2>
      <ul>
        {[...kinds].map(([name, records]) => (
          <MovingKind key={name} name={name} count={formats.count(records.length)} />
        ))}
      </ul>
    </section>
  );
}

function MovingKind({ name, count }: { readonly name: string; readonly count: string }) {
  const { icon, label } = useEntity(name);
  return (
    <EffectCount icon={icon} count={count}>
      {label.many}
    </EffectCount>
  );
}

type ExistingProps = {
  readonly part: ConversionPart;
  readonly choice: Extract<PreparedConversion['choices'][string], { is: 'existing' }>;
  readonly proposed: Parameters<typeof fitOf>[2];
};

/** The existing record that takes the place of a part: the fields that are filled in, and those that stay as they are. */
function Existing({ part, choice, proposed }: ExistingProps) {
  const entity = useEntity(part.entity);
  const { fills, differs } = fitOf(entity, choice.record, proposed);
  const labels = (names: readonly string[]) => names.map((name) => entity.fields[name]?.label ?? name).join(', ');
  return (
    <section>
      <h2>
        {entity.label.one} {titleOf(entity, choice.record)}
      </h2>
      {!choice.mayUpdate ? (
        <EffectNote icon="lock">You may not change it, so it stays as it is.</EffectNote>
      ) : (
        <EffectNote icon="pencil">
          {Object.keys(fills).length === 0
            ? 'No empty field is filled in.'
            : `Fills in: ${labels(Object.keys(fills))}.`}
        </EffectNote>
      )}
      {differs.length === 0 ? null : (
        <EffectNote icon="info">Differs and stays as it is: {labels(differs)}.</EffectNote>
      )}
    </section>
  );
}
