import { auditActions, isAuditAction } from '@outpost/domain/kernel/audit/audit-actions';
import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { SidePanel, SidePanelPart } from '@outpost/ui/frame/side-panel';
import classes from '../people.module.css';
import { ChangedValues } from './changed-values.tsx';
import type { ShownEntries } from './entries-table.tsx';
import { classWords, detailsOf, outcomeWords, whoOf } from './entry-words.ts';

type Props = Pick<ShownEntries, 'refs' | 'names'> & { readonly entry: AuditEntry; readonly onClose: () => void };

/** Everything that the journal says of one entry: person, event, time and place, the values, and its place in the chain. */
export function EntryPanel({ entry, refs, names, onClose }: Props) {
  const formats = useFormats();
  const { action, address, device, session, request, account, digest, hash } = entry;
  const parts: readonly (readonly [label: string, text: string | null])[] = [
    ['Who', whoOf(entry, names)],
    ['About', entry.about === null || entry.by === null ? null : (names[entry.about] ?? entry.about)],
    ['What', isAuditAction(action) ? auditActions[action].label : entry.label],
    ['When', formats.instant(entry.at)],
    ['Class', classWords[entry.class].label],
    ['Outcome', outcomeWords[entry.outcome]],
    ['Address', address],
    ['Device', device],
    ['Session', session],
    ['Request', request],
    ['Account', account === null ? null : `${account}, a hash`],
    ...detailsOf(entry),
  ];
  return (
    <SidePanel title={`No. ${formats.count(entry.n)}`} closeLabel="Close the entry" onClose={onClose}>
      <dl className={classes.entry}>
        {parts.flatMap(([label, text]) =>
          text === null
            ? []
            : [
                <div key={label}>
                  <dt>{label}</dt>
                  <dd dir="auto">{text}</dd>
                </div>,
              ],
        )}
      </dl>
      {Object.keys(entry.changed).length === 0 ? null : (
        <SidePanelPart title="Before and after">
          <ChangedValues entry={entry} refs={refs} />
        </SidePanelPart>
      )}
      {hash === '' ? null : (
        <SidePanelPart title="Its place in the chain">
          <dl className={classes.entry}>
            <div>
              <dt>Digest</dt>
              <dd className={classes.hash}>{digest}</dd>
            </div>
            <div>
              <dt>Hash</dt>
              <dd className={classes.hash}>{hash}</dd>
            </div>
          </dl>
          <p className={classes.hint}>
            Anyone can check a signed export with the server’s public keys, without Outpost.
          </p>
        </SidePanelPart>
      )}
    </SidePanel>
  );
}
