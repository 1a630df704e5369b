import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import { TextInput } from '@mantine/core';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Avatar } from '@outpost/ui/parts/avatar';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { Icon } from '@outpost/ui/parts/icons';
import { Tag } from '@outpost/ui/parts/tag';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { FilteredState } from '@outpost/ui/states/filtered-state';
import { WaitingMark } from '@outpost/ui/sync/sync-sign';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useRecord } from '../queries/record-queries.ts';
import { textIn } from '../records/values/shown-value.ts';
import { useEntity } from '../records/use-entity.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { AddPersonDialog } from './add-person-dialog.tsx';
import { EraseMemberDialog } from './audit/erase-member-dialog.tsx';
import { FirstPasswordDialog } from './first-password-dialog.tsx';
import { InviteDialog } from './invites/invite-dialog.tsx';
import { useInvites } from './invites/use-invites.ts';
import { keyOfRole, labelOfRole, roleWords } from './memberships.ts';
import { NotForYou } from './not-for-you.tsx';
import { SettingsBar } from '../settings-bar/settings-bar.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { SignInWarnings } from './sso/certificate-warnings.tsx';
import { standingOf } from './standing-of.ts';
import { StopAccessDialog } from './stop-access-dialog.tsx';
import {
  most,
  useAccessGround,
  useContacts,
  useMayAdminister,
  usePeople,
  usePeopleEntities,
  useRolesAndTeams,
} from './use-people.ts';
import classes from './people.module.css';

const at = '/settings/people';

/** The part of the address that the page reads: the open person, and whether one is added or people are invited. */
export type PeopleAddress = {
  readonly person?: string | undefined;
  readonly add?: boolean | undefined;
  readonly invite?: boolean | undefined;
};
type Props = { readonly address: PeopleAddress; readonly onAddress: (next: PeopleAddress) => void };

/** The people of the organisation, with their roles, their state and their last contact, for those who administer them. */
export function PeoplePage(props: Props) {
  const may = useMayAdminister();
  const { person } = usePeopleEntities();
  return may.person ? <People {...props} /> : <NotForYou at={at} what="people and their roles" list={person} />;
}

const groupTitles = { invited: 'Not signed in yet', active: 'Active', suspended: 'Suspended' } as const;
const groupIds = ['invited', 'active', 'suspended'] as const;

