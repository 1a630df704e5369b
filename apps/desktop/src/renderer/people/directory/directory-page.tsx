import { Switch } from '@mantine/core';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Tag } from '@outpost/ui/parts/tag';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useState } from 'react';
import type { DirectoryGroup, ShownDirectorySetup, DirectoryToken } from '../../../bridge/calls/directory-calls.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useAskAgain, useFromServer } from '../../session/use-from-server.ts';
import { useActs } from '../../queries/use-acts.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import { useAppPorts } from '../../window/app-ports.tsx';
import { roleWords } from '../memberships.ts';
import { NotForYou } from '../not-for-you.tsx';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { useMayAdminister, usePeopleEntities, useRolesAndTeams } from '../use-people.ts';
import { GroupRolesDialog } from './group-roles-dialog.tsx';
import { type TokenAct, TokenDialog } from './token-dialogs.tsx';
import people from '../people.module.css';
import classes from './directory.module.css';

const at = '/settings/directory';

/**
 * The directory of the organisation (SCIM): its address and tokens, its last contact, and the roles that its groups
 * give (PLT-25).
 */
export function DirectoryPage() {
  const may = useMayAdminister();
  const { person } = usePeopleEntities();
  return may.person ? (
    <DirectorySettings />
  ) : (
    <NotForYou at={at} what="people" title="Only administrators set up the directory" list={person} />
  );
}

/** Chosen: the last contact is known to within a minute. */
const directoryAgainMs = 60_000;

function DirectorySettings() {
  const answer = useFromServer('directory.read', null, { everyMs: directoryAgainMs });
  const setup = answer.data;
  const [act, setAct] = useState<TokenAct>();
  return (
    <>
      <SettingsBar at={at} />
      <div className={`${people.page} ${classes.page}`}>
        <FromServer answer={answer} old="This may be old." />
        {setup === undefined ? null : (
          <>
            <Connection setup={setup} onAct={setAct} />
            {setup.tokens.length === 0 ? null : <Groups setup={setup} />}
          </>
        )}
      </div>
      {setup && act ? <TokenDialog act={act} address={setup.address} onClose={() => setAct(undefined)} /> : null}
    </>
  );
}

type ConnectionProps = { readonly setup: ShownDirectorySetup; readonly onAct: (act: TokenAct) => void };

function Connection({ setup, onAct }: ConnectionProps) {
  const { bridge, copy } = useAppPorts();
  const formats = useFormats();
  const { tell } = useActs();
  const again = useAskAgain('directory.read');
  const now = useNowMs();
  const [isCopied, setCopied] = useState(false);
  const names = useRefNames(Object.fromEntries(setup.tokens.map(({ id, madeBy }) => [id, madeBy])));
  const isValid = ({ revokedAt, expiresAt }: DirectoryToken) => revokedAt === null && Date.parse(expiresAt) > now;
  const make = () => onAct({ kind: 'make' });
  if (setup.tokens.length === 0)
    return (
      <EmptyState icon="users" title="No directory yet" add={{ label: 'Make a token', onPress: make }}>
        A directory such as Entra ID or Okta adds people, stops their access when they leave, and gives roles by groups
        (SCIM 2.0). Make a token, and enter it there with the address {setup.address}.
      </EmptyState>
    );
  const copyAddress = async () => {
    await copy(setup.address);
    setCopied(true);
  };
  const setInvites = async (invites: boolean) => {
    await tell<'directory.setInvites'>(bridge.call('directory.setInvites', { invites }));
    again();
  };
  return (
    <section aria-labelledby="connection">
      <div className={people.teamHead}>
        <h2 id="connection">Connection</h2>
        <span className={people.quiet}>{formats.plural(setup.people, 'person', 'people')} from the directory</span>
        <span className={people.gap} />
        <Button size="sm" icon="plus" onClick={make}>
          Make a token
        </Button>
      </div>
      <ul className={people.members}>
        <li>
          <span className={classes.address}>
            <b>Address</b> <span className={people.hash}>{setup.address}</span>
          </span>
          <span className={people.gap} />
          <Button size="sm" variant="quiet" icon={isCopied ? 'check' : 'copy'} onClick={() => void copyAddress()}>
            {isCopied ? 'Copied' : 'Copy the address'}
          </Button>
        </li>
        {setup.tokens.map((token) => (
          <li key={token.id} aria-label={token.name}>
            <span className={classes.two}>
              <span>
                <b dir="auto">{token.name}</b> <span className={people.hash}>{shortened(token.prefix)}</span>
              </span>
              <span className={people.quiet}>
                {token.lastContactAt === null
                  ? 'Not used yet'
                  : `Last contact ${formats.relative(token.lastContactAt, now)}`}
                , made by {names[token.madeBy]?.title ?? 'somebody who is gone'}, ends{' '}
                {formats.instant(token.expiresAt)}
              </span>
            </span>
            <span className={people.gap} />
            {isValid(token) ? (
              <>
                <Button size="sm" variant="quiet" icon="refresh" onClick={() => onAct({ kind: 'rotate', token })}>
                  Another secret <span className="outpost-visually-hidden">for {token.name}</span>
                </Button>
                <Button size="sm" variant="quiet" icon="ban" onClick={() => onAct({ kind: 'end', token })}>
                  End <span className="outpost-visually-hidden">{token.name}</span>
                </Button>
              </>
            ) : (
              <Tag>{token.revokedAt === null ? 'Ran out' : 'Ended'}</Tag>
            )}
          </li>
        ))}
      </ul>
      <Switch
        className={classes.invites ?? ''}
        label="Invite new people by e-mail"
        description="Without it they sign in once single sign-on lets them in."
        checked={setup.invites}
        onChange={(event) => void setInvites(event.currentTarget.checked)}
      />
    </section>
  );
}

/** The organisation is the same in all prefixes: the end tells tokens apart. */
const shortened = (prefix: string): string => `${prefix.slice(0, 4)}…${prefix.slice(-8)}`;

function Groups({ setup: { groups } }: { readonly setup: ShownDirectorySetup }) {
  const formats = useFormats();
  const ofRoles = useRolesAndTeams();
  const [changing, setChanging] = useState<DirectoryGroup>();
  if (!ofRoles) return null; // takes some milliseconds
  return (
    <section aria-labelledby="groups">
      <div className={people.teamHead}>
        <h2 id="groups">Groups and their roles</h2>
        <span className={people.quiet}>A person who leaves the group loses the role that the group gave.</span>
      </div>
      {groups.length === 0 ? (
        <p className={people.hint}>The directory has sent no group yet. Assign groups to Outpost there.</p>
      ) : null}
      <ul className={people.members}>
        {groups.map((group) => (
          <li key={group.id} aria-label={group.name}>
            <span className={classes.two}>
              <b dir="auto">{group.name}</b>
              <span className={people.quiet}>
                {formats.plural(group.members, 'member', 'members')},{' '}
                {group.roles.length === 0
                  ? 'no roles'
                  : formats.list([...roleWords(group.roles, { ...ofRoles, instant: formats.instant })])}
              </span>
            </span>
            <span className={people.gap} />
            <Button size="sm" icon="pencil" onClick={() => setChanging(group)}>
              Change roles <span className="outpost-visually-hidden">of {group.name}</span>
            </Button>
          </li>
        ))}
      </ul>
      {changing ? (
        <GroupRolesDialog key={changing.id} group={changing} {...ofRoles} onClose={() => setChanging(undefined)} />
      ) : null}
    </section>
  );
}
