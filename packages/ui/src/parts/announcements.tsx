import classes from './announcements.module.css';
import type { Announcer } from './use-announcer.ts';

/** Draws the announcements of a widget: the last one for screen readers, and the notice of a refusal over the window. */
export function Announcements({ said, notice }: Pick<Announcer, 'said' | 'notice'>) {
  return (
    <>
      {notice === undefined ? null : (
        <div className={classes.notice} role="note">
          {notice}
        </div>
      )}
      <div role="status" aria-live="assertive" className="outpost-visually-hidden">
        {said}
      </div>
    </>
  );
}
