import { Icon } from '../parts/icons.tsx';
import classes from './stepper.module.css';

/** The steps of a long flow: the current one and those already done. */
export type StepperProps = {
  readonly steps: readonly { readonly id: string; readonly name: string }[];
  readonly current: string;
  readonly onStep?: ((id: string) => void) | undefined;
};

/** Steps in a row. The person can go back to the steps already done. */
export function Stepper({ steps, current, onStep }: StepperProps) {
  const here = steps.findIndex((step) => step.id === current);
  return (
    <ol className={classes.steps}>
      {steps.map((step, place) => {
        const state = place === here ? 'here' : place < here ? 'done' : 'ahead';
        const inside = (
          <>
            {state === 'done' ? <Icon name="check" size={14} label="Done" /> : <em>{place + 1}</em>}
            {step.name}
          </>
        );
        return (
          <li key={step.id} data-state={state} aria-current={state === 'here' ? 'step' : undefined}>
            {state === 'done' && onStep ? (
              <button type="button" className={classes.back} onClick={() => onStep(step.id)}>
                {inside}
              </button>
            ) : (
              <span>{inside}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
