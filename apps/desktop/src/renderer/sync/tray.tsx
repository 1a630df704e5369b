import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useMemo, useState } from 'react';
import type { TrayEntry } from '../../bridge/contract.ts';
import { useAppPorts } from '../window/app-ports.tsx';
import { refusalText, useActs } from '../queries/use-acts.ts';
import { restoreRequest } from '../records/life-acts.ts';
import { useLive } from '../session/session-context.tsx';
import { DecisionCard } from './decision-card.tsx';
import { MendDialog } from './mend-dialog.tsx';
import { trayText } from './tray-text.ts';
import { type MendWay, useMendWays } from './use-mend-ways.ts';
import classes from './sync.module.css';

/**
 * The acts that the server refused, with the reasons (S-5). The person can correct, copy or discard each; none disappears
 * silently.
 */
export function Tray({
  entries,
  wanted,
}: {
  readonly entries: readonly TrayEntry[];
  /** The entry that a link is about. */
  readonly wanted: string | undefined;
}) {
  const formats = useFormats();
  return (
    <section aria-label="Changes that need you">
      <h2 className={classes.trayHead}>
        <span className={classes.disc} aria-hidden>
          {formats.count(entries.length)}
        </span>
        {formats.plural(entries.length, 'change needs you', 'changes need you')}
      </h2>
      {entries.map((entry) => (
        <TrayCard key={entry.id} entry={entry} isFirst={entry === entries[0]} isWanted={entry.id === wanted} />
      ))}
    </section>
  );
}

const shownReasons = 3;

function TrayCard({
  entry,
  isFirst,
  isWanted,
}: {
  readonly entry: TrayEntry;
  readonly isFirst: boolean;
  readonly isWanted: boolean;
}) {
  const { bridge, copy } = useAppPorts();
  const client = useQueryClient();
  const formats = useFormats();
  const catalogue = useLive('kinds').past; // an own field may be retired meanwhile (K-3)
  const { show } = useSnackbar();
  const { perform } = useActs();
  const [isMending, setMending] = useState(false);
  const refresh = () => void client.invalidateQueries({ queryKey: ['sync.tray'] });

  const discard = async () => {
    const answer = await bridge.call('sync.discard', { id: entry.id });
    if (!answer.ok) return show({ text: refusalText(answer), tone: 'bad' });
    refresh();
    return show({
      text: `Discarded “${entry.label}”. It is kept for 30 days`,
      onUndo: () => void bridge.call('sync.undiscard', { id: entry.id }).then(refresh),
    });
  };
  const shown = useMemo(() => entry.reasons.slice(0, shownReasons), [entry]);
  const ways = useMendWays(shown);
  const restore = (restores: MendWay['restores']) =>
    restores === undefined ? undefined : perform(restoreRequest(restores.entity, restores.record));
  const waitsForProof = entry.reasons.some(({ code }) => code === 'access/step-up-needed');
  const proveAndSend = async () => {
    const proved = await bridge.call('session.checkProof', null); // the gate asks the person if a proof is needed
    const sent = proved.ok ? await bridge.call('sync.mend', { id: entry.id, fields: {} }) : proved;
    if (!sent.ok) return show({ text: refusalText(sent), tone: 'bad' });
    refresh();
    return show({ text: `Sending “${entry.label}”` });
  };
  const copyText = async () => {
    await copy(trayText(entry, { formats, catalogue }));
    show({ text: 'Copied as text' });
  };
  return (
    <DecisionCard label={entry.label} isWanted={isWanted}>
      <h3 dir="auto">{entry.label}</h3>
      <p className={classes.faint}>
        You, {formats.instant(entry.madeAt)}. Refused {formats.instant(entry.refusedAt)}, nothing else was held up.
      </p>
      {entry.whole === null ? null : <p className={classes.reason}>{entry.whole.message}</p>}
      {shown.map((reason) => {
        const way = ways.get(reason.record);
        return (
          <div key={`${reason.record} ${reason.code}`}>
            <p className={classes.reason}>
              <strong dir="auto">{reason.title}.</strong> {reason.message}
            </p>
            {way === undefined ? null : <p dir="auto">{way.text}</p>}
            {way?.restores === undefined ? null : (
              <Button icon="undo" onClick={() => void restore(way.restores)}>
                Restore {reason.title}
              </Button>
            )}
          </div>
        );
      })}
      {entry.reasons.length > shownReasons ? (
        <p className={classes.faint}>
          and {formats.plural(entry.reasons.length - shownReasons, 'more record', 'more records')}; “Copy” has them all.
        </p>
      ) : null}
      <div className={classes.cardActs}>
        {waitsForProof ? (
          <Button variant={isFirst ? 'primary' : 'default'} icon="shield" onClick={() => void proveAndSend()}>
            Prove yourself to send
          </Button>
        ) : null}
        <Button
          variant={isFirst && !waitsForProof ? 'primary' : 'default'}
          icon="pencil"
          onClick={() => setMending(true)}
        >
          Mend
        </Button>
        <Button icon="copy" onClick={() => void copyText()}>
          Copy
        </Button>
        <span className={classes.spread} />
        <Button variant="quiet" onClick={() => void discard()}>
          Discard
        </Button>
      </div>
      <p className={classes.faint}>
        {waitsForProof ? 'It is kept as you made it, and goes on once you have shown that it is you. ' : ''}Mend opens
        it with your values filled in. Copy keeps the text. Discard can be undone for 30 days.
      </p>
      {isMending ? (
        <MendDialog
          entry={entry}
          onClose={() => setMending(false)}
          onMended={refresh}
          onCopy={() => void copyText()}
          onDiscard={() => {
            setMending(false);
            void discard();
          }}
        />
      ) : null}
    </DecisionCard>
  );
}
