import type { DraftStep } from '@outpost/domain/kernel/automation/draft-step';
import type { BranchPart } from '@outpost/domain/kernel/automation/draft-steps';
import { hasParts } from '@outpost/domain/kernel/automation/automation-definition';
import { Icon } from '@outpost/ui/parts/icons';
import { useEffect, useRef } from 'react';
import { partWords } from '../automation-words.ts';
import type { ChosenPlace, ListedPart } from './part-list.tsx';
import classes from './canvas.module.css';

type Props = {
  readonly steps: readonly DraftStep[];
  readonly parts: ReadonlyMap<ChosenPlace, ListedPart>;
  readonly chosen: ChosenPlace;
  readonly onChoose: (place: ChosenPlace) => void;
};

/**
 * The automation as a drawing from top to bottom. It says the same as the list of steps, which is the way by keyboard and by screen
 * reader, so it is hidden from both; a press chooses what it shows.
 */
export function StepCanvas({ steps, parts, chosen, onChoose }: Props) {
  const canvas = useRef<HTMLDivElement>(null);
  useEffect(() => {
    canvas.current?.querySelector('[data-chosen]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [chosen, steps]);
  return (
    <div
      ref={canvas}
      className={classes.canvas}
      aria-hidden
      onClick={({ target }) => {
        const place =
          target instanceof Element ? target.closest('[data-place]')?.getAttribute('data-place') : undefined;
        const part = [...parts.keys()].find((one) => one === place);
        if (part) onChoose(part);
      }}
    >
      <div className={classes.flow}>
        <Box place="trigger" parts={parts} chosen={chosen} />
        <Box place="conditions" parts={parts} chosen={chosen} />
        <Flow steps={steps} parts={parts} chosen={chosen} />
        <div className={classes.end}>End</div>
      </div>
    </div>
  );
}

type Drawn = Omit<Props, 'onChoose'>;

const Flow = ({ steps, ...drawn }: Drawn) =>
  steps.map((step) => (
    <div key={step.id} className={classes.step}>
      <Box place={`step:${step.id}`} {...drawn} />
      {hasParts(step) ? (
        <div className={classes.branch}>
          <Part part="yes" step={step} {...drawn} />
          <Part part="no" step={step} {...drawn} />
        </div>
      ) : null}
    </div>
  ));

type PartProps = Omit<Drawn, 'steps'> & {
  readonly part: BranchPart;
  readonly step: Extract<DraftStep, { readonly yes: unknown }>;
};

function Part({ part, step, ...drawn }: PartProps) {
  const place: ChosenPlace = `part:${step.id}:${part}`;
  return (
    <div className={classes.part}>
      <span className={classes.chip} data-place={place} data-chosen={drawn.chosen === place || undefined}>
        {partWords[step.kind][part]}
      </span>
      <Flow steps={step[part]} {...drawn} />
      <span className={classes.tail} />
    </div>
  );
}

function Box({ place, parts, chosen }: Omit<Drawn, 'steps'> & { readonly place: ChosenPlace }) {
  const part = parts.get(place);
  if (part === undefined) return null;
  return (
    <div
      className={classes.box}
      data-place={place}
      data-chosen={place === chosen || undefined}
      data-mark={part.mark}
      data-faulty={part.faults.length > 0 || undefined}
    >
      <span className={classes.icon}>
        <Icon name={part.icon} size={14} />
      </span>
      <span className={classes.words}>
        <b dir="auto">{part.title}</b>
        {part.faults.length > 0 ? (
          <span className={classes.fault}>{part.faults[0]}</span>
        ) : part.detail === '' ? null : (
          <span dir="auto">{part.detail}</span>
        )}
      </span>
      {part.mark === undefined ? null : <span className={classes.mark}>{part.mark}</span>}
    </div>
  );
}
