import { useFormats } from '@outpost/ui/formats/formats-context';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ShownRecord } from '../../../../../bridge/contract.ts';
import { manyOf, oneOf } from '../../../../records/entity-shape.ts';
import { textIn } from '../../../../records/values/shown-value.ts';
import type { ManyActProps } from '../../../../slots/pack-screens.ts';
import { useTemplates } from '../../templates/use-templates.ts';
import { stepsOf } from '../sequence-words.ts';
import { SequenceChoices } from '../start/sequence-choices.tsx';
import { useNewestVersions, useSequences, useSequenceVersions } from '../use-sequences.ts';
import { mostStarted } from './read-enrolment-ground.ts';
import { StartManyForm } from './start-many-form.tsx';
import classes from '../sequences.module.css';

/** Chooses a sequence for the selected records, shows what would happen to each of them, and starts it on them (SEQ-9). */
export function StartManyDialog(props: ManyActProps) {
  const { entity, count, onClose } = props;
  const formats = useFormats();
  const navigate = useNavigate();
  const all = useSequences(entity.name);
  const [chosen, setChosen] = useState<string>();
  if (all === undefined) return null; // takes some milliseconds
  const offered = all.filter(({ fields }) => fields['paused'] !== true);
  if (offered.length === 0)
    return (
      <EmptyState
        icon="route"
        title={all.length === 0 ? `No sequence is written about a ${oneOf(entity)}` : 'All sequences are paused'}
        add={{
          label: all.length === 0 ? 'Write a sequence' : 'Go to the sequences',
          onPress: () => {
            onClose();
            void navigate({ to: '/$', params: { _splat: 'settings/sequences' } });
          },
        }}
      >
        {all.length === 0
          ? 'A sequence sends messages and makes tasks one after the other, until the person answers.'
          : 'A paused sequence is not started on many records at once. Let it go on first.'}
      </EmptyState>
    );
  const shown = offered.find(({ id }) => id === chosen) ?? offered[0];
  return (
    <div className={classes.dialog}>
      <SequenceChoices sequences={offered} chosen={shown?.id} onChoose={setChosen} />
      {count > mostStarted ? (
        <p className={classes.note} role="alert">
          <span>
            {formats.count(count)} {manyOf(entity)} are selected. A sequence starts on at most{' '}
            {formats.count(mostStarted)} at once: this device writes the words of every message now, so that you can
            look through them. Select fewer, or filter the list.
          </span>
        </p>
      ) : shown === undefined ? null : (
        <Chosen key={shown.id} sequence={shown} {...props} />
      )}
    </div>
  );
}

/** Reads the newest steps of the chosen sequence and the words of their templates. */
function Chosen({ sequence, ...props }: ManyActProps & { readonly sequence: ShownRecord }) {
  const versions = useSequenceVersions(sequence.id);
  const steps = stepsOf(versions?.[0]);
  const templates = [
    ...new Set(
      (steps ?? []).flatMap((step) => (step.kind === 'email' || step.kind === 'letter' ? [step.template] : [])),
    ),
  ];
  const newest = useNewestVersions(templates);
  const named = useTemplates();
  if (versions === undefined || newest === undefined || named === undefined) return null;
  const [version] = versions;
  if (version === undefined) return <p className={classes.quiet}>This sequence has no steps yet.</p>;
  if (steps === undefined)
    return <p className={classes.quiet}>This app cannot read the steps: they may be newer than the app.</p>;
  const templateOf = (id: string) => {
    const found = named.find((one) => one.id === id);
    return found && textIn(found.fields['name']);
  };
  return <StartManyForm {...props} {...{ sequence, version, steps, newest, templateOf }} />;
}
