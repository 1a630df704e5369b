import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { Button } from '@outpost/ui/parts/button';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { useLatest } from '../../window/use-latest.ts';
import { roleNameSpecs, wrongRoleName } from './role-name.ts';
import { labelOfRole } from '../memberships.ts';

/** Changes the name and the description of a role, by one act. */
export function RenameRoleDialog({
  role,
  roles,
  onClose,
}: {
  readonly role: ShownRecord;
  /** All roles, also this one. */
  readonly roles: readonly ShownRecord[];
  readonly onClose: () => void;
}) {
  const { perform } = useActs();
  const { values, latest, change } = useLatest(() => ({
    label: labelOfRole(role),
    describes: textIn(role.fields['describes']),
  }));
  const [error, setError] = useState<string>();
  const save = async () => {
    const label = latest.current.label.trim();
    const wrong = wrongRoleName(
      label,
      roles.filter(({ id }) => id !== role.id),
    );
    if (wrong !== undefined) return setError(wrong);
    const done = await perform({
      label: cutLabel(`Renamed the role ${labelOfRole(role)}`),
      edits: [
        { entity: role.entity, id: role.id, fields: { label, describes: latest.current.describes.trim() || null } },
      ],
    });
    if (done) onClose();
    return undefined;
  };
  return (
    <Dialog onClose={onClose} title={`Rename ${labelOfRole(role)}`} size={520}>
      <SubmitForm className={dialog.dialog} onSubmit={save}>
        <Form
          specs={roleNameSpecs}
          values={values}
          errors={error === undefined ? {} : { label: error }}
          autoFocus
          onChange={(id, value) => {
            change({ [id]: textIn(value) });
            setError(undefined);
          }}
        />
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" keys="mod+enter">
            Rename
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
