import { usualDigits } from '@outpost/domain/kernel/definitions/own-fields';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useState } from 'react';
import { Dialog } from '../../window/dialog.tsx';
import { useCount } from '../../queries/record-queries.ts';
import { useActs } from '../../queries/use-acts.ts';
import { useFieldDrafts } from '../../queries/use-field-drafts.ts';
import { ChoicesEditor } from './choices-editor.tsx';
import {
  changeFieldRequest,
  choiceOf,
  type DefinedField,
  type FieldOption,
  lifeRequest,
  repeatedLabel,
  withValues,
} from './field-definitions.ts';
import { ChangeFormula } from './change-formula.tsx';
import { ChangeRollUp } from './change-roll-up.tsx';
import { RetireAndDone } from '../definitions/retire-and-done.tsx';
import { fieldTypeSpec, moreSpecs, nameSpec, seriesSpecs } from './field-specs.ts';
import dialog from '../../window/dialog.module.css';

/**
 * Edits a field in place: each change is immediately a separate act, and can be undone. A text that is not left yet is
 * kept on this device, and the dialog does not close over one that could not be read.
 */
export function EditFieldDialog({
  entity,
  field,
  onClose,
}: {
  readonly entity: Entity;
  readonly field: DefinedField;
  readonly onClose: () => void;
}) {
  const { perform } = useActs();
  const { definition, record } = field;
  const [texts, onText] = useFieldDrafts(`own-field/${record.id}`);
  const drafts = { texts, onText };
  const formats = useFormats();
  const series = { prefix: definition.prefix ?? '', digits: definition.digits ?? usualDigits };
  const empty = useCount(entity, { where: { field: definition.name, op: 'is-empty' } });
  const [choices, setChoices] = useState<readonly FieldOption[]>(definition.options ?? []);
  const [problem, setProblem] = useState<string>();
  const change = (id: string, value: JsonValue) => {
    if (id === 'label' && (typeof value !== 'string' || value.trim() === '')) return; // the field itself shows the problem
    const said =
      id === 'label' && typeof value === 'string'
        ? { label: value.trim() }
        : id === 'help'
          ? { help: typeof value === 'string' ? value.trim() : '' }
          : id === 'prefix'
            ? { prefix: typeof value === 'string' ? value : '' }
            : id === 'digits'
              ? { digits: typeof value === 'number' ? value : usualDigits }
              : { [id]: value === true };
    void perform(changeFieldRequest(field, entity, said));
  };
  const choose = (next: readonly FieldOption[]) => {
    const twice = repeatedLabel(next);
    setProblem(twice === undefined ? undefined : `${twice} is here twice.`);
    const named = withValues(next);
    setChoices(twice === undefined ? [...named, ...next.filter(({ label }) => label.trim() === '')] : next);
    if (twice === undefined && JSON.stringify(named) !== JSON.stringify(definition.options))
      void perform(changeFieldRequest(field, entity, { options: [...named] }));
  };
  return (
    <Dialog onClose={onClose} title={definition.label} size={520}>
      {texts === undefined ? null : (
        <SubmitForm className={dialog.dialog} onSubmit={onClose}>
          <Form
            {...drafts}
            specs={[
              nameSpec,
              {
                ...fieldTypeSpec,
                readOnlyReason:
                  definition.computed === undefined
                    ? 'Given when the field was made, and kept: its values would not fit another kind.'
                    : 'Computed as said below. Another kind of result is a new field.',
              },
            ]}
            values={{ label: definition.label, type: choiceOf(definition) }}
            onChange={change}
          />
          {definition.type === 'runningNumber' ? (
            <Form {...drafts} specs={seriesSpecs(series)} values={series} onChange={change} />
          ) : null}
          {definition.computed === 'formula' ? <ChangeFormula entity={entity} field={field} /> : null}
          {definition.computed === 'roll-up' ? <ChangeRollUp entity={entity} field={field} /> : null}
          {definition.type === 'choice' && definition.computed === undefined ? (
            <ChoicesEditor choices={choices} onChange={choose} error={problem} />
          ) : null}
          <Form
            {...drafts}
            specs={moreSpecs(definition.type, {
              entity,
              empty,
              formats,
              isComputed: definition.computed !== undefined,
            })}
            values={{
              help: definition.help ?? '',
              required: definition.required ?? false,
              searched: definition.searched ?? false,
            }}
            onChange={change}
          />
          <RetireAndDone
            why="A retired field is offered nowhere. Its values stay with their records, and come back with it."
            onRetire={() => {
              void perform(lifeRequest(field, 'deleted'));
              onClose();
            }}
          />
        </SubmitForm>
      )}
    </Dialog>
  );
}
