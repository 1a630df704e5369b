import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Modal, SegmentedControl, Switch } from '@mantine/core';
import { Button } from '@outpost/ui/parts/button';
import { useNavigate } from '@tanstack/react-router';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { type ReactNode, useId, useState } from 'react';
import { ChangeEmailDialog } from '../people/own-email/change-email-dialog.tsx';
import { useRecordList } from '../queries/record-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import { installedEntity } from '../records/entity-shape.ts';
import { lockMinutes } from '../places/lock-minutes.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { useBridge } from '../window/app-ports.tsx';
import { type Preferences, usePreferences } from '../places/preferences.ts';
import { CapturePreference } from './capture-preference.tsx';
import { KeepRunningPreference } from './keep-running-preference.tsx';
import { SpellingPreference } from './spelling-preference.tsx';
import classes from './settings-dialog.module.css';

type Options<T> = readonly { readonly value: T; readonly label: string; readonly disabled?: boolean }[];

const schemes: Options<Preferences['colorScheme']> = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'As the system' },
];
const densities: Options<Preferences['density']> = [
  { value: 'comfortable', label: 'Comfortable' },
  { value: 'compact', label: 'Compact' },
];

const lockTimes: Options<Preferences['lockAfter']> = [
  { value: 'never', label: 'Never' },
  { value: '5', label: '5' },
  { value: '15', label: '15' },
  { value: '30', label: '30' },
  { value: '60', label: '60' },
];

const roleEntity = installedEntity('platform/role');

/** The person's menu: this device's appearance and keys, lock and sign out. Each change takes effect immediately. */
export function SettingsDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const session = useSignedIn();
  const bridge = useBridge();
  const navigate = useNavigate();
  const formats = useFormats();
  const { tell } = useActs();
  const [isChangingEmail, setChangingEmail] = useState(false);
  const [preferences, change] = usePreferences();
  const lockAtMost = session.unlocking?.lockMinutes ?? null;
  const known = useRecordList({ entity: 'platform/role', sort: [], limit: 200 }, { isOff: !isOpen }).data?.rows ?? [];
  const labels = new Map(known.map((role) => [role.fields['key'], titleOf(roleEntity, role)]));
  const roles = [...new Set(session.memberships.map(({ role }) => labels.get(role) ?? role))];
  const go = (to: PagePath) => {
    onClose();
    void navigate({ to });
  };
  if (isChangingEmail) return <ChangeEmailDialog onClose={() => setChangingEmail(false)} />;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={session.person.name}
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={classes.stack}>
        <p className={classes.quiet}>
          {session.person.email}, {session.organisation.name}
          {roles.length > 0 ? `, ${formats.list(roles)}` : ''}
        </p>
        <div className={classes.row}>
          <span>The address with which you sign in</span>
          <Button
            size="sm"
            icon="mail"
            onClick={() => {
              onClose();
              setChangingEmail(true);
            }}
          >
            Change e-mail
          </Button>
        </div>
        <Choice
          label="Appearance"
          options={schemes}
          value={preferences.colorScheme}
          onChoose={(colorScheme) => change({ colorScheme })}
        />
        <Choice
          label="Rows"
          options={densities}
          value={preferences.density}
          onChoose={(density) => change({ density })}
        />
        <Switch
          label="Single keys act"
          description="C creates, J and K move, 1 to 9 change the stage. Off: only keys with Ctrl or Cmd."
          checked={preferences.singleKeys}
          onChange={(event) => change({ singleKeys: event.currentTarget.checked })}
        />
        <Choice
          label="Lock after minutes without use"
          options={lockTimes.map((one) => ({
            ...one,
            disabled: lockMinutes(one.value, null) !== lockMinutes(one.value, lockAtMost),
          }))}
          note={
            lockAtMost === null
              ? undefined
              : `${session.organisation.name} locks after ${formats.plural(lockAtMost, 'minute', 'minutes')} at the latest.`
          }
          value={preferences.lockAfter}
          onChoose={(lockAfter) => change({ lockAfter })}
        />
        <CapturePreference />
        <KeepRunningPreference />
        <SpellingPreference />
        <div className={classes.row}>
          <span>Notifications that reach you, and quiet hours</span>
          <Button
            size="sm"
            icon="bell"
            onClick={() => {
              onClose();
              void navigate({ to: '/notifications', search: { preferences: true } });
            }}
          >
            Notifications
          </Button>
        </div>
        <Place onGo={go} to="/settings/profile" icon="user" label="Profile">
          Your name, picture, time zone and formats
        </Place>
        <Place onGo={go} to="/settings/security" icon="shield" label="Sign-in">
          Your password, second factors, and unlocking this device
        </Place>
        <Place onGo={go} to="/settings/organisation" icon="settings" label="All settings">
          {session.organisation.name}, its people and records, automation and devices
        </Place>
        <Place onGo={go} to="/bin" icon="trash" label="Bin">
          Deleted records, to be restored
        </Place>
        <div className={classes.acts}>
          <Button
            icon="lock"
            keys="mod+shift+l"
            onClick={() => {
              onClose();
              void tell(bridge.call('session.lock', null));
            }}
          >
            Lock
          </Button>
          <Button
            icon="sign-out"
            onClick={() => {
              onClose();
              void tell(bridge.call('session.signOut', null));
            }}
          >
            Sign out
          </Button>
        </div>
        <p className={classes.quiet}>
          Signing out keeps this device's encrypted file
          {session.unsent === 0 ? '' : ` and ${formats.plural(session.unsent, 'unsent change', 'unsent changes')}`} for
          your next sign-in.
        </p>
      </div>
    </Modal>
  );
}

type PagePath = '/bin' | '/settings/organisation' | '/settings/profile' | '/settings/security';

/** A page of settings: its subject, and the button that opens it. */
function Place({
  to,
  icon,
  label,
  onGo,
  children,
}: {
  readonly to: PagePath;
  readonly icon: string;
  readonly label: string;
  readonly onGo: (to: PagePath) => void;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes.row}>
      <span>{children}</span>
      <Button size="sm" icon={icon} onClick={() => onGo(to)}>
        {label}
      </Button>
    </div>
  );
}

/** A preference with a few values. */
function Choice<T extends string>({
  label,
  note,
  options,
  value,
  onChoose,
}: {
  readonly label: string;
  readonly note?: string | undefined;
  readonly options: Options<T>;
  readonly value: T;
  readonly onChoose: (value: T) => void;
}) {
  const id = useId();
  return (
    <div className={classes.row}>
      <span>
        <span id={id}>{label}</span>
        {note === undefined ? null : <span className={classes.note}>{note}</span>}
      </span>
      <SegmentedControl aria-labelledby={id} size="xs" data={[...options]} value={value} onChange={onChoose} />
    </div>
  );
}
