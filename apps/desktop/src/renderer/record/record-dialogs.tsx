import type { Entity } from '@outpost/domain/kernel/entity';
import type { CallOutput } from '../../bridge/contract.ts';
import { NewRecordDialog } from '../records/new-record-dialog.tsx';
import { useNow } from '@outpost/ui/formats-context';
import { MergeDialog } from './merge-dialog.tsx';
import { ShareDialog } from './share-dialog.tsx';

/** What can be opened over a record. */
export type RecordDialog = 'call' | 'meeting' | 'task' | 'email' | 'share' | 'merge';

type Props = {
  readonly dialog: RecordDialog | undefined;
  readonly entity: Entity;
  readonly answer: CallOutput<'records.get'>;
  readonly onClose: () => void;
};

/** The dialog that is open, if any. */
export function RecordDialogs({ dialog, entity, answer, onClose }: Props) {
  const now = useNow();
  const { record } = answer;
  if (dialog === undefined) return null;
  if (dialog === 'share') return <ShareDialog entity={entity} answer={answer} onClose={onClose} />;
  if (dialog === 'merge') return <MergeDialog entity={entity} record={record} onClose={onClose} />;
  const about = `${record.entity}:${record.id}`;
  if (dialog === 'task')
    return (
      <NewRecordDialog
        wish={{
          entity: 'crm/task',
          fields: { about },
          asks: ['subject', 'dueAt', 'priority', 'body'],
          title: 'Add a task',
        }}
        onClose={onClose}
      />
    );
  const happensAt = new Date(now()).toISOString();
  if (dialog === 'email') {
    const to = record.fields['email'] ?? null;
    return (
      <NewRecordDialog
        wish={{
          entity: 'crm/activity',
          fields: { about, kind: 'email', delivery: 'send', toAddress: to, happensAt },
          asks: ['toAddress', 'subject', 'body'],
          title: 'Write an e-mail',
          done: 'Send',
          note: 'It goes out once it has reached the server; until then you can undo it.',
        }}
        onClose={onClose}
      />
    );
  }
  return (
    <NewRecordDialog
      wish={{
        entity: 'crm/activity',
        fields: { about, kind: dialog, happensAt },
        asks: ['subject', 'body', 'happensAt', 'lasts', 'with'],
        title: dialog === 'call' ? 'Log a call' : 'Log a meeting',
        done: dialog === 'call' ? 'Log the call' : 'Log the meeting',
      }}
      onClose={onClose}
    />
  );
}
