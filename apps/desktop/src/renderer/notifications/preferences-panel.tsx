import { Switch, TextInput } from '@mantine/core';
import {
  channelFields,
  isSendable,
  type NoticeChannel,
  noticeChannels,
} from '@outpost/domain/kernel/notifications/notice-wishes';
import { minuteOf, timeAtMinute } from '@outpost/domain/kernel/notifications/quiet-hours';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import { type NotificationKindId, notificationKindIds } from '../../bridge/calls/notification-calls.ts';
import { useAppPorts } from '../window/app-ports.tsx';
import { ChannelPreferences, useNoticeChannels } from './channel-preferences.tsx';
import { FollowedList } from './followed-list.tsx';
import { LeftUnread, MailTimes } from './mail-preferences.tsx';
import { needingKinds, shownKinds } from './kinds/shown-kinds.ts';
import { type NotificationPreferences, preferencesOf } from './preferences.ts';
import type { MyChange } from '../places/use-my-notifications.ts';
import classes from './notifications.module.css';

type Props = {
  readonly preferences: NotificationPreferences;
  readonly change: (change: MyChange) => Promise<void>;
  readonly onClose: () => void;
};

type SentSet = (typeof channelFields)[NoticeChannel];

/** The words for the ways in which the server sends notifications. */
const shownChannels: Readonly<Record<NoticeChannel, { readonly label: string; readonly said: string }>> = {
  mail: { label: 'E-mail', said: 'sent by e-mail' },
  push: { label: 'Push', said: 'sent by push' },
  text: { label: 'Text', said: 'sent by text message' },
};

/** Whether the server sends notifications this way, as far as this computer knows. A server that cannot be asked may send all. */
function isOffered(
  channel: NoticeChannel,
  { data, problem, isOffline }: ReturnType<typeof useNoticeChannels>,
): boolean {
  if (channel === 'mail') return true;
  if (data === undefined) return isOffline || problem !== undefined;
  return channel === 'push' ? data.publicKey !== null : data.sendsTexts;
}

