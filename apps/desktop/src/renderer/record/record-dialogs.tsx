import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useNow } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { MergeDialog } from '../merging/merge-dialog.tsx';
import { NewRecordDialog } from '../records/creating/new-record-dialog.tsx';
import { type PersonRecord, type RecordAct, newRecordWishOf } from '../records/creating/record-acts.ts';
import { HistoryDialog } from './earlier/history-dialog.tsx';
import { ShareDialog } from './sharing/share-dialog.tsx';

/** The dialogs of a record: a built-in one, or the form of a quick act. */
export type RecordDialog = 'share' | 'merge' | 'history' | RecordAct;

type Props = {
  readonly dialog: RecordDialog | undefined;
  readonly entity: Entity;
  readonly answer: CallOutput<'records.get'>;
  /** To whom messages about the record go, if it names somebody. The form of a quick act waits for them. */
  readonly person: PersonRecord | undefined | 'unread';
  readonly onClose: () => void;
};

/** The dialog that is open, if any. */
export function RecordDialogs({ dialog, entity, answer, person, onClose }: Props) {
  if (dialog === undefined) return null;
  if (dialog === 'share') return <ShareDialog entity={entity} answer={answer} onClose={onClose} />;
  if (dialog === 'merge') return <MergeDialog entity={entity} answer={answer} onClose={onClose} />;
  if (dialog === 'history') return <HistoryDialog entity={entity} answer={answer} onClose={onClose} />;
  if (person === 'unread') return null;
  return <ActDialog act={dialog} entity={entity} answer={answer} person={person} onClose={onClose} />;
}

/** The form of a quick act. Its initial values stay as they were when it was opened. */
function ActDialog({
  act,
  entity,
  answer,
  person,
  onClose,
}: Omit<Props, 'dialog' | 'person'> & { readonly act: RecordAct; readonly person: PersonRecord | undefined }) {
  const now = useNow();
  const { record } = answer;
  const wish = useMemo(
    () => newRecordWishOf(act, { entity, record, person, nowMs: now() }),
    [act, entity, record, person, now],
  );
  return <NewRecordDialog wish={wish} onClose={onClose} />;
}
