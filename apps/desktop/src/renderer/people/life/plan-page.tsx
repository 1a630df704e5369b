import { useFormats } from '@outpost/ui/formats/formats-context';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { Button } from '@outpost/ui/parts/button';
import { type ReactNode, useState } from 'react';
import { useFromServer } from '../../session/use-from-server.ts';
import { useMayAdminister } from '../use-people.ts';
import { useSignedIn } from '../../session/session-context.tsx';
import { LifeDialog, type LifeStep } from './life-dialog.tsx';
import { PlanTable } from './plan-table.tsx';
import classes from './life.module.css';

const ownerRole = 'owner';

/**
 * The plan of the organisation with its limits, for administrators, and the ways out of it: handing the ownership over, leaving, and deleting
 * it.
 */
export function PlanPage() {
  const formats = useFormats();
  const { organisation, memberships, person } = useSignedIn();
  const isAdministrator = useMayAdminister().person;
  const isOwner = memberships.some(({ role, teamId }) => role === ownerRole && teamId === null);
  const [step, setStep] = useState<LifeStep>();
  const { data, again } = useFromServer('organisation.ending', null, { isOff: !isAdministrator });
  const ending = data?.ending;
  const onlyOwners = isOwner ? undefined : 'Only owners of the organisation may do this.';
  return (
    <>
      <SettingsBar at="/settings/plan" />
      <div className={classes.page}>
        {ending ? (
          <p role="alert" className={classes.ending}>
            <span>
              {organisation.name} will be deleted on <b>{formats.date(formats.dayOf(ending.at))}</b>. Until then
              everybody can go on working and take data along.
            </span>
            <Button size="sm" icon="undo" disabledReason={onlyOwners} onClick={() => setStep('keep')}>
              Keep it
            </Button>
          </p>
        ) : null}
        <section aria-label="Plan and limits">
          <h2>Plan and limits</h2>
          {isAdministrator ? (
            <PlanTable />
          ) : (
            <p className={classes.quiet}>
              Administrators see what {organisation.name} uses. Ask one of them if a limit stops your work.
            </p>
          )}
        </section>
        <section aria-label="Ownership">
          <h2>Ownership</h2>
          <Line
            words={
              isOwner
                ? 'You own this organisation. The person to whom you hand it over becomes its owner, and you an administrator.'
                : 'An owner can hand the organisation over to another person.'
            }
          >
            <Button icon="users" disabledReason={onlyOwners} onClick={() => setStep('transfer')}>
              Transfer ownership
            </Button>
          </Line>
          <Line words={`Leaving ends the access of ${person.email} to ${organisation.name}. Your records stay there.`}>
            <Button icon="sign-out" onClick={() => setStep('leave')}>
              Leave {organisation.name}
            </Button>
          </Line>
        </section>
        <section aria-label="Delete">
          <h2>Delete</h2>
          <Line words="Deleting waits for 30 days, in which an owner can take it back. Then everything is erased, for everybody and for ever.">
            <Button
              icon="trash"
              disabledReason={ending ? 'It is asked for already.' : onlyOwners}
              onClick={() => setStep('delete')}
            >
              Delete {organisation.name}
            </Button>
          </Line>
        </section>
      </div>
      {step === undefined ? null : (
        <LifeDialog
          step={step}
          onClose={() => {
            setStep(undefined);
            again();
          }}
        />
      )}
    </>
  );
}

function Line({ words, children }: { readonly words: string; readonly children: ReactNode }) {
  return (
    <div className={classes.line}>
      <span>{words}</span>
      {children}
    </div>
  );
}
