import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useActs } from '../../queries/use-acts.ts';
import { changeFieldRequest, type DefinedField } from './field-definitions.ts';
import { RollUpEditor } from './roll-up-editor.tsx';

/**
 * Changes the filter of a roll-up; each change is stored immediately. Another figure, or other records, need a new
 * field (PLT-8).
 */
export function ChangeRollUp({ entity, field }: { readonly entity: Entity; readonly field: DefinedField }) {
  const { perform } = useActs();
  const { rollUp } = field.definition;
  if (rollUp === undefined) return null;
  return (
    <RollUpEditor
      entity={entity}
      value={rollUp}
      fixed="Given when the field was made, and kept."
      onChange={({ where }) => {
        const { where: _where, ...rest } = rollUp;
        const next = where === undefined ? rest : { ...rest, where };
        void perform(changeFieldRequest(field, entity, { rollUp: next }));
      }}
    />
  );
}
