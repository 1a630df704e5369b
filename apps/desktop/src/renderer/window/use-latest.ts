import { type RefObject, useRef, useState } from 'react';

/** The values of a form. */
export type LatestValues<T> = {
  /** The values that are drawn. */
  readonly values: T;
  /**
   * The values after the last change, also before React has drawn it: a form that is submitted immediately reads them.
   */
  readonly latest: Readonly<RefObject<T>>;
  /** Changes some values. Returns all of them. */
  readonly change: (next: Partial<T>) => T;
};

/** Keeps the values of a form, so that neither the next change nor the submit reads values older than the last change. */
export function useLatest<T extends object>(first: T | (() => T)): LatestValues<T> {
  const [values, setValues] = useState(first);
  const latest = useRef(values);
  return {
    values,
    latest,
    change(next) {
      latest.current = { ...latest.current, ...next };
      setValues(latest.current);
      return latest.current;
    },
  };
}
