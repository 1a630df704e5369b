import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { ListedBeside, type StateWords } from '../../../people/listed-beside.tsx';
import { useSummary } from '../../../queries/record-queries.ts';
import { mayCreate } from '../../../records/may.ts';
import { useCatalogue } from '../../../records/use-entity.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { usePrincipal } from '../../../session/session-context.tsx';
import { SequenceDetails } from './sequence-details.tsx';
import { SequenceEditor } from './editor/sequence-editor.tsx';
import { enrolmentKind, sequenceKind, useSequences } from './use-sequences.ts';
import classes from './sequences.module.css';

/** The name of the form of a sequence that is not saved yet. */
const unsaved = 'new';

const stateOf = ({ fields: { paused, retired } }: ShownRecord): StateWords =>
  paused === true
    ? { text: 'Paused', tone: 'warn' }
    : retired === true
      ? { text: 'No longer offered', tone: 'neutral' }
      : { text: 'Offered', tone: 'good' };

/** Issue 15, screen 30: the sequences, with the records in them, and the editor of one. */
export function SequencesPage() {
  const sequences = useSequences();
  const underWay = useUnderWay();
  const { entities } = useCatalogue();
  const formats = useFormats();
  const mayWrite = mayCreate(usePrincipal(), sequenceKind);
  const [chosen, setChosen] = useState<string>();
  const [edited, setEdited] = useState<string>();
  if (sequences === undefined) return null; // takes some milliseconds
  const add = { label: 'New sequence', onPress: () => setEdited(unsaved) };
  const countOf = (id: string) => underWay?.get(id) ?? 0;
  if (edited !== undefined) {
    const sequence = sequences.find(({ id }) => id === edited);
    return (
      <>
        <ViewBar title={sequence ? titleOf(sequenceKind, sequence) : 'New sequence'} />
        <SequenceEditor
          key={edited}
          sequence={sequence}
          underWay={countOf(edited)}
          onClose={(made) => {
            if (made !== undefined) setChosen(made);
            setEdited(undefined);
          }}
        />
      </>
    );
  }
  return (
    <>
      <ViewBar title="Sequences" {...(mayWrite ? { primary: { ...add, icon: 'plus' } } : {})} />
      <div className={classes.page}>
        {sequences.length === 0 ? (
          <EmptyState icon="route" title="No sequences yet" {...(mayWrite ? { add } : {})}>
            A sequence sends messages and makes tasks one after the other, until the person answers. It starts on a
            deal, a contact or a lead, also without a network.
          </EmptyState>
        ) : (
          <ListedBeside
            label="Sequences"
            back="All sequences"
            items={sequences}
            entry={(one) => ({
              name: titleOf(sequenceKind, one),
              state: stateOf(one),
              quiet: `${entities.get(textIn(one.fields['about']))?.label.many ?? ''}, ${formats.count(countOf(one.id))} under way`,
            })}
            chosen={chosen}
            onChoose={setChosen}
          >
            {(shown) => (
              <SequenceDetails
                key={shown.id}
                sequence={shown}
                state={stateOf(shown)}
                mayWrite={mayWrite}
                onEdit={() => {
                  setChosen(shown.id);
                  setEdited(shown.id);
                }}
              />
            )}
          </ListedBeside>
        )}
      </div>
    </>
  );
}

/** Returns how many records are under way in each sequence, as far as this device has them: one question for all. */
function useUnderWay(): ReadonlyMap<unknown, number> | undefined {
  const { data } = useSummary({
    entity: enrolmentKind.name,
    where: { field: 'status', op: 'one-of', value: ['active', 'paused', 'stuck'] },
    groupBy: 'sequence',
    sums: [],
  });
  return data && new Map(data.groups.map(({ value, count }) => [value, count]));
}