/** A person's preferences for notifications. Each change takes effect immediately, on all of their devices. */
export function PreferencesPanel({ preferences, change, onClose }: Props) {
  const answer = useNoticeChannels();
  const channels = noticeChannels.filter(
    (channel) => preferences.mail.wanted[channel].size > 0 || isOffered(channel, answer),
  );
  const toggle = (set: 'hidden' | 'outside' | SentSet, kind: NotificationKindId, isIn: boolean) =>
    void change({
      label: 'Changed the preferences of notifications',
      fields: (records) => {
        const { hidden, outside, mail } = preferencesOf(records);
        const { mail: mailed, push: pushed, text: texted } = mail.wanted;
        const now = new Set<string>({ hidden, outside, mailed, pushed, texted }[set]);
        if (isIn) now.add(kind);
        else now.delete(kind);
        return { [set]: [...now].sort() };
      },
    });
  return (
    <aside className={classes.preferences} aria-label="Preferences of notifications">
      <section>
        <h2>
          Your notifications
          <IconButton icon="close" label="Close the preferences" keys="escape" onClick={onClose} />
        </h2>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Here</th>
              <th scope="col">Computer</th>
              {channels.map((channel) => (
                <th key={channel} scope="col">
                  {shownChannels[channel].label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {notificationKindIds.map((kind) => (
              <tr key={kind}>
                <th scope="row">{shownKinds[kind].label}</th>
                <td>
                  <span className={classes.cell}>
                    {needingKinds.has(kind) ? (
                      'always'
                    ) : (
                      <Switch
                        size="xs"
                        aria-label={`${shownKinds[kind].label}: listed here`}
                        checked={!preferences.hidden.has(kind)}
                        onChange={(event) => toggle('hidden', kind, !event.currentTarget.checked)}
                      />
                    )}
                  </span>
                </td>
                <td>
                  <span className={classes.cell}>
                    <Switch
                      size="xs"
                      aria-label={`${shownKinds[kind].label}: shown by the computer`}
                      checked={preferences.outside.has(kind) && !preferences.hidden.has(kind)}
                      disabled={preferences.hidden.has(kind)}
                      onChange={(event) => toggle('outside', kind, event.currentTarget.checked)}
                    />
                  </span>
                </td>
                {channels.map((channel) => (
                  <td key={channel}>
                    <span className={classes.cell}>
                      {isSendable(kind) ? (
                        <Switch
                          size="xs"
                          aria-label={`${shownKinds[kind].label}: ${shownChannels[channel].said}`}
                          checked={preferences.mail.wanted[channel].has(kind)}
                          disabled={preferences.hidden.has(kind)}
                          onChange={(event) => toggle(channelFields[channel], kind, event.currentTarget.checked)}
                        />
                      ) : (
                        <span title="Your computers find these by themselves; the server does not know them.">–</span>
                      )}
                    </span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <OfThisComputer isWanted={preferences.outside.size > 0} />
      </section>
      <QuietTimes key={JSON.stringify(preferences.quiet ?? null)} preferences={preferences} change={change} />
      {preferences.mail.wanted.mail.size + preferences.mail.wanted.text.size === 0 ? null : (
        <MailTimes key={JSON.stringify(preferences.mail.rhythm)} mail={preferences.mail} change={change} />
      )}
      <ChannelPreferences answer={answer} />
      <LeftUnread mail={preferences.mail} change={change} />
      <FollowedList />
      <p className={classes.hint}>
        Your preferences and read marks apply on all of your computers. Offline, this computer still shows the
        notifications that it has.
      </p>
    </aside>
  );
}

/** Shows whether this computer shows notifications. The person allows it in the browser by a press. */
function OfThisComputer({ isWanted }: { readonly isWanted: boolean }) {
  const { outside } = useAppPorts();
  const [state, setState] = useState(() => outside.state());
  if (state === 'allowed' || !isWanted) return null;
  if (state === 'none') return <p className={classes.hint}>This computer can’t show notifications.</p>;
  if (state === 'denied')
    return (
      <p className={classes.hint}>
        This computer does not allow Outpost to show notifications. Allow them in its settings.
      </p>
    );
  return (
    <p className={classes.hint}>
      This computer has to allow it first.{' '}
      <Button size="sm" onClick={() => void outside.ask().then(setState)}>
        Allow on this computer
      </Button>
    </p>
  );
}

const textOf = (minute: number | undefined): string => (minute === undefined ? '' : timeAtMinute(minute));

/** The quiet hours: two times of day, saved together when both are set. */
function QuietTimes({ preferences: { quiet }, change }: Pick<Props, 'preferences' | 'change'>) {
  const { timeZone } = useFormats();
  const [from, setFrom] = useState(textOf(quiet?.from));
  const [until, setUntil] = useState(textOf(quiet?.until));
  const isSame = from !== '' && from === until;
  const save = (quietFrom: string | null, quietUntil: string | null) =>
    void change({ label: 'Changed the quiet hours', fields: () => ({ quietFrom, quietUntil }) });
  const left = () => {
    if (minuteOf(from) !== undefined && minuteOf(until) !== undefined && !isSame) save(from, until);
  };
  return (
    <section>
      <h2>Quiet hours</h2>
      <div className={classes.times}>
        <TextInput
          type="time"
          label="From"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
          onBlur={left}
        />
        <TextInput
          type="time"
          label="Until"
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
          onBlur={left}
        />
      </div>
      {isSame ? <p className={classes.wrong}>The quiet hours must end at another time than they begin.</p> : null}
      <p className={classes.hint}>
        Between these times ({timeZone.replaceAll('_', ' ')}) your computers show no notifications, and no e-mail, push
        or text comes at once. They are still listed here.
      </p>
      {quiet ? (
        <Button size="sm" onClick={() => save(null, null)}>
          No quiet hours
        </Button>
      ) : null}
    </section>
  );
}
