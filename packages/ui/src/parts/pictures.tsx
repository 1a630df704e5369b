import { createContext, type ReactNode, useCallback, useContext, useSyncExternalStore } from 'react';

/** The small pictures of people and of the organisation, by the id of their record. An app gives them; without it there are none. */
export type Pictures = {
  /**
   * Requests a record's picture, and calls the listener when it arrives, changes or is removed. Returns the function
   * that ends the calls.
   */
  readonly follow: (id: string, listener: () => void) => () => void;
  /** Returns the address of a record's picture; undefined where there is none, or none here yet. */
  readonly read: (id: string) => string | undefined;
};

const noPictures: Pictures = { follow: () => () => undefined, read: () => undefined };
const PicturesContext = createContext(noPictures);

/** Provides the pictures to all components below. Without a value there are none yet. */
export function PicturesProvider({
  value,
  children,
}: {
  readonly value: Pictures | undefined;
  readonly children: ReactNode;
}) {
  return <PicturesContext value={value ?? noPictures}>{children}</PicturesContext>;
}

/** Returns the address of the picture of a record, as it is now; undefined where there is none. */
export function usePicture(id: string | undefined): string | undefined {
  const pictures = useContext(PicturesContext);
  const follow = useCallback(
    (listener: () => void) => (id === undefined ? () => undefined : pictures.follow(id, listener)),
    [pictures, id],
  );
  return useSyncExternalStore(follow, () => (id === undefined ? undefined : pictures.read(id)));
}
