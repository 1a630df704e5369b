import { EmptyState } from '@outpost/ui/states/empty-state';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ShownRecord } from '../../../../../bridge/contract.ts';
import { useFormDraft } from '../../../../queries/use-form-draft.ts';
import { oneOf } from '../../../../records/entity-shape.ts';
import { useEntity } from '../../../../records/use-entity.ts';
import type { DialogContentProps } from '../../../../slots/pack-screens.ts';
import { useTemplates } from '../../templates/use-templates.ts';
import { stepsOf } from '../sequence-words.ts';
import { SequenceChoices } from './sequence-choices.tsx';
import { StartForm } from './start-form.tsx';
import { useNewestVersions, useSequences, useSequenceVersions } from '../use-sequences.ts';
import classes from '../sequences.module.css';

/** Chooses a sequence for the open record, and starts it with the words as the person saw them. */
export function StartSequenceDialog({ record, onClose }: DialogContentProps) {
  return record === undefined ? null : <Choice record={record} onClose={onClose} />;
}

type ChoiceProps = { readonly record: ShownRecord; readonly onClose: () => void };

function Choice({ record, onClose }: ChoiceProps) {
  const navigate = useNavigate();
  const entity = useEntity(record.entity);
  const sequences = useSequences(record.entity);
  const [chosen, setChosen] = useState<string>();
  const toSequences = () => {
    onClose();
    void navigate({ to: '/$', params: { _splat: 'settings/sequences' } });
  };
  if (sequences === undefined) return null; // takes some milliseconds
  if (sequences.length === 0)
    return (
      <EmptyState
        icon="route"
        title={`No sequence is written about a ${oneOf(entity)}`}
        add={{ label: 'Write a sequence', onPress: toSequences }}
      >
        A sequence sends messages and makes tasks one after the other, until the person answers.
      </EmptyState>
    );
  const shown = sequences.find(({ id }) => id === chosen) ?? sequences[0];
  return (
    <div className={classes.dialog}>
      <SequenceChoices sequences={sequences} chosen={shown?.id} onChoose={setChosen} />
      {shown === undefined ? null : <Chosen key={shown.id} sequence={shown} record={record} onClose={onClose} />}
    </div>
  );
}

/** Reads what the form of the chosen sequence needs: its newest steps, the words of their templates, and the draft. */
function Chosen({ sequence, record, onClose }: ChoiceProps & { readonly sequence: ShownRecord }) {
  const versions = useSequenceVersions(sequence.id);
  const steps = stepsOf(versions?.[0]);
  const templates = [
    ...new Set(
      (steps ?? []).flatMap((step) => (step.kind === 'email' || step.kind === 'letter' ? [step.template] : [])),
    ),
  ];
  const newest = useNewestVersions(templates);
  const named = useTemplates();
  const draft = useFormDraft(`start-sequence/${sequence.id}/${record.id}`);
  if (versions === undefined || newest === undefined || named === undefined || draft === undefined) return null;
  const [version] = versions;
  if (version === undefined) return <p className={classes.quiet}>This sequence has no steps yet.</p>;
  if (steps === undefined)
    return <p className={classes.quiet}>This app cannot read the steps: they may be newer than the app.</p>;
  return (
    <StartForm
      sequence={sequence}
      version={version}
      steps={steps}
      record={record}
      draft={draft}
      newest={newest}
      templates={named}
      onClose={onClose}
    />
  );
}
