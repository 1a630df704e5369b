import { organisationEntity } from '../../bridge/organisation-entity.ts';
import { administers } from '@outpost/domain/kernel/access/access';
import { unlockLimitsOf } from '@outpost/domain/kernel/access/unlock-limits';
import { sessionLimitsOf } from '@outpost/domain/kernel/access/session-limits';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { ListBesidePanel } from '@outpost/ui/frame/list-beside-panel';
import { SettingsBar } from '../settings-bar/settings-bar.tsx';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { DeviceSession } from '../../bridge/calls/identity/device-calls.ts';
import { useFromServer } from '../session/use-from-server.ts';
import { useRecordList } from '../queries/record-queries.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { DevicePanel } from './device-panel.tsx';
import { DevicesOfPeople } from './devices-of-people.tsx';
import { EndDialog, type EndedSessions } from './end-dialog.tsx';
import { HandedOverDialog } from './handed-over-dialog.tsx';
import { OwnDevices } from './own-devices.tsx';
import classes from './devices.module.css';

/** Chosen: last uses are shown in minutes. */
const devicesAgainMs = 60_000;

type Props = {
  /** An administrator sees only the devices of this person. */
  readonly person: string | undefined;
  readonly onEverybody: () => void;
  readonly onPerson: (id: string) => void;
};

/**
 * The devices on which the person is signed in, and for administrators those of the people whom they administer. The
 * server has the list, so the page says if there is no connection.
 */
export function DevicesPage({ person, onEverybody, onPerson }: Props) {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const formats = useFormats();
  const navigate = useNavigate();
  const { person: me } = useSignedIn();
  const [ending, setEnding] = useState<EndedSessions>();
  const [read, setRead] = useState<DeviceSession>();
  const [chosen, setChosen] = useState<string>();
  const { people } = catalogue;
  const isAdministrator = people !== undefined && administers(principal, entityOf(catalogue, people.person));
  const own = useFromServer('devices.own', null, { everyMs: devicesAgainMs });
  const all = useFromServer('devices.ofPeople', null, {
    everyMs: devicesAgainMs,
    isAlwaysOld: true, // the link of a mail opens a device that signed in after the home page has asked
    isOff: !isAdministrator,
  });
  const { data } = useRecordList({ entity: organisationEntity, limit: 1 });
  const { idleDays, sessionDays } = sessionLimitsOf(data?.rows[0]?.fields);
  const { offlineDays } = unlockLimitsOf(data?.rows[0]?.fields);
  const days = (count: number) => formats.plural(count, 'day', 'days');
  const shown = all.data?.sessions.find(({ id }) => id === chosen);
  const list = (
    <div className={classes.page}>
      <p className={classes.limits}>
        <span>
          A device is signed out after <b>{days(idleDays)}</b> without use. Everybody signs in again after{' '}
          <b>{days(sessionDays)}</b>.
          {offlineDays === null ? null : (
            <>
              {' '}
              A device opens offline for <b>{days(offlineDays)}</b> at most.
            </>
          )}
        </span>
        <Button size="sm" icon="settings" onClick={() => void navigate({ to: '/settings/organisation' })}>
          {isAdministrator ? 'Change the limits' : 'Organisation'}
        </Button>
      </p>
      <OwnDevices own={own} onEnd={setEnding} />
      {isAdministrator ? (
        <DevicesOfPeople
          all={all}
          me={me.id}
          person={person}
          onEverybody={onEverybody}
          onEnd={setEnding}
          chosen={shown?.id}
          onChoose={(id) => setChosen(id === chosen ? undefined : id)}
        />
      ) : null}
    </div>
  );
  const panel = shown ? (
    <DevicePanel
      session={shown}
      me={me.id}
      offlineDays={offlineDays}
      onEnd={setEnding}
      onRead={setRead}
      onPerson={onPerson}
      onClose={() => setChosen(undefined)}
    />
  ) : undefined;
  return (
    <>
      <ListBesidePanel bar={<SettingsBar at="/settings/devices" />} list={list} panel={panel} isSlim />
      {read?.wipe ? <HandedOverDialog session={read} wipe={read.wipe.id} onClose={() => setRead(undefined)} /> : null}
      {ending === undefined ? null : <EndDialog ending={ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}
