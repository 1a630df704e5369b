import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useState } from 'react';
import { useActs } from '../../queries/use-acts.ts';
import { useFieldDrafts } from '../../queries/use-field-drafts.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { Dialog } from '../../window/dialog.tsx';
import { RetireAndDone } from '../definitions/retire-and-done.tsx';
import { changeKindRequest, type DefinedKind, kindLifeRequest } from './kind-definitions.ts';
import { belongsToSpec, kindSpecs, roleSpecs, stageSpecs } from './kind-specs.ts';
import { UniqueSets } from './unique-sets.tsx';
import dialog from '../../window/dialog.module.css';

/**
 * Edits a kind in place: each change is immediately a separate act, and can be undone. The unique sets become one act
 * when the dialog is left. A text that is not left yet is kept on this device.
 */
export function EditKindDialog({
  entity,
  kind,
  onClose,
}: {
  readonly entity: Entity;
  readonly kind: DefinedKind;
  readonly onClose: () => void;
}) {
  const { perform } = useActs();
  const catalogue = useCatalogue();
  const { definition, record } = kind;
  const [texts, onText] = useFieldDrafts(`own-kind/${record.id}`);
  const [sets, setSets] = useState<readonly (readonly string[])[]>(definition.unique ?? []);
  const stages = definition.stages ?? '';
  const change = (id: string, value: JsonValue) => {
    if (id === 'alikeBy') {
      void perform(changeKindRequest(kind, { alikeBy: Array.isArray(value) ? value.map(String) : [] }));
      return;
    }
    const text = typeof value === 'string' ? value.trim() : '';
    if ((id === 'label' || id === 'labelMany') && text === '') return; // the field itself shows the problem
    void perform(changeKindRequest(kind, { [id]: text }));
  };
  const close = () => {
    if (!sameJson([...sets], [...(definition.unique ?? [])])) void perform(changeKindRequest(kind, { unique: sets }));
    onClose();
  };
  return (
    <Dialog onClose={close} title={definition.labelMany} size={520}>
      {texts === undefined ? null : (
        <SubmitForm className={dialog.dialog} onSubmit={close}>
          <Form
            texts={texts}
            onText={onText}
            specs={[
              ...kindSpecs,
              {
                ...belongsToSpec(catalogue),
                readOnlyReason: 'Fixed when the kind was made: it decides which people see its records.',
              },
              ...stageSpecs(entity, stages),
              ...roleSpecs(entity, definition.scheduleAt ?? ''),
            ]}
            values={{
              label: definition.label,
              labelMany: definition.labelMany,
              icon: definition.icon ?? '',
              belongsTo: definition.belongsTo ?? null,
              stages: stages === '' ? null : stages,
              pipelines: definition.pipelines ?? null,
              scheduleAt: definition.scheduleAt ?? null,
              scheduleLasts: definition.scheduleLasts ?? null,
              scheduleDone: definition.scheduleDone ?? null,
              alikeBy: [...(definition.alikeBy ?? [])],
            }}
            onChange={change}
          />
          <UniqueSets entity={entity} sets={sets} onChange={setSets} />
          <RetireAndDone
            why="A retired kind is offered nowhere. Its records are kept, and come back with it."
            onRetire={() => {
              void perform(kindLifeRequest(kind, 'deleted'));
              onClose();
            }}
          />
        </SubmitForm>
      )}
    </Dialog>
  );
}
