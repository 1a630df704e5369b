import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import { useRecord, useRecordList } from '../queries/record-queries.ts';
import { oneOf } from '../records/entity-shape.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';
import { BesideEffects } from '../window/effects.tsx';
import { MergeEffects, MergeForm } from './merge-form.tsx';
import { NearRecords } from '../duplicates/near-records.tsx';
import { useMerge } from './use-merge.ts';
import { useTellApart } from './use-tell-apart.ts';

const none = {};

type Props = {
  readonly entity: Entity;
  readonly answer: CallOutput<'records.get'>;
  /** The duplicate, if the person has chosen it already. */
  readonly other?: string | undefined;
  readonly onClose: () => void;
};

/** Merges the two records that a list contains. It draws nothing until they are read. */
export function MergeTwoDialog({
  list,
  ...props
}: Omit<Props, 'answer' | 'other'> & { readonly list: CallInput<'records.list'> }) {
  const [first, other] = useRecordList({ ...list, limit: 2 }).data?.rows ?? [];
  const { data } = useRecord(first?.id);
  return data && other ? <MergeDialog {...props} answer={data} other={other.id} /> : null;
}

/**
 * Merges a record with its duplicate (S-4f): first asks for the other record and proposes similar ones, then compares
 * the two.
 */
export function MergeDialog({ entity, answer, other: chosen, onClose }: Props) {
  const { record } = answer;
  const [otherId, setOther] = useState(chosen);
  const other = useRecord(otherId).data;
  const sources = useSpecSources(other?.refs ?? none);
  const found = other?.record.id === otherId ? other : undefined;
  return (
    <Dialog onClose={onClose} title={`Merge a duplicate of ${titleOf(entity, record)}`} size={found ? 960 : 'md'}>
      <div className={dialog.dialog}>
        {found ? (
          <Merging
            key={otherId}
            entity={entity}
            answers={[answer, found]}
            onBack={() => setOther(undefined)}
            onDone={onClose}
          />
        ) : (
          <>
            <FieldEditor
              spec={{
                id: 'duplicate',
                label: `The ${oneOf(entity)} that is the same`,
                kind: 'ref',
                search: async (words, signal) =>
                  (await sources.search([entity.name], words, signal)).filter(({ id }) => id !== record.id),
                nameOf: (id) => sources.nameOf(id),
              }}
              value={null}
              autoFocus
              onChange={(value) => setOther(typeof value === 'string' ? value : undefined)}
            />
            <NearRecords
              entity={entity}
              fields={record.fields}
              of={record.id}
              title="These look alike"
              act="Compare"
              onPick={setOther}
            />
          </>
        )}
      </div>
    </Dialog>
  );
}

type MergingProps = {
  readonly entity: Entity;
  readonly answers: readonly [CallOutput<'records.get'>, CallOutput<'records.get'>];
  readonly onBack: () => void;
  readonly onDone: () => void;
};

/** The comparison of two records, and its button. */
function Merging({ entity, answers, onBack, onDone }: MergingProps) {
  const merge = useMerge(entity, ...answers);
  const run = () => void merge.merge().then((isDone) => isDone && onDone());
  useShortcuts(
    merge.refusal === undefined ? [{ keys: 'mod+enter', label: 'Merge', section: 'Merge', inFields: true, run }] : [],
  );
  const { tellApart, refusal } = useTellApart(entity.name);
  const [left, right] = answers.map(({ record }) => ({ id: record.id, title: titleOf(entity, record) }));
  return (
    <>
      <BesideEffects
        form={<MergeForm entity={entity} merge={merge} />}
        effects={<MergeEffects entity={entity} merge={merge} />}
      />
      <div className={dialog.acts}>
        <Button onClick={onBack}>Choose another</Button>
        <Button
          disabledReason={refusal}
          onClick={() => {
            if (left && right) void tellApart({ left, right }, true).then((isDone) => isDone && onBack());
          }}
        >
          Not the same
        </Button>
        <Button variant="primary" keys="mod+enter" disabledReason={merge.refusal} onClick={run}>
          Merge the two
        </Button>
      </div>
    </>
  );
}
