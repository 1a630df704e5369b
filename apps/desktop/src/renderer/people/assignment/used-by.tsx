import { allSteps } from '@outpost/domain/kernel/automation/automation-definition';
import { useNavigate } from '@tanstack/react-router';
import { automationState } from '../automations/automation-words.ts';
import { useListedAutomations } from '../automations/listed-automations.ts';
import { definitionOf } from '../automations/use-wording.ts';
import classes from './assignment.module.css';

/** ASG-7: the automations of which a step assigns by a rule, as this device has them: the live version, or the newest one of a draft. */
export function UsedBy({ rule }: { readonly rule: string }) {
  const navigate = useNavigate();
  const automations = useListedAutomations(undefined);
  if (automations === undefined) return null; // takes some milliseconds
  const using = automations.filter(({ version }) =>
    allSteps(definitionOf(version)?.steps ?? []).some((step) => step.kind === 'assign' && step.rule === rule),
  );
  return (
    <section aria-labelledby="assignment-used-by">
      <h3 id="assignment-used-by" className={classes.heading}>
        Used by
      </h3>
      {using.length === 0 ? (
        <p className={classes.quiet}>No automation assigns by this rule yet.</p>
      ) : (
        <ul className={classes.uses}>
          {using.map((automation) => (
            <li key={automation.id}>
              <button
                type="button"
                className={classes.link}
                dir="auto"
                onClick={() => void navigate({ to: '/settings/automations', search: { edit: automation.id } })}
              >
                {automation.name}
              </button>
              <span className={classes.quiet}>{automationState(automation).text}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
