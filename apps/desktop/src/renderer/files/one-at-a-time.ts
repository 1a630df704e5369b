/** Runs works one after the other. Rejections reach the caller only; the next work still starts. */
export type SerialQueue = <T>(work: () => Promise<T>) => Promise<T>;

/** Returns a lane of its own. */
export function oneAtATime(): SerialQueue {
  const last = { end: Promise.resolve<unknown>(undefined) };
  return (work) => {
    const done = last.end.then(work, work);
    last.end = done.catch(() => undefined);
    return done;
  };
}
