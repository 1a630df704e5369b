import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Button } from '@outpost/ui/parts/button';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useState } from 'react';
import { Dialog } from '../window/dialog.tsx';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useRecord } from '../queries/record-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import { oneOf } from '../records/entity-shape.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import dialog from '../window/dialog.module.css';
import { mergeRequest, takenFrom } from '../records/life-acts.ts';

const none = {};

/** Merges two records of the same thing. It first shows which values are taken over (S-4f). */
export function MergeDialog({
  entity,
  record,
  onClose,
}: {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly onClose: () => void;
}) {
  const [other, setOther] = useState<string>();
  const found = useRecord(other).data;
  const sources = useSpecSources(found?.refs ?? none);
  const { perform } = useActs();
  const duplicate = found?.record.id === other ? found?.record : undefined;
  const taken = duplicate
    ? Object.keys(takenFrom(entity, record, duplicate)).map((name) => entity.fields[name]?.label ?? name)
    : [];
  return (
    <Dialog onClose={onClose} title={`Merge a duplicate into ${titleOf(entity, record)}`} size="md">
      <div className={dialog.dialog}>
        <FieldEditor
          spec={{
            id: 'duplicate',
            label: `The ${oneOf(entity)} that is the same`,
            kind: 'ref',
            search: async (words, signal) =>
              (await sources.search([entity.name], words, signal)).filter(({ id }) => id !== record.id),
            nameOf: (id) =>
              sources.nameOf(id) ?? (duplicate && id === duplicate.id ? titleOf(entity, duplicate) : undefined),
          }}
          value={other ?? null}
          autoFocus
          onChange={(value) => setOther(typeof value === 'string' ? value : undefined)}
        />
        {duplicate ? (
          <p className={dialog.quiet}>
            {titleOf(entity, duplicate)} goes; all that names it will name {titleOf(entity, record)}.{' '}
            {taken.length === 0
              ? 'No value is taken over: whatever is empty here is empty there too.'
              : `Taken over, because empty here: ${taken.join(', ')}.`}{' '}
            One undo takes it all back.
          </p>
        ) : null}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!duplicate}
            onClick={() => {
              if (duplicate) void perform(mergeRequest(entity, record, duplicate));
              onClose();
            }}
          >
            Merge
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
