/** Runs tasks one after the other. A rejection reaches only its caller; the next task still starts. */
export type SerialQueue = <T>(work: () => Promise<T>) => Promise<T>;

/** Returns a new queue. */
export function oneAtATime(): SerialQueue {
  const last = { end: Promise.resolve<unknown>(undefined) };
  return (work) => {
    const done = last.end.then(work, work);
    last.end = done.catch(() => undefined);
    return done;
  };
}
