import { addDays } from '@outpost/domain/kernel/days';
import { type AuditAction, auditActions } from '@outpost/domain/kernel/audit/audit-actions';
import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { RefNames } from '../../../bridge/contract.ts';
import { whoOf } from '../../people/journal/entry-words.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import { useFromServer } from '../../session/use-from-server.ts';
import { HomeLine, NothingToShow } from '../home-section.tsx';
import { ServerSection } from './server-section.tsx';

/** Chosen: an administrator who looks once a week misses nothing. */
const days = 7;
/** Chosen: an event that needs somebody at once is known within minutes. */
const againMs = 300_000;
/** Chosen: one request. Ordinary sign-ins are among the entries. */
const limit = 300;

/** The events that an administrator should know of, the most urgent first. Ordinary sign-ins are left out. */
const told = [
  'account/locked',
  'passkey/copied',
  'organisation/suspended',
  'recovery/begun',
  'factor/removed',
  'sign-in/new-device',
  'access/refused',
  'sign-in/refused',
  'sso/refused',
  'rights/changed',
  'key/made',
  'webhook/made',
  'device/wipe-ordered',
] as const satisfies readonly AuditAction[];
const isUrgent = (action: string): boolean => told.indexOf(action as (typeof told)[number]) <= 1; // any other text is at -1

/** Events of one sort: the newest of them, and how often they happened. */
type Told = { readonly action: AuditAction; readonly newest: AuditEntry; readonly times: number };

const noEntries: readonly AuditEntry[] = [];
const titlesOf = (people: RefNames): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(people).map(([id, { title }]) => [id, title]));

/** Returns the events of each sort, in the order of `told`. `entries`: newest first. */
export const toldOf = (entries: readonly AuditEntry[]): readonly Told[] =>
  told.flatMap((action) => {
    const all = entries.filter((one) => one.action === action);
    const [newest] = all;
    return newest ? [{ action, newest, times: all.reduce((sum, { times }) => sum + times, 0) }] : [];
  });

/** The lockouts, new devices, refusals and other security events of the last days, by the journal of the server. */
export function SecurityNews() {
  const formats = useFormats();
  const now = useNowMs();
  const navigate = useNavigate();
  const from = addDays(formats.dayOf(now), 1 - days);
  const answer = useFromServer('journal.entries', { class: 'security', from, limit }, { everyMs: againMs });
  const open = () => void navigate({ to: '/settings/journal' });
  const events = useMemo(() => toldOf(answer.data?.entries ?? noEntries), [answer.data]);
  // The names of the answer are those of its time: on a new device the people come a little later.
  const people = useRefNames(useMemo(() => events.map(({ newest }) => [newest.by, newest.about]), [events]));
  return (
    <ServerSection
      title="Security"
      note={`last ${days} days`}
      answer={answer}
      all={{ words: 'The journal', onPress: open }}
    >
      {({ entries, names, next }) => {
        const known = { ...names, ...titlesOf(people) };
        return (
          <>
            {events.length === 0 ? <NothingToShow>Nothing unusual happened.</NothingToShow> : null}
            <ul>
              {events.map(({ action, newest, times }) => (
                <HomeLine
                  key={action}
                  before={<Icon name={isUrgent(action) ? 'warning' : 'shield'} size={16} />}
                  title={times === 1 ? auditActions[action].label : `${auditActions[action].label}, ${formats.count(times)} times`} // prettier-ignore
                  detail={`${times === 1 ? '' : 'Last by: '}${whoOf(newest, known)}`}
                  onPress={open}
                  trailing={formats.relative(newest.at, now)}
                />
              ))}
            </ul>
            {next !== null && entries.length >= limit ? (
              <NothingToShow>Earlier events of these days are in the journal.</NothingToShow>
            ) : null}
          </>
        );
      }}
    </ServerSection>
  );
}
