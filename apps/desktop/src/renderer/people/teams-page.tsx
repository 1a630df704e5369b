import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Avatar } from '@outpost/ui/parts/avatar';
import { Button } from '@outpost/ui/parts/button';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { WaitingMark } from '@outpost/ui/sync/sync-sign';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { deleteRequest } from '../records/life-acts.ts';
import { useActs } from '../queries/use-acts.ts';
import { NewRecordDialog } from '../records/creating/new-record-dialog.tsx';
import { useEntity } from '../records/use-entity.ts';
import { textIn } from '../records/values/shown-value.ts';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';
import { heldRoles, labelOfRole, keyOfRole } from './memberships.ts';
import { NotForYou } from './not-for-you.tsx';
import { SettingsBar } from '../settings-bar/settings-bar.tsx';
import { TeamDialog } from './team-dialog.tsx';
import { useCountsOf, useCountWords } from './use-owned.ts';
import { useMayAdminister, usePeople, usePeopleEntities, useRolesAndTeams } from './use-people.ts';
import classes from './people.module.css';

const at = '/settings/teams';

/** The teams of the organisation with their members and managers. */
export function TeamsPage() {
  const may = useMayAdminister();
  const { team } = usePeopleEntities();
  return may.team ? <Teams /> : <NotForYou at={at} what="teams" list={team} />;
}

/** A person's roles in one team, with whether one of them reaches the team's records. */
type Member = { readonly person: ShownRecord; readonly roles: readonly string[]; readonly isManager: boolean };

/** Returns the members of a team, those who see its records first. */
export function teamMembersOf(
  team: Pick<ShownRecord, 'id'>,
  { people, roles }: { readonly people: readonly ShownRecord[]; readonly roles: readonly ShownRecord[] },
): readonly Member[] {
  const labels = new Map(roles.map((role) => [keyOfRole(role), labelOfRole(role)]));
  const members = people.flatMap((person): Member[] => {
    const here = namedRoles(person).filter(({ teamId }) => teamId === team.id);
    if (here.length === 0) return [];
    const isManager = heldRoles(here, roles).some(({ grants }) =>
      grants.some((grant) => grant.endsWith(':update@team') || grant.endsWith(':*@team')),
    );
    return [{ person, roles: here.map(({ role }) => labels.get(role) ?? role), isManager }];
  });
  return members.toSorted((a, b) => Number(b.isManager) - Number(a.isManager));
}

