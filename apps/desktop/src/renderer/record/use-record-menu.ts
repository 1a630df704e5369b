import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useNavigate } from '@tanstack/react-router';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import type { CallOutput, ShownRecord } from '../../bridge/contract.ts';
import { useFollowing } from '../notifications/use-following.ts';
import { usePinned } from '../places/pinned.ts';
import { useAdministersPeople } from '../records/use-administers-people.ts';
import { useOffersPersonData } from '../records/use-offers-person-data.ts';
import { mayShare } from './sharing/may-share.ts';
import { useCopyLink } from '../session/use-copy-link.ts';
import { useAppPorts } from '../window/app-ports.tsx';
import { usePageCommands } from '../window/page-commands.tsx';
import { useActs } from '../queries/use-acts.ts';
import { oneOf } from '../records/entity-shape.ts';
import { textIn } from '../records/values/shown-value.ts';
import { wayLabel } from '../records/stages/stage-move.ts';
import { isRepeated } from '../repeats/only-this-one.ts';
import { useLeaveSeries, useRepeatedDeletion } from '../repeats/repeated-changes.tsx';
import { restoreRequest } from '../records/life-acts.ts';
import { useOpenEarlier } from './earlier/use-earlier-address.ts';
import type { RecordDialog } from './record-dialogs.tsx';

type About = {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly may: CallOutput<'records.get'>['may'];
  /** Ways to stages that the record's path does not show. */
  readonly ways: CallOutput<'records.get'>['ways'];
  readonly onMove: (to: string) => void;
  readonly onDialog: (dialog: RecordDialog) => void;
  readonly onClose: () => void;
};

/** Returns a record's menu: only actions that the person may take. */
export function useRecordMenu({ entity, record, may, ways, onMove, onDialog, onClose }: About) {
  const { perform } = useActs();
  const leaveSeries = useLeaveSeries();
  const remove = useRepeatedDeletion();
  const { copy } = useAppPorts();
  const copyLink = useCopyLink();
  const { isFollowed, follow } = useFollowing(record, textIn(record.fields[entity.title]));
  const pinIt = usePinOfRecord(entity, record);
  const navigate = useNavigate();
  const offersData = useOffersPersonData(entity);
  const administersPeople = useAdministersPeople();
  const isAlive = record.life === 'alive';
  const openAt = useOpenEarlier();
  const openEarlier = () => openAt(record);
  usePageCommands([
    { id: 'as-it-was', icon: 'clock', title: `Show this ${oneOf(entity)} as it was on a date`, run: openEarlier },
  ]);
  const linkIt = () => copyLink({ kind: 'record', id: record.id });
  useShortcuts([{ keys: 'y', label: 'Copy link to this record', section: 'Record', run: linkIt }]);
  const entries = [
    ...ways.flatMap((way) => (way.why === null ? [{ id: `move ${way.to}`, label: wayLabel(way), icon: 'swap' }] : [])),
    ...(mayShare(entity, { record, may }) ? [{ id: 'share', label: 'Share with someone', icon: 'user-plus' }] : []),
    ...(isAlive && may.delete.allowed && entity.duplicates
      ? [{ id: 'merge', label: 'Merge a duplicate into it', icon: 'merge' }]
      : []),
    ...(may.update.allowed && may.delete.allowed && isRepeated(entity, record)
      ? [{ id: 'leave-series', label: 'Take it out of its series', icon: 'calendar' }]
      : []),
    ...(pinIt ? [{ id: 'pin', label: pinIt.label, icon: pinIt.icon }] : []),
    ...(isAlive && isFollowed === false ? [{ id: 'follow', label: 'Follow', icon: 'eye' }] : []),
    ...(isFollowed === true ? [{ id: 'unfollow', label: 'Stop following', icon: 'eye-off' }] : []),
    ...(isAlive && administersPeople && entity.audience !== 'own'
      ? [{ id: 'who-can-see', label: 'Who can see it', icon: 'users-group' }]
      : []),
    { id: 'history', label: 'Earlier values', icon: 'history' },
    { id: 'as-it-was', label: 'As it was on a date', icon: 'clock' },
    { id: 'link', label: 'Copy link', icon: 'link' },
    { id: 'copy', label: 'Copy its id', icon: 'copy' },
    { id: 'print', label: 'Print', icon: 'print' },
    ...(offersData ? [{ id: 'person-data', label: 'Export all data about them', icon: 'download' }] : []),
    ...(isAlive && may.delete.allowed
      ? [{ id: 'delete', label: `Delete ${oneOf(entity)}`, icon: 'trash', tone: 'bad' as const }]
      : []),
    ...(!isAlive && may.delete.allowed && record.life === 'deleted'
      ? [{ id: 'restore', label: `Restore ${oneOf(entity)}`, icon: 'undo' }]
      : []),
  ];
  const press = (id: string) => {
    if (id.startsWith('move ')) onMove(id.slice('move '.length));
    if (id === 'share' || id === 'merge' || id === 'history') onDialog(id);
    if (id === 'pin') pinIt?.run();
    if (id === 'follow' || id === 'unfollow') follow(id === 'follow');
    if (id === 'as-it-was') openEarlier();
    if (id === 'link') linkIt();
    if (id === 'copy') void copy(record.id);
    if (id === 'leave-series') leaveSeries(entity, record);
    if (id === 'print') window.print();
    if (id === 'person-data') void navigate({ to: '/settings/person-data', search: { record: record.id } });
    if (id === 'who-can-see') void navigate({ to: '/settings/who-can-see', search: { record: record.id } });
    if (id === 'restore') void perform(restoreRequest(entity, record));
    if (id === 'delete') {
      remove(entity, record);
      onClose();
    }
  };
  return { entries, press, openEarlier };
}

/**
 * Returns the act that pins a record for the person, or unpins it. The palette and a key offer it, too. Undefined for a
 * record that is not alive.
 */
function usePinOfRecord(entity: Entity, record: ShownRecord) {
  const { isPinned, toggle } = usePinned();
  const pin = { of: 'record' as const, entity: entity.name, record: record.id };
  const title = titleOf(entity, record);
  const isNow = isPinned(pin);
  const act =
    record.life === 'alive'
      ? { label: isNow ? 'Unpin' : 'Pin', icon: isNow ? 'pinned' : 'pin', run: () => toggle(pin, title) }
      : undefined;
  useShortcuts(act ? [{ keys: 'shift+p', label: 'Pin or unpin this record', section: 'Record', run: act.run }] : []);
  usePageCommands(act ? [{ id: 'pin record', icon: act.icon, title: `${act.label} ${title}`, run: act.run }] : []);
  return act;
}
