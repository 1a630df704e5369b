import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Button } from '@outpost/ui/parts/button';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { CallOutput, ShownRecord } from '../../../bridge/contract.ts';
import { ShareDialog } from '../../record/sharing/share-dialog.tsx';
import { mayShare } from '../../record/sharing/may-share.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { useAskAgain } from '../../session/use-from-server.ts';
import dialog from '../../window/dialog.module.css';
import { Dialog } from '../../window/dialog.tsx';
import classes from './sight.module.css';

type Props = {
  readonly person: ShownRecord | undefined;
  readonly entity: Entity | undefined;
  readonly answer: CallOutput<'records.get'> | undefined;
  readonly onClose: () => void;
};

/** The ways to give access: the chosen record is shared, perhaps with an end, or a person gets a role, perhaps for a time. */
export function GiveAccessDialog({ person, entity, answer, onClose }: Props) {
  const navigate = useNavigate();
  const again = useAskAgain('access.explain', 'access.seenBy');
  const [isSharing, setSharing] = useState(false);
  const close = () => {
    again();
    onClose();
  };
  if (isSharing && entity && answer) return <ShareDialog entity={entity} answer={answer} onClose={close} />;
  const title = entity && answer ? titleOf(entity, answer.record) : undefined;
  const name = person === undefined ? undefined : textIn(person.fields['name']);
  const whyNoShare =
    title === undefined
      ? 'Choose a record first.'
      : entity && answer && mayShare(entity, answer)
        ? undefined
        : 'This record can’t be shared by you.';
  return (
    <Dialog onClose={onClose} title="Give access">
      <div className={dialog.dialog}>
        <div className={classes.way}>
          <p>
            <b>{title === undefined ? 'To one record' : `To ${title}`}</b>
            <span className={classes.line}>
              Share it with a person, without an end or until a day. The share ends by itself.
            </span>
          </p>
          <Button icon="user-plus" disabledReason={whyNoShare} onClick={() => setSharing(true)}>
            Share it
          </Button>
        </div>
        <div className={classes.way}>
          <p>
            <b>{name === undefined ? 'By a role' : `To ${name}, by a role`}</b>
            <span className={classes.line}>
              A role covers all records of its kinds, in a team or in the whole organisation. It can have an end.
            </span>
          </p>
          <Button
            icon="shield"
            onClick={() => void navigate({ to: '/settings/people', search: person ? { person: person.id } : {} })}
          >
            {name === undefined ? 'Choose a person' : 'Give a role'}
          </Button>
        </div>
        <div className={dialog.acts}>
          <Button onClick={onClose}>Close</Button>
        </div>
      </div>
    </Dialog>
  );
}
