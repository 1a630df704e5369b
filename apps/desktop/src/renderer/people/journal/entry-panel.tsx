import { auditActions, isAuditAction } from '@outpost/domain/kernel/audit/audit-actions';
import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { SidePanel, SidePanelPart } from '@outpost/ui/frame/side-panel';
import { IconButton } from '@outpost/ui/parts/button';
import classes from '../people.module.css';
import { ChainLinks, CopyValue } from './chain-links.tsx';
import { ChangedValues } from './changed-values.tsx';
import type { ShownEntries } from './entries-table.tsx';
import { classWords, detailsOf, outcomeWords, whoOf } from './entry-words.ts';

type Props = Pick<ShownEntries, 'refs' | 'names'> & {
  readonly entry: AuditEntry;
  /** Shows the next entry of the list, or the one before. */
  readonly onStep: (by: 1 | -1) => void;
  readonly onClose: () => void;
};

/** Everything that the journal says of one entry: person, event, time and place, the values, and its place in the chain. */
export function EntryPanel({ entry, refs, names, onStep, onClose }: Props) {
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
    <SidePanel
      title={`No. ${formats.count(entry.n)}`}
      closeLabel="Close the entry"
      onClose={onClose}
      headActs={
        <>
          <IconButton icon="chevron-up" label="Entry before" keys="k" onClick={() => onStep(-1)} />
          <IconButton icon="chevron-down" label="Next entry" keys="j" onClick={() => onStep(1)} />
        </>
      }
    >
      <dl className={classes.entry}>
        {parts.flatMap(([label, text]) =>
          text === null
            ? []
            : [
                <div key={label}>
                  <dt>{label}</dt>
                  <dd dir="auto">
                    {text}
                    {label === 'Request' ? <CopyValue what="Request" value={text} /> : null}
                  </dd>
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
          <ChainLinks n={entry.n} />
          <dl className={classes.entry}>
            {[['Digest', digest] as const, ['Hash', hash] as const].map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>
                  <span className={classes.hash}>{value}</span> <CopyValue what={label} value={value} />
                </dd>
              </div>
            ))}
          </dl>
          <p className={classes.hint}>
            Anyone can check a signed export with the server’s public keys, without Outpost.
          </p>
        </SidePanelPart>
      )}
    </SidePanel>
  );
}
