import { Button, IconButton } from '@outpost/ui/parts/button';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useFirstSteps } from '../home/first-steps.tsx';
import { useCatalogue } from '../records/use-entity.ts';
import { tourStops } from './tour-stops.ts';
import classes from './setup.module.css';

/**
 * The tour: a panel over the pages, which goes from one to the next. It can be left at any time; the page of the first steps and the
 * help lead back to the same stop. It needs no network.
 */
export function Tour() {
  const { kept, tour } = useFirstSteps();
  const catalogue = useCatalogue();
  const navigate = useNavigate();
  const stops = tourStops(catalogue);
  const place = kept?.isOnTour === true ? Math.min(kept.stop, stops.length - 1) : undefined;
  const stop = place === undefined ? undefined : stops[place];
  const heading = useRef<HTMLHeadingElement>(null);
  const panel = useRef<HTMLElement>(null);
  const to = stop?.to;
  useEffect(() => {
    if (to === undefined) return;
    void navigate({ to });
    heading.current?.focus();
  }, [to, navigate]);
  // Only while the focus is in the panel: elsewhere Escape belongs to the page.
  useEffect(() => {
    const shown = panel.current;
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape') tour.leave();
    };
    shown?.addEventListener('keydown', leave);
    return () => shown?.removeEventListener('keydown', leave);
  }, [to, tour]);
  if (place === undefined || !stop) return null;
  const isLast = place === stops.length - 1;
  return (
    <aside ref={panel} className={classes.tour} aria-label="Tour">
      <div className={classes.tourHead}>
        <h2 ref={heading} tabIndex={-1}>
          {stop.title}
        </h2>
        <span className={classes.quiet}>
          {place + 1} of {stops.length}
        </span>
        <IconButton icon="close" label="Leave the tour" onClick={tour.leave} />
      </div>
      <p>{stop.text}</p>
      <div className={classes.tourActs}>
        {place > 0 ? (
          <Button size="sm" onClick={() => tour.goTo(place - 1)}>
            Back
          </Button>
        ) : null}
        <Button size="sm" onClick={() => (isLast ? tour.end() : tour.goTo(place + 1))}>
          {isLast ? 'End the tour' : 'Next'}
        </Button>
      </div>
    </aside>
  );
}
