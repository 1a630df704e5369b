import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { TitlePath, ViewBar } from '@outpost/ui/frame/view-bar';
import { Button } from '@outpost/ui/parts/button';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type StepId, useFirstSteps, useSteps } from '../home/first-steps.tsx';
import { StepList } from '../home/step-list.tsx';
import { useRecordList } from '../queries/record-queries.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useLive, usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { OwnPacks } from '../settings/packs-page.tsx';
import { BringData } from './bring-data.tsx';
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
  const { see, kept } = useFirstSteps();
  const navigate = useNavigate();
  const isNarrow = useNarrow();
  const at = steps.findIndex(({ id }) => id === step);
  const firstOpen = steps.findIndex(({ isDone }) => !isDone);
  const place = at >= 0 ? at : Math.max(0, firstOpen);
  const current = steps[place];
  if (kept === undefined || !current) return null; // takes some milliseconds
  const done = steps.filter(({ isDone }) => isDone).length;
  const next = steps[place + 1];
  const before = steps[place - 1];
  const goOn = () => {
    see(current.id);
    if (next) onStep(next.id);
    else void navigate({ to: '/' });
  };
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
          <h2>{current.title}</h2>
          <StepContent id={current.id} />
          <div className={classes.buttons}>
            {before ? (
              <Button icon="chevron-left" onClick={() => onStep(before.id)}>
                Back
              </Button>
            ) : null}
            {next ? <Button onClick={() => onStep(next.id)}>Skip for now</Button> : null}
            <Button variant="primary" onClick={goOn}>
              {next ? 'Done, go on' : 'Done, go home'}
            </Button>
          </div>
        </div>
      </div>
    </>
  );
}

function StepContent({ id }: { readonly id: StepId }): ReactNode {
  switch (id) {
    case 'organisation':
      return <OrganisationStep />;
    case 'device':
      return <DeviceStep />;
    case 'packs':
      return <OwnPacks />;
    case 'people':
      return <PeopleStep />;
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
  const sync = useLive('sync');
  const navigate = useNavigate();
  return (
    <section className={classes.part}>
      <p>
        Your records are in an encrypted file on this device.{' '}
        {sync?.firstSync === true
          ? 'They are being received now; you can begin already.'
          : 'They are all here, so you can work without a network.'}
      </p>
      <Button icon="cloud" onClick={() => void navigate({ to: '/sync' })}>
        See the data on this device
      </Button>
    </section>
  );
}

function PeopleStep() {
  const navigate = useNavigate();
  const formats = useFormats();
  const { data } = useRecordList({ entity: 'platform/person', limit: 200 });
  const count = data?.rows.length ?? 0;
  return (
    <section className={classes.part}>
      <p>
        {count <= 1 ? 'You work here alone so far.' : `${formats.count(count)} people work here.`} Each person has
        roles, which say what they see and change. They get a code by e-mail, or a first password that you pass on.
      </p>
      <div className={classes.buttons}>
        <Button icon="mail" onClick={() => void navigate({ to: '/settings/people', search: { invite: true } })}>
          Invite people
        </Button>
        <Button icon="user-plus" onClick={() => void navigate({ to: '/settings/people', search: { add: true } })}>
          Add a person
        </Button>
        <Button icon="users" onClick={() => void navigate({ to: '/settings/people' })}>
          All people
        </Button>
      </div>
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
