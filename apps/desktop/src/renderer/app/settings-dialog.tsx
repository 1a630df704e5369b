import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Modal, SegmentedControl, Switch } from '@mantine/core';
import { Button } from '@outpost/ui/parts/button';
import { useNavigate } from '@tanstack/react-router';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useId } from 'react';
import { useRecordList } from '../queries/record-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import { installedEntity } from '../records/entity-shape.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { useBridge } from '../window/app-ports.tsx';
import { type Preferences, usePreferences } from '../places/preferences.ts';
import classes from './settings-dialog.module.css';

type Options<T> = readonly { readonly value: T; readonly label: string }[];

const schemes: Options<Preferences['colorScheme']> = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'As the system' },
];
const densities: Options<Preferences['density']> = [
  { value: 'comfortable', label: 'Comfortable' },
  { value: 'compact', label: 'Compact' },
];

const roleEntity = installedEntity('platform/role');

/** The person's menu: this device's appearance and keys, lock and sign out. Each change takes effect at once. */
export function SettingsDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const session = useSignedIn();
  const bridge = useBridge();
  const catalogue = useCatalogue();
  const navigate = useNavigate();
  const formats = useFormats();
  const { tell } = useActs();
  const [preferences, change] = usePreferences();
  const known = useRecordList({ entity: 'platform/role', sort: [], limit: 200 }, { isOff: !isOpen }).data?.rows ?? [];
  const labels = new Map(known.map((role) => [role.fields['key'], titleOf(roleEntity, role)]));
  const roles = [...new Set(session.memberships.map(({ role }) => labels.get(role) ?? role))];
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
        <div className={classes.row}>
          <span>Fields that {session.organisation.name} has added</span>
          <Button
            size="sm"
            icon="forms"
            onClick={() => {
              onClose();
              void navigate({ to: '/settings/fields' });
            }}
          >
            Fields
          </Button>
        </div>
        <div className={classes.row}>
          <span>Packs that {session.organisation.name} has installed</span>
          <Button
            size="sm"
            icon="database"
            onClick={() => {
              onClose();
              void navigate({ to: '/settings/packs' });
            }}
          >
            Packs
          </Button>
        </div>
        {catalogue.settings.size > 0 ? (
          <div className={classes.row}>
            <span>Settings of these packs</span>
            <Button
              size="sm"
              icon="settings"
              onClick={() => {
                onClose();
                void navigate({ to: '/settings/of-packs' });
              }}
            >
              Settings of packs
            </Button>
          </div>
        ) : null}
        <div className={classes.acts}>
          <Button
            icon="lock"
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

/** A preference with a few values. */
function Choice<T extends string>({
  label,
  options,
  value,
  onChoose,
}: {
  readonly label: string;
  readonly options: Options<T>;
  readonly value: T;
  readonly onChoose: (value: T) => void;
}) {
  const id = useId();
  return (
    <div className={classes.row}>
      <span id={id}>{label}</span>
      <SegmentedControl aria-labelledby={id} size="xs" data={[...options]} value={value} onChange={onChoose} />
    </div>
  );
}
