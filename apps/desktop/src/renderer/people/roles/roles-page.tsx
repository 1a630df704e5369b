import { isRoleAbove, namedRoles } from '@outpost/domain/kernel/access/judge-access';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useMemo, useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { asRecord, keyOfRole, labelOfRole } from '../memberships.ts';
import { NewRoleDialog } from './new-role-dialog.tsx';
import { NotForYou } from '../not-for-you.tsx';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { RoleEditor } from './role-editor.tsx';
import {
  useAccessGround,
  useDeletedRoles,
  useMayAdminister,
  usePeople,
  usePeopleEntities,
  useRolesAndTeams,
} from '../use-people.ts';
import classes from '../people.module.css';

const at = '/settings/roles';
type Props = { readonly role: string | undefined; readonly onRole: (id: string) => void };

/** The roles of the organisation: the rights of each, and the effect of a change on the people who have it. */
export function RolesPage(props: Props) {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  return may.role ? <Roles {...props} /> : <NotForYou at={at} what="roles" list={role} />;
}

/** Returns the number of people who have each role, by its key. */
function holdersOf(people: readonly ShownRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const person of people)
    for (const key of new Set(namedRoles(person).map(({ role }) => role))) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function Roles({ role: wanted, onRole }: Props) {
  const formats = useFormats();
  const { role: entity } = usePeopleEntities();
  const ofRoles = useRolesAndTeams();
  const found = usePeople();
  const deleted = useDeletedRoles();
  const ground = useAccessGround(useMemo(() => ofRoles?.roles ?? [], [ofRoles]));
  const holders = useMemo(() => holdersOf(found?.people ?? []), [found]);
  const [isAdding, setAdding] = useState(false);
  const add = () => setAdding(true);
  useShortcuts([
    { keys: 'c', label: 'New role', section: 'Roles', run: add },
    { keys: 'j', label: 'Into the table of rights', section: 'Roles', run: focusRights },
  ]);
  if (!ofRoles || !found || !deleted) return <SettingsBar at={at} />; // takes some milliseconds
  const { roles, teams } = ofRoles;
  const { people } = found;
  const shown = roles.find(({ id }) => id === wanted) ?? roles.find((role) => keyOfRole(role) === 'member') ?? roles[0];
  return (
    <>
      <SettingsBar
        at={at}
        summary={formats.plural(roles.length, 'role', 'roles')}
        primary={{ label: 'New role', keys: 'c', onPress: add }}
      />
      <div className={classes.rolesPage}>
        <div className={classes.rolesMain}>
          <div className={classes.tabs} role="group" aria-label="Roles">
            {roles.map((role) => {
              const count = holders.get(keyOfRole(role)) ?? 0;
              return (
                <button
                  key={role.id}
                  type="button"
                  className={classes.tab}
                  aria-pressed={role.id === shown?.id}
                  onClick={() => onRole(role.id)}
                >
                  {labelOfRole(role)}{' '}
                  <span className={classes.quiet}>
                    {formats.count(count)}
                    {found.areMore ? '+' : ''}
                    <span className="outpost-visually-hidden"> {count === 1 ? 'person' : 'people'}</span>
                  </span>
                </button>
              );
            })}
          </div>
          {shown ? (
            <RoleEditor
              key={shown.id}
              role={shown}
              ground={ground}
              teams={teams}
              people={people}
              holders={holders.get(keyOfRole(shown)) ?? 0}
              areMorePeople={found.areMore}
            />
          ) : null}
        </div>
      </div>
      {isAdding ? (
        <NewRoleDialog
          entity={entity}
          roles={roles}
          taken={new Set([...roles, ...deleted].map(keyOfRole))}
          copyOf={shown}
          refusalOf={(from) =>
            isRoleAbove(ground, asRecord(from)) ? "You can't give rights that you don't hold yourself." : undefined
          }
          onClose={() => setAdding(false)}
          onMade={onRole}
        />
      ) : null}
    </>
  );
}

/** Gives the focus to the cell of the table that Tab would reach. */
function focusRights(): void {
  document.querySelector<HTMLElement>('main [role="grid"] [tabindex="0"]')?.focus();
}
