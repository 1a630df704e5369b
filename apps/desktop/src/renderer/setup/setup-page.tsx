import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { TitlePath, ViewBar } from '@outpost/ui/frame/view-bar';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button } from '@outpost/ui/parts/button';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { type StepId, useFirstSteps, useSteps } from '../home/first-steps.tsx';
import { StepList } from '../home/step-list.tsx';
import { useCatalogue } from '../records/use-entity.ts';
import { useIsFirstSync, usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { OwnPacks } from '../settings/packs-page.tsx';
import { BringData } from './bring-data.tsx';
import { InviteStep } from './invite-step.tsx';
import { tourStops } from './tour-stops.ts';
import classes from './setup.module.css';

/**
 * The first run (screen 24): the steps, the finished ones marked, and the content of one of them. It can be left at
 * any time, is found again on the home page and in the help, and needs no network.
 */
export function SetupPage({
  step,
  onStep,
}: {
  readonly step: string | undefined;
  readonly onStep: (step: string) => void;
}) {
  const session = useSignedIn();
  const steps = useSteps();
  const { see, kept, keepPlace } = useFirstSteps();
  const navigate = useNavigate();
  const isNarrow = useNarrow();
  const placeOf = (wanted: string | null | undefined) => steps.findIndex(({ id }) => id === wanted);
  const firstOpen = steps.findIndex(({ isDone }) => !isDone);
  const place = [placeOf(step), placeOf(kept?.at), firstOpen, 0].find((one) => one >= 0) ?? 0;
  const current = steps[place];
  /** The step that the person has chosen: they go on there later. */
  const chosen = kept !== undefined && placeOf(step) >= 0 ? step : undefined;
  useEffect(() => {
    if (chosen !== undefined) keepPlace(chosen);
  }, [chosen, keepPlace]);
  if (kept === undefined || !current) return null; // takes some milliseconds
  const done = steps.filter(({ isDone }) => isDone).length;
  const next = steps[place + 1];
  const before = steps[place - 1];
  const goOn = () => {
    see(current.id);
    if (next) onStep(next.id);
    else void navigate({ to: '/' });
  };
  const buttons = (primary: ReactNode) => (
    <div className={classes.buttons}>
      {before ? (
        <Button icon="chevron-left" onClick={() => onStep(before.id)}>
          Back
        </Button>
      ) : null}
      {next ? <Button onClick={() => onStep(next.id)}>Skip for now</Button> : null}
      {primary}
    </div>
  );
  return (
    <>
      <ViewBar
        title={<TitlePath steps={[{ id: 'setup', name: `Set up ${session.organisation.name}` }]} />}
        summary={`${done} of ${steps.length} done. Everything here can be changed later.`}
        secondary={
          <Button onClick={() => void navigate({ to: '/' })}>
            {isNarrow ? 'Leave' : 'Leave, come back from Home'}
          </Button>
        }
      />
      <div className={classes.setup}>
        <nav className={classes.steps} aria-label="Getting started">
          <h2>Getting started</h2>
          <progress max={steps.length} value={done} aria-label="Steps that are done" />
          <StepList steps={steps} current={current.id} onStep={onStep} />
          <p className={classes.quiet}>All steps work without a network. Your changes are sent when there is one.</p>
        </nav>
        <div className={classes.content}>
          <StepTitle step={current.id}>{current.title}</StepTitle>
          {current.id === 'people' ? (
            <InviteStep onDone={goOn} buttons={buttons} />
          ) : (
            <>
              <StepContent id={current.id} />
              {buttons(<GoOn label={next ? 'Done, go on' : 'Done, go home'} onGo={goOn} />)}
            </>
          )}
        </div>
      </div>
    </>
  );
}

/** The title of a step. It takes the focus when another step follows, so that a screen reader reads the new one. */
function StepTitle({ step, children }: { readonly step: StepId; readonly children: string }) {
  const title = useRef<HTMLHeadingElement>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current !== step) title.current?.focus();
    before.current = step;
  }, [step]);
  return (
    <h2 ref={title} tabIndex={-1}>
      {children}
    </h2>
  );
}

/** The primary button of a step, with its key. */
function GoOn({ label, onGo }: { readonly label: string; readonly onGo: () => void }) {
  useShortcuts([{ keys: 'mod+enter', label, section: 'First steps', inFields: true, run: onGo }]);
  return (
    <Button variant="primary" keys="mod+enter" onClick={onGo}>
      {label}
    </Button>
  );
}

function StepContent({ id }: { readonly id: Exclude<StepId, 'people'> }): ReactNode {
  switch (id) {
    case 'organisation':
      return <OrganisationStep />;
    case 'device':
      return <DeviceStep />;
    case 'packs':
      return <OwnPacks />;
    case 'import':
      return <BringData />;
    case 'help':
      return <TourStep />;
  }
}

function OrganisationStep() {
  const { organisation, currency, timeZone } = useSignedIn();
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const navigate = useNavigate();
  const mayChange = administers(principal, entityOf(catalogue, 'platform/organisation'));
  return (
    <section className={classes.part}>
      <p>
        {organisation.name} counts in {currency}, and its days are those of {timeZone.replaceAll('_', ' ')}.
      </p>
      <Button icon="building" onClick={() => void navigate({ to: '/settings/organisation' })}>
        {mayChange ? 'Change name, currency and time zone' : 'See the settings of the organisation'}
      </Button>
    </section>
  );
}

function DeviceStep() {
  const isFirstSync = useIsFirstSync();
  const navigate = useNavigate();
  return (
    <section className={classes.part}>
      <p>
        Your records are in an encrypted file on this device.{' '}
        {isFirstSync === true
          ? 'They are being received now; you can begin already.'
          : 'They are all here, so you can work without a network.'}
      </p>
      <Button icon="cloud" onClick={() => void navigate({ to: '/sync' })}>
        See the data on this device
      </Button>
    </section>
  );
}

function TourStep() {
  const { kept, tour } = useFirstSteps();
  const catalogue = useCatalogue();
  const navigate = useNavigate();
  const stops = tourStops(catalogue);
  const isBegun = (kept?.stop ?? 0) > 0;
  return (
    <section className={classes.part}>
      <p>
        A tour of {stops.length} stops: {stops.map(({ title }) => title.toLowerCase()).join(', ')}. You can leave it at
        any stop and come back here.
      </p>
      <div className={classes.buttons}>
        <Button icon="route" onClick={() => tour.goTo(kept?.stop ?? 0)}>
          {isBegun ? `Go on with the tour, stop ${Math.min((kept?.stop ?? 0) + 1, stops.length)}` : 'Begin the tour'}
        </Button>
        {isBegun ? <Button onClick={() => tour.goTo(0)}>From the beginning</Button> : null}
        <Button icon="help" onClick={() => void navigate({ to: '/help' })}>
          Read the help
        </Button>
      </div>
    </section>
  );
}
