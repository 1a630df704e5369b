import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { NewRecordDialog, type NewRecordWish } from './new-record-dialog.tsx';

const NewRecordContext = createContext<(wish: NewRecordWish) => void>(() => {});

/** Lets every screen open the dialog that creates a record. */
export function NewRecordProvider({ children }: { readonly children: ReactNode }) {
  const [wish, setWish] = useState<NewRecordWish>();
  const ask = useCallback((next: NewRecordWish) => setWish(next), []);
  return (
    <NewRecordContext value={ask}>
      {children}
      {wish === undefined ? null : <NewRecordDialog wish={wish} onClose={() => setWish(undefined)} />}
    </NewRecordContext>
  );
}

/** Returns the function that opens the dialog for a new record. */
export const useNewRecord = (): ((wish: NewRecordWish) => void) => useContext(NewRecordContext);
