import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import { useLocal } from '../queries/use-local.ts';
import { mayCreate } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useLive, usePrincipal, useSignedIn } from '../session/session-context.tsx';
import classes from './home.module.css';

const keptSchema = z.object({ isHidden: z.boolean().catch(false), seen: z.array(z.string()).catch([]) });
type Kept = z.infer<typeof keptSchema>;
const nothingSeen: Kept = { isHidden: false, seen: [] };

/**
 * Returns the first steps as this person left them on this device: whether they are in sight, and which were seen. Undefined while
 * they are being read. `show` brings them back on the home page.
 */
export function useFirstSteps(): {
  readonly kept: Kept | undefined;
  readonly show: () => void;
  readonly hide: () => void;
  readonly see: (step: string) => void;
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
  };
}

type Step = {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** Done without the person, or seen by them. */
  readonly isDone?: boolean;
  readonly to?: '/settings/packs' | '/settings/people' | '/import' | '/help';
};

/** The first steps of a person on a device: what is set up already, and where to go on. They hide them when they like. */
export function FirstSteps() {
  const { kept, hide, see } = useFirstSteps();
  const sync = useLive('sync');
  const session = useSignedIn();
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const navigate = useNavigate();
  if (kept === undefined || kept.isHidden) return null;
  const canImport = [...catalogue.entities.values()].some(
    (entity) => !entity.name.startsWith('platform/') && mayCreate(principal, entity),
  );
  const steps: readonly Step[] = [
    { id: 'device', title: 'This device is set up', detail: 'Your records are in an encrypted file.', isDone: true },
    {
      id: 'sync',
      title: 'Records are on this device',
      detail: sync?.firstSync === true ? 'They are being received. You can begin.' : 'You can work without a network.',
      isDone: sync?.firstSync !== true,
    },
    ...(administers(principal, entityOf(catalogue, 'platform/person'))
      ? [
          { id: 'packs', title: 'Packs', detail: 'What your trade needs', to: '/settings/packs' } as const,
          { id: 'people', title: 'People', detail: 'Who works with you', to: '/settings/people' } as const,
        ]
      : []),
    ...(canImport
      ? [{ id: 'import', title: 'Bring your data', detail: 'A file or another system', to: '/import' } as const]
      : []),
    { id: 'help', title: 'Look around', detail: 'Lists, keys, undo: a page each', to: '/help' },
  ];
  const isDone = ({ id, isDone: already }: Step) => already === true || kept.seen.includes(id);
  const done = steps.filter(isDone).length;
  const open = ({ id, to }: Step) => {
    see(id);
    if (to !== undefined) void navigate({ to });
  };
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
      <ol>
        {steps.map((step, place) => (
          <li key={step.id} data-done={isDone(step) || undefined}>
            <span className={classes.stepSign} aria-hidden>
              {isDone(step) ? <Icon name="check" size={12} /> : place + 1}
            </span>
            <span className={classes.words}>
              {step.to === undefined ? (
                step.title
              ) : (
                <button type="button" className={classes.stepLink} onClick={() => open(step)}>
                  {step.title}
                </button>
              )}
              <span className={classes.note}>
                {isDone(step) ? <span className="outpost-visually-hidden">Done. </span> : null}
                {step.detail}
              </span>
            </span>
          </li>
        ))}
      </ol>
      <p className={classes.note}>Everything can be changed later. The help brings these steps back.</p>
    </section>
  );
}
