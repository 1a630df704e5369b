import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { aboveReason, isPersonAbove, type NamedRole, namedRoles } from '@outpost/domain/kernel/access/judge-access';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { sameJson } from '@outpost/domain/kernel/json';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ShownInvite } from '../../bridge/calls/identity/people-calls.ts';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { textIn } from '../records/values/shown-value.ts';
import { useEntity } from '../records/use-entity.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';
import { useMayAdminister } from './use-people.ts';
import { useOffersPersonData } from '../records/use-offers-person-data.ts';
import { InviteLine } from './invites/invite-line.tsx';
import { type AccessGround, asRecord, asValue, refusalOfPerson, roleWords } from './memberships.ts';
import { RecoveryLine } from './recovery/recovery-line.tsx';
import { MembershipsEditor } from './memberships-editor.tsx';
import classes from './people.module.css';

type Props = {
  readonly person: ShownRecord;
  readonly ground: AccessGround;
  readonly teams: readonly ShownRecord[];
  /** "Active, last contact 2 hours ago on 2 devices". */
  readonly standing: string;
  readonly invite: ShownInvite | undefined;
  readonly onPassword: () => void;
  readonly onStop: () => void;
  readonly onErase: () => void;
  readonly onClose: () => void;
};

/** Shows one person: their roles, their sign-in, and their access. Each change is an act. A part that the viewer may not change says why. */
export function PersonDialog({ person, ground, teams, standing, invite, onPassword, onStop, onErase, onClose }: Props) {
  const { perform } = useActs();
  const { instant } = useFormats();
  const navigate = useNavigate();
  const may = useMayAdminister();
  const me = useSignedIn().person.id;
  const entity = useEntity(person.entity);
  const offersData = useOffersPersonData(entity);
  const name = titleOf(entity, person);
  const own = namedRoles(person);
  const [roles, setRoles] = useState<readonly NamedRole[]>(own);
  const record = asRecord(person);
  const isAbove = isPersonAbove({ ...ground, roles: ground.roles.map(asRecord) }, record);
  const isChanged = !sameJson(asValue(own), asValue(roles));
  const refusal = isChanged
    ? refusalOfPerson(ground, {
        before: record,
        now: { ...record, fields: { ...record.fields, memberships: asValue(roles) } },
      })
    : undefined;
  const save = async () => {
    if (!isChanged || refusal !== undefined) return;
    const done = await perform({
      label: cutLabel(`Changed the roles of ${name}`),
      edits: [{ entity: entity.name, id: person.id, fields: { memberships: asValue(roles) } }],
    });
    if (done) onClose();
  };
  const letIn = () => {
    void perform({
      label: cutLabel(`Let ${name} in again`),
      edits: [{ entity: entity.name, id: person.id, fields: { status: 'active' } }],
    });
    onClose();
  };
  const isSuspended = person.fields['status'] === 'suspended';
  return (
    <Dialog onClose={onClose} title={name} size={552} isForReading>
      <SubmitForm className={dialog.dialog} onSubmit={save}>
        <p className={classes.standing}>
          <span>{textIn(person.fields['email']) || 'No e-mail'}</span>
          <span>{standing}</span>
        </p>
        {isAbove ? (
          <>
            <p className={classes.note} role="note">
              <Icon name="lock" size={14} />
              {aboveReason('person')}.
            </p>
            <ul className={classes.told} aria-label="Roles">
              {roleWords(own, { roles: ground.roles, teams, instant }).map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          </>
        ) : (
          <>
            <MembershipsEditor value={roles} onChange={setRoles} ground={ground} teams={teams} error={refusal} />
            {person.fields['status'] === 'not-invited' ? <InviteLine person={person} invite={invite} /> : null}
            <div className={classes.line}>
              <span>
                Sign-in
                <span className={classes.hint}>
                  {person.fields['status'] === 'not-invited'
                    ? 'They can’t sign in before they accept an invitation or have a first password.'
                    : 'A new password ends all their sessions.'}
                </span>
              </span>
              <Button size="sm" icon="key" onClick={onPassword}>
                {person.fields['status'] === 'not-invited' ? 'Give a first password' : 'Give another password'}
              </Button>
            </div>
            {person.fields['status'] === 'not-invited' ? null : <RecoveryLine person={person} />}
            <div className={classes.line}>
              <span>
                Access
                <span className={classes.hint}>
                  {isSuspended ? 'Suspended: the server answers none of their devices.' : 'Suspend or remove them.'}
                </span>
              </span>
              {isSuspended ? (
                <Button size="sm" icon="undo" onClick={letIn}>
                  Let in again
                </Button>
              ) : null}
              <Button size="sm" icon="ban" onClick={onStop}>
                {isSuspended ? 'Remove…' : 'Take away…'}
              </Button>
            </div>
          </>
        )}
        <div className={classes.line}>
          <span>
            Devices
            <span className={classes.hint}>Where they are signed in, and signing them out there.</span>
          </span>
          <Button
            size="sm"
            icon="laptop"
            onClick={() => void navigate({ to: '/settings/devices', search: { person: person.id } })}
          >
            Show the devices
          </Button>
        </div>
        {may.role ? (
          <div className={classes.line}>
            <span>
              Activity
              <span className={classes.hint}>Their actions in the last 90 days, by day and kind.</span>
            </span>
            <Button
              size="sm"
              icon="history"
              onClick={() => void navigate({ to: '/settings/activity', search: { person: person.id } })}
            >
              Show the activity
            </Button>
          </div>
        ) : null}
        <div className={classes.line}>
          <span>
            Record
            <span className={classes.hint}>Name, e-mail, telephone and history.</span>
          </span>
          <Button size="sm" icon="user" onClick={() => void navigate({ to: '/record/$id', params: { id: person.id } })}>
            Open the record
          </Button>
        </div>
        {offersData ? (
          <div className={classes.line}>
            <span>
              All data
              <span className={classes.hint}>All that the organisation has about them, as one archive.</span>
            </span>
            <Button
              size="sm"
              icon="download"
              onClick={() => void navigate({ to: '/settings/person-data', search: { record: person.id } })}
            >
              Export all data…
            </Button>
          </div>
        ) : null}
        {may.role && !isAbove && person.id !== me ? (
          <div className={classes.line}>
            <span>
              Erase
              <span className={classes.hint}>By law: a pseudonym replaces their name, and their work stays.</span>
            </span>
            <Button size="sm" icon="trash" onClick={onErase}>
              Erase…
            </Button>
          </div>
        ) : null}
        <div className={dialog.acts}>
          <Button onClick={onClose}>{isChanged ? 'Cancel' : 'Close'}</Button>
          {isAbove ? null : (
            <Button
              type="submit"
              variant="primary"
              keys="mod+enter"
              disabledReason={refusal ?? (isChanged ? undefined : 'No role is changed.')}
            >
              Save the roles
            </Button>
          )}
        </div>
      </SubmitForm>
    </Dialog>
  );
}
