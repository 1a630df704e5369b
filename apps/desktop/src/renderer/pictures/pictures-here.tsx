import { PicturesProvider } from '@outpost/ui/parts/pictures';
import { type ReactNode, useEffect, useState } from 'react';
import { useBridge } from '../window/app-ports.tsx';
import { pictureStore } from './picture-store.ts';

/** Gives the screens of the signed-in person the pictures of people and of the organisation. */
export function PicturesHere({ children }: { readonly children: ReactNode }) {
  const bridge = useBridge();
  const [store, setStore] = useState<ReturnType<typeof pictureStore>>();
  useEffect(() => {
    const made = pictureStore(bridge, queueMicrotask);
    setStore(made);
    return () => made.close();
  }, [bridge]);
  // Always the same element: the screens below stay mounted when the store comes.
  return <PicturesProvider value={store}>{children}</PicturesProvider>;
}
