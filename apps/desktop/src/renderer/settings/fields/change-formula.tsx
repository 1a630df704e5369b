import { fieldFrom } from '@outpost/domain/kernel/definitions/own-fields';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { useBridge } from '../../window/app-ports.tsx';
import { refusalText, useActs } from '../../queries/use-acts.ts';
import { useLocal } from '../../queries/use-local.ts';
import { manyOf } from '../../records/entity-shape.ts';
import { changeFieldRequest, type DefinedField } from './field-definitions.ts';
import { FormulaEditor, useFormula } from './formula-editor.tsx';
import dialog from '../../window/dialog.module.css';

type Props = { readonly entity: Entity; readonly field: DefinedField };

/**
 * The change of a formula. Its text is kept on this device until it is saved, because an unfinished formula is not valid (PLT-7).
 */
export function ChangeFormula({ entity, field }: Props) {
  const [kept, keep] = useLocal(`draft/formula/${field.record.id}`);
  if (kept === undefined) return null; // takes some milliseconds
  return <WithDraft entity={entity} field={field} draft={typeof kept === 'string' ? kept : undefined} onDraft={keep} />;
}

function WithDraft({
  entity,
  field,
  draft,
  onDraft,
}: Props & { readonly draft: string | undefined; readonly onDraft: (text: string | null) => void }) {
  const bridge = useBridge();
  const { saidDone } = useActs();
  const { definition } = field;
  const [error, setError] = useState<string>();
  const present = definition.formula ?? '';
  const text = draft ?? present;
  const read = useFormula(entity, text, definition.name);
  const save = async () => {
    const request = changeFieldRequest(field, entity, { formula: text.trim() });
    const answer = await bridge.call('acts.perform', request);
    if (!answer.ok) return setError(refusalText(answer));
    saidDone(request.label, answer.value.act);
    return onDraft(null);
  };
  return (
    <>
      <FormulaEditor
        entity={entity}
        name={definition.name}
        text={text}
        onText={(next) => {
          setError(undefined);
          onDraft(next === present ? null : next);
        }}
        fieldFor={() => fieldFrom(definition)}
        error={error}
      />
      {text === present ? null : (
        <div className={dialog.acts}>
          <Button onClick={() => onDraft(null)}>Back to the present formula</Button>
          <Button
            variant="primary"
            disabledReason={read.ok ? undefined : 'The formula has an error.'}
            onClick={() => void save()}
          >
            Work out all {manyOf(entity)} anew
          </Button>
        </div>
      )}
    </>
  );
}
