import type { NamedRole } from '@outpost/domain/kernel/access/judge-access';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { DirectoryGroup } from '../../../bridge/calls/directory-calls.ts';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useAskAgain } from '../../session/use-from-server.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { MembershipsEditor } from '../memberships-editor.tsx';
import { useAccessGround } from '../use-people.ts';

type Props = {
  readonly group: DirectoryGroup;
  readonly roles: readonly ShownRecord[];
  readonly teams: readonly ShownRecord[];
  readonly onClose: () => void;
};

/** Sets the roles that the members of a group of the directory get. */
export function GroupRolesDialog({ group, roles: records, teams, onClose }: Props) {
  const bridge = useBridge();
  const formats = useFormats();
  const again = useAskAgain('directory.read');
  const ground = useAccessGround(records);
  const [roles, setRoles] = useState<readonly NamedRole[]>(group.roles);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    const wanted = roles.map(({ role, teamId }) => ({ role, teamId }));
    const answer = await bridge.call('directory.mapGroup', { id: group.id, roles: wanted });
    setBusy(false);
    again();
    if (answer.ok) onClose();
    else setProblem(refusalText(answer));
  };
  const off = isBusy ? 'The server is being asked.' : undefined;
  return (
    <Dialog onClose={onClose} title={`Roles of the group ${group.name}`} size={520}>
      <SubmitForm className={dialog.dialog} onSubmit={save}>
        <p className={dialog.quiet}>
          {group.members === 0
            ? 'It has no members yet. Those who join get these roles.'
            : `Its ${formats.plural(group.members, 'member gets', 'members get')} these roles immediately, and lose those that you take out.`}
        </p>
        <MembershipsEditor value={roles} onChange={setRoles} ground={ground} teams={teams} error={problem} isForGroup />
        <div className={dialog.acts}>
          <Button onClick={onClose} disabledReason={off}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" keys="mod+enter" disabledReason={off}>
            Save the roles
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
