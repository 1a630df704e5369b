import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { mergedInto, type Life } from '@outpost/domain/kernel/entities/record';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Button } from '@outpost/ui/parts/button';
import { DeletedState } from '@outpost/ui/states/deleted-state';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { StateBlock } from '@outpost/ui/states/state-block';
import type { ReactNode } from 'react';
import type { CallOutput, RefNames, ShownRecord } from '../../bridge/contract.ts';
import { useOpenRecord } from '../window/use-open-record.ts';
import { useActs } from '../queries/use-acts.ts';
import { oneOf } from '../records/entity-shape.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { restoreRequest } from '../records/life-acts.ts';
import classes from './record.module.css';

/**
 * Shown for a record that this device does not have. It is deleted or no longer shared, and the two cases look the same
 * . `act`: a button before the one that leads back.
 */
export function RecordGone({
  children,
  isPage,
  act,
  onClose,
}: {
  readonly children: ReactNode;
  /** Whether nothing else is on the page. */
  readonly isPage: boolean;
  readonly act?: ReactNode;
  readonly onClose: () => void;
}) {
  return (
    <div className={classes.gone}>
      <StateBlock
        isPage={isPage}
        icon="lock"
        title="This record isn't here"
        actions={
          <>
            {act}
            <Button onClick={onClose}>Back</Button>
          </>
        }
      >
        {children} It may have been deleted for good, or is no longer shared with you. Its owner or an administrator can
        tell.
      </StateBlock>
    </div>
  );
}

type Props = {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly refs: RefNames;
  readonly may: CallOutput<'records.get'>['may'];
};

/**
 * A notice above a record. It says that the record was deleted, or was merged into another (with a link to that one),
 * or why the person may not edit it.
 */
export function RecordNotice({ entity, record, refs, may }: Props) {
  const { perform } = useActs();
  const formats = useFormats();
  const open = useOpenRecord();
  const { person } = useSignedIn();
  const survivor = mergedInto(record.life as Life); // the replica writes no other values
  const names = useRefNames(survivor); // the record's own answer has names only for its fields' references, and the survivor is none of them
  if (survivor !== undefined) {
    return (
      <p className={classes.notice}>
        This {oneOf(entity)} was merged into{' '}
        <button type="button" className={classes.link} onClick={() => open(survivor)}>
          {names[survivor]?.title ?? 'another'}
        </button>
        .
      </p>
    );
  }
  if (record.life !== 'alive') {
    const by = record.updatedBy === person.id ? 'You' : (refs[record.updatedBy]?.title ?? 'Someone');
    return (
      <DeletedState
        title={`${by} deleted this ${oneOf(entity)}`}
        {...(may.delete.allowed
          ? {
              onRestore: () => void perform(restoreRequest(entity, record)),
              restoreLabel: `Restore ${titleOf(entity, record)}`,
            }
          : {})}
      >
        Deleted {formats.instant(record.updatedAt)}. It can be restored for 180 days.
        {may.delete.allowed ? '' : ` ${may.delete.why}`}
      </DeletedState>
    );
  }
  return may.update.allowed ? null : <p className={classes.notice}>{may.update.why}</p>;
}
