import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import { useLocal } from '../queries/use-local.ts';
import { mayCreate } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useIsFirstSync, usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { type ListedStep, StepList } from './step-list.tsx';
import classes from './home.module.css';

const keptSchema = z.object({
  isHidden: z.boolean().catch(false),
  seen: z.array(z.string()).catch([]),
  /** The stop of the tour, from 0, and whether the tour is shown. */
  stop: z.number().int().min(0).catch(0),
  isOnTour: z.boolean().catch(false),
  /** The group of acts that made the example data. */
  example: z.string().nullable().catch(null),
  /** The step that was open last. */
  at: z.string().nullable().catch(null),
});
type Kept = z.infer<typeof keptSchema>;
const nothingSeen: Kept = { isHidden: false, seen: [], stop: 0, isOnTour: false, example: null, at: null };

/**
 * Returns the first steps as this person left them on this device: whether they are shown, and the steps that the
 * person has seen. Undefined while they are being read. `show` brings them back on the home page.
 */
export function useFirstSteps(): {
  readonly kept: Kept | undefined;
  readonly show: () => void;
  readonly hide: () => void;
  readonly see: (step: string) => void;
  /** `leave` keeps the stop; `end` marks the tour as seen. */
  readonly tour: {
    readonly goTo: (stop: number) => void;
    readonly leave: () => void;
    readonly end: () => void;
  };
  readonly keepExample: (group: string | null) => void;
  /** Keeps the step that is open, at which the person goes on later. */
  readonly keepPlace: (step: string) => void;
} {
  const [value, keep] = useLocal('first-steps');
  const navigate = useNavigate();
  const kept = useMemo(
    () => (value === undefined ? undefined : keptSchema.catch(nothingSeen).parse(value ?? {})),
    [value],
  );
  const put = useCallback(
    (change: (now: Kept) => Kept) => keep((now) => change(keptSchema.catch(nothingSeen).parse(now ?? {}))),
    [keep],
  );
  return {
    kept,
    show: useCallback(() => {
      put((now) => ({ ...now, isHidden: false }));
      void navigate({ to: '/' });
    }, [put, navigate]),
    hide: useCallback(() => put((now) => ({ ...now, isHidden: true })), [put]),
    see: useCallback((step) => put((now) => ({ ...now, seen: [...new Set([...now.seen, step])] })), [put]),
    tour: useMemo(
      () => ({
        goTo: (stop) => put((now) => ({ ...now, stop, isOnTour: true })),
        leave: () => put((now) => ({ ...now, isOnTour: false })),
        end: () => put((now) => ({ ...now, stop: 0, isOnTour: false, seen: [...new Set([...now.seen, 'help'])] })),
      }),
      [put],
    ),
    keepExample: useCallback((example) => put((now) => ({ ...now, example })), [put]),
    keepPlace: useCallback((at) => put((now) => ({ ...now, at })), [put]),
  };
}

/** The steps of the first run. */
export type StepId = 'organisation' | 'device' | 'packs' | 'people' | 'import' | 'help';
/**
 * Returns the steps of the first run for this person's rights. A step is done if its work is done already, or if the person
 * marked it as done.
 */
export function useSteps(): readonly ListedStep<StepId>[] {
  const { kept } = useFirstSteps();
  const isFirstSync = useIsFirstSync() === true;
  const { currency, timeZone } = useSignedIn();
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const canImport = [...catalogue.entities.values()].some(
    (entity) => !entity.name.startsWith('platform/') && mayCreate(principal, entity),
  );
  const isSeen = (id: StepId) => kept?.seen.includes(id) ?? false;
  return [
    { id: 'organisation', title: 'Organisation made', detail: `${currency}, ${timeZone}`, isDone: true },
    {
      id: 'device',
      title: 'This device is set up',
      detail: isFirstSync ? 'Records are being received. You can begin.' : 'Encrypted, and usable without a network.',
      isDone: !isFirstSync,
    },
    ...(administers(principal, entityOf(catalogue, 'platform/person'))
      ? ([
          { id: 'packs', title: 'Packs', detail: 'Records for your trade', isDone: isSeen('packs') },
          { id: 'people', title: 'People', detail: 'Your colleagues', isDone: isSeen('people') },
        ] as const)
      : []),
    ...(canImport
      ? ([
          {
            id: 'import',
            title: 'Bring your data',
            detail: 'A file, by hand, or an example',
            isDone: isSeen('import'),
          },
        ] as const)
      : []),
    { id: 'help', title: 'Look around', detail: 'A tour, and a page of help for each part', isDone: isSeen('help') },
  ];
}

/** The first steps of a person on a device: the finished ones, and the next one. The person can hide the list. */
export function FirstSteps() {
  const { kept, hide } = useFirstSteps();
  const steps = useSteps();
  const session = useSignedIn();
  const navigate = useNavigate();
  if (kept === undefined || kept.isHidden) return null;
  const done = steps.filter(({ isDone }) => isDone).length;
  const open = (step: StepId) => void navigate({ to: '/setup', search: { step } });
  return (
    <section className={classes.firstSteps} aria-labelledby="first-steps">
      <div className={classes.head}>
        <h2 id="first-steps">First steps in {session.organisation.name}</h2>
        <span className={classes.note}>
          {done} of {steps.length} done
        </span>
        <span className={classes.trailing}>
          <IconButton icon="close" label="Hide the first steps" onClick={hide} />
        </span>
      </div>
      <StepList steps={steps} onStep={open} />
      {done < steps.length ? (
        <Button icon="route" onClick={() => void navigate({ to: '/setup' })}>
          {kept.at === null ? 'Begin with the first steps' : 'Go on where you were'}
        </Button>
      ) : null}
      <p className={classes.note}>Everything can be changed later. The help brings these steps back.</p>
    </section>
  );
}
