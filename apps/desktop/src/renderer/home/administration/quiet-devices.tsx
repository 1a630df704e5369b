import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import type { DeviceSession } from '../../../bridge/calls/identity/device-calls.ts';
import { iconOf, isSessionOpen, wipeAt, wipeWords } from '../../devices/device-words.ts';
import { useFromServer } from '../../session/use-from-server.ts';
import { HomeLine, NothingToShow } from '../home-section.tsx';
import { MoreLines, mostLines, ServerSection } from './server-section.tsx';
import classes from '../home.module.css';

/** Chosen: a holiday is shorter. A device that was silent for longer may be lost, or hold changes that nobody else has. */
const quietDays = 14;
const dayMs = 86_400_000;
/** Chosen: as often as the page of devices. */
const againMs = 60_000;

/** The changes that a wiped device handed over and nobody has applied. */
const leftOver = ({ wipe }: DeviceSession): number =>
  wipe === null || wipe.handedOverAt === null ? 0 : Math.max(0, wipe.acts - wipe.applied);

const isBeingWiped = ({ wipe }: DeviceSession): boolean => wipe !== null && wipe.wipedAt === null;

/** The devices that had no contact for long, those that are to be wiped, and the changes that wiped ones handed over. */
export function QuietDevices() {
  const formats = useFormats();
  const now = useNowMs();
  const navigate = useNavigate();
  const answer = useFromServer('devices.ofPeople', null, { everyMs: againMs });
  const open = (person?: string) => void navigate({ to: '/settings/devices', search: person === undefined ? {} : { person } }); // prettier-ignore
  const isQuiet = (one: DeviceSession) => isSessionOpen(one) && now - Date.parse(one.lastUsedAt) > quietDays * dayMs;
  const ofPerson = ({ personName, name }: DeviceSession) => `${personName ?? 'Somebody who is gone'}, ${name}`;
  return (
    <ServerSection
      title="Devices"
      note={`no contact for ${quietDays} days or more, or to be wiped`}
      answer={answer}
      all={{ words: 'All devices', onPress: () => open() }}
    >
      {({ sessions }) => {
        const wiped = sessions.filter((one) => isBeingWiped(one) || leftOver(one) > 0);
        const quiet = sessions
          .filter((one) => isQuiet(one) && !wiped.includes(one))
          .toSorted((a, b) => a.lastUsedAt.localeCompare(b.lastUsedAt));
        return (
          <>
            {wiped.length + quiet.length === 0 ? (
              <NothingToShow>Every device had contact in the last {quietDays} days.</NothingToShow>
            ) : null}
            <ul>
              {wiped.map((one) => (
                <HomeLine
                  key={one.id}
                  before={<Icon name={iconOf(one)} />}
                  title={ofPerson(one)}
                  detail={
                    leftOver(one) > 0
                      ? `Handed over ${formats.plural(leftOver(one), 'change', 'changes')} that nobody has applied`
                      : wipeWords(one)
                  }
                  onPress={() => open(one.personId)}
                  trailing={one.wipe === null ? undefined : formats.relative(wipeAt(one.wipe), now)}
                />
              ))}
              {quiet.slice(0, mostLines).map((one) => (
                <HomeLine
                  key={one.id}
                  before={<Icon name={iconOf(one)} />}
                  title={ofPerson(one)}
                  detail={`last contact ${formats.date(formats.dayOf(one.lastUsedAt))}`}
                  onPress={() => open(one.personId)}
                  trailing={<span className={classes.warn}>{formats.relative(one.lastUsedAt, now)}</span>}
                />
              ))}
            </ul>
            <MoreLines count={quiet.length} words={{ one: 'device had no contact', many: 'devices had no contact' }} />
          </>
        );
      }}
    </ServerSection>
  );
}