function People({ address, onAddress }: Props) {
  const formats = useFormats();
  const now = useNowMs();
  const me = useSignedIn().person.id;
  const entity = useEntity(usePeopleEntities().person);
  const isNarrow = useNarrow();
  const [text, setText] = useState('');
  const [role, setRole] = useState<string | null>(null);
  const [team, setTeam] = useState<string | null>(null);
  const [asked, setAsked] = useState<{ readonly id: string; readonly what: 'password' | 'stop' }>();
  const [erasing, setErasing] = useState<{ readonly id: string; readonly name: string }>();
  const search = useRef<HTMLInputElement>(null);
  const found = usePeople(useDeferredValue(text.trim()));
  const all = usePeople();
  const ofRoles = useRolesAndTeams();
  const ground = useAccessGround(useMemo(() => ofRoles?.roles ?? [], [ofRoles]));
  const { contacts, isUnknown } = useContacts();
  const invites = useInvites();
  const chosen = useRecord(address.person ?? asked?.id).data?.record; // also a person beyond the list's end
  const invite = () => onAddress({ invite: true });
  useShortcuts([
    { keys: 'c', label: 'Invite people', section: 'People', run: invite },
    { keys: '/', label: 'Search people', section: 'People', run: () => search.current?.focus() },
  ]);
  if (!found || !all || !ofRoles) return <SettingsBar at={at} />; // takes some milliseconds
  const { roles, teams } = ofRoles;
  const close = () => onAddress({});
  const standing = (person: ShownRecord) => standingOf(person, { contacts, invites, formats, now });
  const shown = found.people.filter((person) => {
    const named = namedRoles(person);
    return (
      (role === null || named.some((one) => one.role === role)) &&
      (team === null || named.some((one) => one.teamId === team))
    );
  });
  const columns = [
    { id: 'person', header: 'Person' },
    ...(isNarrow ? [] : [{ id: 'roles', header: 'Roles', width: 260 }]),
    { id: 'state', header: 'State', width: 150 },
    ...(isNarrow ? [] : [{ id: 'contact', header: 'Last contact', align: 'end' as const, width: 190 }]),
  ];
  const rowOf = (person: ShownRecord) => {
    const name = titleOf(entity, person);
    const { words, tone, contact } = standing(person);
    const inRoles = roleWords(namedRoles(person), { ...ofRoles, instant: formats.instant });
    const asText = inRoles.length === 0 ? 'No role' : formats.list(inRoles);
    return {
      id: person.id,
      cells: [
        <span key="person" className={classes.person}>
          <Avatar name={name} person={person.id} isMe={person.id === me} size={24} />
          <span className={classes.two}>
            <span dir="auto">
              {name} {person.id === me ? <span className={classes.quiet}>you</span> : null}
              {person.waiting > 0 ? <WaitingMark label="Changed here, to send" isIconOnly /> : null}
            </span>
            <span className={classes.quiet}>{isNarrow ? asText : textIn(person.fields['email'])}</span>
          </span>
        </span>,
        ...(isNarrow ? [] : [<span key="roles" className={classes.wrap}>{asText}</span>]), // prettier-ignore
        <Tag key="state" tone={tone}>
          {words}
        </Tag>,
        ...(isNarrow ? [] : [<span key="contact" className={classes.quiet}>{contact === '' ? '–' : contact}</span>]), // prettier-ignore
      ],
    };
  };
  const groups = groupIds.map((id) => ({ id, rows: shown.filter((person) => standing(person).group === id) }));
  return (
    <>
      <SettingsBar
        at={at}
        summary={formats.plural(all.people.length, 'person', all.areMore ? 'people and more' : 'people')}
        secondary={
          isNarrow ? (
            <IconButton icon="user-plus" label="Add a person" onClick={() => onAddress({ add: true })} />
          ) : (
            <Button icon="user-plus" onClick={() => onAddress({ add: true })}>
              Add a person
            </Button>
          )
        }
        primary={{ label: 'Invite', icon: 'mail', keys: 'c', onPress: invite }}
      />
      <div className={classes.page}>
        <SignInWarnings />
        <div className={classes.filters} role="search">
          <TextInput
            ref={search}
            aria-label="Search people"
            placeholder="Name or e-mail"
            value={text}
            leftSection={<Icon name="search" size={14} />}
            onChange={(event) => setText(event.currentTarget.value.slice(0, 200))}
          />
          <FieldEditor
            spec={{
              id: 'role',
              label: 'Role',
              kind: 'choice',
              emptyText: 'All roles',
              options: roles.map((one) => ({ value: keyOfRole(one), label: labelOfRole(one) })),
            }}
            value={role}
            onChange={(value) => setRole(typeof value === 'string' ? value : null)}
          />
          <FieldEditor
            spec={{
              id: 'team',
              label: 'Team',
              kind: 'choice',
              emptyText: 'All teams',
              options: teams.map((one) => ({ value: one.id, label: textIn(one.fields['name']) })),
            }}
            value={team}
            onChange={(value) => setTeam(typeof value === 'string' ? value : null)}
          />
        </div>
        {shown.length === 0 ? (
          <FilteredState
            noun="person"
            nouns="people"
            total={all.people.length}
            onClear={() => {
              setText('');
              setRole(null);
              setTeam(null);
            }}
          />
        ) : null}
        {groups.map(({ id, rows }) =>
          rows.length === 0 ? null : (
            <section key={id} className={classes.group} aria-labelledby={`people-${id}`}>
              <h2 id={`people-${id}`}>
                {groupTitles[id]} <span className={classes.quiet}>{formats.count(rows.length)}</span>
              </h2>
              <DataTable
                label={groupTitles[id]}
                columns={columns}
                rows={rows.map(rowOf)}
                onRow={(person) => onAddress({ person })}
              />
            </section>
          ),
        )}
        {found.areMore ? (
          <p className={classes.hint}>The first {formats.count(most)} are shown: search for the others.</p>
        ) : null}
        {isUnknown ? (
          <p className={classes.hint}>The server knows when people were last in contact. It can’t be asked now.</p>
        ) : null}
      </div>
      {address.invite === true ? (
        <InviteDialog ground={ground} teams={teams} people={all.people} onClose={close} />
      ) : null}
      {address.add === true ? (
        <AddPersonDialog
          ground={ground}
          teams={teams}
          people={all.people}
          onClose={close}
          onAdded={(id) => setAsked({ id, what: 'password' })}
        />
      ) : null}
      {chosen && address.person === chosen.id && asked === undefined ? (
        <PersonDialog
          key={chosen.id}
          person={chosen}
          ground={ground}
          teams={teams}
          invite={invites?.get(chosen.id)}
          standing={[standing(chosen).words, standing(chosen).contact].filter((part) => part !== '').join(', ')}
          onPassword={() => setAsked({ id: chosen.id, what: 'password' })}
          onStop={() => setAsked({ id: chosen.id, what: 'stop' })}
          onErase={() => {
            setErasing({ id: chosen.id, name: titleOf(entity, chosen) });
            close();
          }}
          onClose={close}
        />
      ) : null}
      {chosen && asked?.id === chosen.id && asked.what === 'password' ? (
        <FirstPasswordDialog key={chosen.id} person={chosen} onClose={() => (setAsked(undefined), close())} />
      ) : null}
      {chosen && asked?.id === chosen.id && asked.what === 'stop' ? (
        <StopAccessDialog
          key={chosen.id}
          person={chosen}
          ground={ground}
          onClose={() => (setAsked(undefined), close())}
        />
      ) : null}
      {erasing ? <EraseMemberDialog {...erasing} onClose={() => setErasing(undefined)} /> : null}
    </>
  );
}
