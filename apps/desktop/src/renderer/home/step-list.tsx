import { Icon } from '@outpost/ui/parts/icons';
import classes from './step-list.module.css';

/** One step of several, as a list shows it. */
export type ListedStep<Id extends string> = {
  readonly id: Id;
  readonly title: string;
  readonly detail: string;
  readonly isDone: boolean;
};

type Props<Id extends string> = {
  readonly steps: readonly ListedStep<Id>[];
  /** The step whose content is shown. Left out: none is. */
  readonly current?: Id;
  readonly onStep: (step: Id) => void;
};

/** Steps in their order, each with its number, or with a tick when it is done. */
export function StepList<Id extends string>({ steps, current, onStep }: Props<Id>) {
  return (
    <ol className={classes.steps}>
      {steps.map((step, place) => (
        <li key={step.id}>
          <button
            type="button"
            className={classes.step}
            aria-current={step.id === current ? 'step' : undefined}
            data-done={step.isDone || undefined}
            onClick={() => onStep(step.id)}
          >
            <span className={classes.sign} aria-hidden>
              {step.isDone ? <Icon name="check" size={12} /> : place + 1}
            </span>
            <span className={classes.words}>
              <span>{step.title}</span>
              <span className={classes.detail}>
                {step.isDone ? <span className="outpost-visually-hidden">Done. </span> : null}
                {step.detail}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
