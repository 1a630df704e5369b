import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { SidePanel, SidePanelPart } from '@outpost/ui/frame/side-panel';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import type { DeviceSession, DeviceWipe } from '../../bridge/calls/identity/device-calls.ts';
import { deviceStateOf, deviceStates, unsentSentence } from './device-states.ts';
import {
  askedWords,
  deviceDetails,
  heldWords,
  isSessionOpen,
  lostWords,
  stateWords,
  wipeWords,
} from './device-words.ts';
import type { EndedSessions } from './end-dialog.tsx';
import { AskFirst, ReportButton } from './lost-acts.tsx';
import { useTellDevices } from './use-tell-devices.ts';
import { lostSteps, wipeSteps } from './wipe-words.tsx';
import classes from './devices.module.css';

type Props = {
  readonly session: DeviceSession;
  readonly me: string;
  /** The days for which a device opens offline; null: without an end. */
  readonly offlineDays: number | null;
  readonly onEnd: (ending: EndedSessions) => void;
  /** Shows the changes that a wiped device handed over. */
  readonly onRead: (session: DeviceSession) => void;
  /** Shows all devices of its person. */
  readonly onPerson: (id: string) => void;
  readonly onClose: () => void;
};

const dayMs = 86_400_000;

/** The details of one device: its person, contacts, unsent acts and wipe, and the acts on it. */
export function DevicePanel(props: Props) {
  const { session, onClose } = props;
  const { wipe } = session;
  return (
    <SidePanel title={session.name} closeLabel="Close the device" onClose={onClose} foot={<PanelActs {...props} />}>
      <DeviceFacts {...props} />
      {wipe === null && session.lost !== null ? (
        <SidePanelPart title="Reported lost">
          <ol className={classes.steps}>
            {lostSteps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </SidePanelPart>
      ) : null}
      {wipe === null ? (
        <SidePanelPart title="If it is wiped">
          <ol className={classes.steps}>
            {wipeSteps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </SidePanelPart>
      ) : (
        <SidePanelPart title="Wipe">
          <WipeProgress wipe={wipe} />
        </SidePanelPart>
      )}
    </SidePanel>
  );
}

function DeviceFacts({ session, offlineDays }: Props) {
  const formats = useFormats();
  const now = useNowMs();
  const { endedAt, lastUsedAt, signedInFrom, signedInAt, endsAt, trustedUntil } = session;
  const state = deviceStateOf(session, now);
  const opensUntil = new Date(Date.parse(lastUsedAt) + (offlineDays ?? 0) * dayMs).toISOString();
  const joined = (parts: readonly (string | null)[]) => parts.filter((part) => part !== null && part !== '').join(', ');
  const facts: readonly (readonly [label: string, text: string | null])[] = [
    ['Person', session.personName ?? 'Somebody'],
    ['State', wipeWords(session) ?? stateWords(session, deviceStates[state].label)],
    ['Last contact', joined([formats.instant(lastUsedAt), deviceDetails(session)])],
    ['Reported', lostWords(session, formats) ?? null],
    ['Question', askedWords(session, formats) ?? null],
    ['Holds', heldWords(session, formats)],
    ['Unsent', unsentSentence(session, formats)],
    [
      'Opens',
      state === 'wiped' ? null : offlineDays === null ? 'offline without an end' : `offline until ${formats.instant(opensUntil)}`,
    ],
    ['Signed in', joined([formats.instant(signedInAt), signedInFrom === null ? null : `from ${signedInFrom}`])],
    [endedAt === null ? 'Ends' : 'Ended', formats.instant(endedAt ?? endsAt)],
    ['Second factor', trustedUntil === null ? null : `not asked until ${formats.instant(trustedUntil)}`],
  ]; // prettier-ignore
  return (
    <dl className={classes.facts}>
      {facts.map(([label, text]) =>
        text === null ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd dir="auto">{text}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** The steps of an ordered wipe, each with its time. */
function WipeProgress({ wipe }: { readonly wipe: DeviceWipe }) {
  const formats = useFormats();
  const steps = [
    ['Ordered', wipe.orderedAt],
    ['Received by the device', wipe.contactedAt],
    ['Unsent acts handed over', wipe.handedOverAt],
    ['Wiped', wipe.wipedAt],
  ] as const;
  return (
    <ol className={classes.progress}>
      {steps.map(([label, at]) => (
        <li key={label} data-open={at === null || undefined}>
          <Icon name={at === null ? 'clock' : 'check'} size={14} />
          <span className={classes.two}>
            <span>{label}</span>
            <span className={classes.quiet}>{at === null ? 'not yet' : formats.instant(at)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

function PanelActs({ session, me, onEnd, onRead, onPerson }: Props) {
  const { wipe, personId } = session;
  const of = session.personName ?? 'Somebody';
  const whose = personId === me ? ('own' as const) : ('other' as const);
  const canWipe = wipe === null && (isSessionOpen(session) || whose === 'other');
  const hidden = (
    <span className="outpost-visually-hidden">
      {session.name} of {of}
    </span>
  );
  return (
    <div className={classes.acts}>
      {wipe === null && isSessionOpen(session) && !session.isHere ? (
        <Button size="sm" icon="sign-out" onClick={() => onEnd({ kind: 'one', session, whose })}>
          Sign out {hidden}
        </Button>
      ) : null}
      {canWipe ? (
        <Button size="sm" icon="trash" onClick={() => onEnd({ kind: 'one', session, whose, isLost: true })}>
          Wipe {hidden}
        </Button>
      ) : null}
      {wipe === null && !session.isHere ? (
        <ReportButton session={session} whose={whose} isLost={session.lost === null}>
          {session.lost === null ? 'Report lost' : 'Not lost'} {hidden}
        </ReportButton>
      ) : null}
      {wipe === null && whose === 'other' ? <AskFirst session={session} of={of} /> : null}
      {wipe !== null && wipe.contactedAt === null ? <TakeBack session={session} wipe={wipe} of={of} /> : null}
      {wipe !== null && wipe.handedOverAt !== null && wipe.acts > 0 ? (
        <Button size="sm" onClick={() => onRead(session)}>
          {wipe.acts} handed over{' '}
          <span className="outpost-visually-hidden">
            by {session.name} of {of}
          </span>
        </Button>
      ) : null}
      <Button size="sm" variant="quiet" onClick={() => onPerson(personId)}>
        All devices of {of}
      </Button>
    </div>
  );
}

/** Withdraws the order to wipe a device that has not received it. */
function TakeBack({
  session,
  wipe,
  of,
}: {
  readonly session: DeviceSession;
  readonly wipe: DeviceWipe;
  readonly of: string;
}) {
  const tellDevices = useTellDevices();
  return (
    <Button size="sm" onClick={() => void tellDevices('devices.keep', { id: wipe.id })}>
      Take back
      <span className="outpost-visually-hidden">
        {' '}
        the order to wipe {session.name} of {of}
      </span>
    </Button>
  );
}
