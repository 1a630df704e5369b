import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { Form } from '@outpost/ui/fields/editors/form';
import { Button } from '@outpost/ui/parts/button';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { changedLabel } from '../records/act-words.ts';
import { useEntity } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';

/** The fields of a team. Leaving a field stores its value by an act. */
export function TeamDialog({ team, onClose }: { readonly team: ShownRecord; readonly onClose: () => void }) {
  const entity = useEntity(team.entity);
  const { perform } = useActs();
  const specs = useFieldSpecs(entity, useRefNames(team.fields));
  const shown = Object.keys(entity.fields).flatMap((name): readonly FieldSpec[] => {
    const spec = specs.get(name);
    if (spec === undefined) return [];
    // Opening a linked record would change the page behind the dialog.
    return [spec.kind === 'ref' ? { ...spec, onOpen: undefined } : spec];
  });
  const change = (name: string, value: JsonValue) =>
    void perform({
      label: changedLabel(entity, titleOf(entity, team), [name]),
      edits: [{ entity: entity.name, id: team.id, fields: { [name]: value } }],
    });
  return (
    <Dialog onClose={onClose} title={`Change the team ${titleOf(entity, team)}`} size={520}>
      <div className={dialog.dialog}>
        <Form specs={shown} values={team.fields} onChange={change} autoFocus />
        <p className={dialog.quiet}>Each field is saved when you leave it.</p>
        <div className={dialog.acts}>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