function Teams() {
  const formats = useFormats();
  const { person: personEntity, team: entityName } = usePeopleEntities();
  const entity = useEntity(entityName);
  const found = usePeople();
  const ofRoles = useRolesAndTeams();
  const may = useMayAdminister();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<{ readonly what: 'add' | 'change' | 'remove'; readonly team?: ShownRecord }>();
  const person = useEntity(personEntity);
  const add = () => setAsked({ what: 'add' });
  useShortcuts([{ keys: 'c', label: 'Add a team', section: 'Teams', run: add }]);
  if (!found || !ofRoles) return <SettingsBar at={at} />; // takes some milliseconds
  const { people } = found;
  const { roles, teams } = ofRoles;
  const close = () => setAsked(undefined);
  const names = new Map(people.map((one) => [one.id, titleOf(person, one)]));
  return (
    <>
      <SettingsBar
        at={at}
        summary={formats.plural(teams.length, 'team', 'teams')}
        {...(teams.length === 0 ? {} : { primary: { label: 'Add a team', keys: 'c', onPress: add } })}
      />
      <div className={classes.page}>
        {teams.length === 0 ? (
          <EmptyState icon="team" title="No teams yet" add={{ label: 'Add a team', keys: 'c', onPress: add }}>
            A team has members and records. A person with a role in the team sees its records if the role has team
            rights.
          </EmptyState>
        ) : null}
        <ul className={classes.teams}>
          {teams.map((team) => {
            const members = teamMembersOf(team, { people, roles });
            const name = titleOf(entity, team);
            const details = [
              textIn(team.fields['region']),
              ...(typeof team.fields['lead'] === 'string'
                ? [`led by ${names.get(team.fields['lead']) ?? 'somebody who is gone'}`]
                : []),
              formats.plural(members.length, 'member', 'members'),
            ].filter((part) => part !== '');
            return (
              <li key={team.id} aria-label={name}>
                <div className={classes.teamHead}>
                  <h2 dir="auto">{name}</h2>
                  {team.waiting > 0 ? <WaitingMark label="Changed here, to send" isIconOnly /> : null}
                  <span className={classes.quiet}>{details.join(', ')}</span>
                  <span className={classes.gap} />
                  <Button size="sm" icon="pencil" onClick={() => setAsked({ what: 'change', team })}>
                    Change <span className="outpost-visually-hidden">{name}</span>
                  </Button>
                  <Button size="sm" icon="trash" onClick={() => setAsked({ what: 'remove', team })}>
                    Remove <span className="outpost-visually-hidden">{name}</span>
                  </Button>
                </div>
                {members.length === 0 ? (
                  <p className={classes.hint}>
                    Nobody yet: a person joins by a role in this team, on the page of people.
                  </p>
                ) : (
                  <ul className={classes.members}>
                    {members.map(({ person: one, roles: held, isManager }) => (
                      <li key={one.id}>
                        <Avatar name={names.get(one.id) ?? ''} person={one.id} />
                        {may.person ? (
                          <button
                            type="button"
                            className={classes.link}
                            onClick={() => void navigate({ to: '/settings/people', search: { person: one.id } })}
                          >
                            {names.get(one.id)}
                          </button>
                        ) : (
                          names.get(one.id)
                        )}
                        <span className={classes.quiet}>
                          {formats.list(held)}
                          {isManager ? ', changes the team’s records' : ''}
                        </span>
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            );
          })}
        </ul>
      </div>
      {asked?.what === 'add' ? (
        <NewRecordDialog
          wish={{ entity: entityName, title: 'Add a team', done: 'Add the team', form: 'settings' }}
          onClose={close}
        />
      ) : null}
      {asked?.team && asked.what === 'change' ? (
        <TeamDialog key={asked.team.id} team={asked.team} onClose={close} />
      ) : null}
      {asked?.team && asked.what === 'remove' ? (
        <RemoveDialog
          team={asked.team}
          members={teamMembersOf(asked.team, { people, roles }).map((one) => names.get(one.person.id) ?? '')}
          onClose={close}
        />
      ) : null}
    </>
  );
}

/** Explains the effects of a team's removal before it is done. */
function RemoveDialog({
  team,
  members,
  onClose,
}: {
  readonly team: ShownRecord;
  readonly members: readonly string[];
  readonly onClose: () => void;
}) {
  const formats = useFormats();
  const entity = useEntity(team.entity);
  const { perform } = useActs();
  const counts = useCountsOf({ field: 'teamId', op: 'is', value: team.id });
  const inWords = useCountWords();
  const name = titleOf(entity, team);
  return (
    <Dialog onClose={onClose} title={`Remove the team ${name}`} size="md" isForReading>
      <div className={dialog.dialog}>
        <ul className={classes.told}>
          <li>
            {members.length === 0
              ? 'Nobody has a role in it.'
              : `${formats.list(members)} ${members.length === 1 ? 'has a role' : 'have roles'} in it. Give them other roles first.`}
          </li>
          <li>
            {counts === undefined
              ? 'Its records are being counted.'
              : counts.length === 0
                ? 'No record on this device belongs to it.'
                : `${inWords(counts)} on this device belong to it and stay as they are, with their owners.`}
          </li>
          <li>No record can be given to this team any more. Undo restores the team.</li>
        </ul>
        <div className={dialog.acts}>
          <Button onClick={onClose}>Keep</Button>
          <Button
            variant="primary"
            disabledReason={members.length > 0 ? 'Give its members other roles first.' : undefined}
            onClick={() => {
              void perform(deleteRequest(entity, team));
              onClose();
            }}
          >
            Remove the team
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
