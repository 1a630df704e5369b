import { reachesConversion } from '@outpost/domain/kernel/catalogue/conversion';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { createContext, useCallback, useContext } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useCatalogue } from './use-entity.ts';

/** Opens the dialog that converts a record. The window provides it (`convert/conversion-provider.tsx`). */
export const OpenConversion = createContext<(id: string) => void>(() => {});

/** Returns the function that opens the dialog that converts a record. */
export const useOpenConversion = (): ((id: string) => void) => useContext(OpenConversion);

/**
 * Returns a function that opens the dialog if these changes would mark a record as converted. The dialog asks for the
 * new records. The function returns whether it opened it; the caller then does not make the changes itself.
 */
export function useConvertInstead(): (record: ShownRecord, changes: Readonly<Record<string, JsonValue>>) => boolean {
  const { conversions } = useCatalogue();
  const open = useOpenConversion();
  return useCallback(
    (record, changes) => {
      const conversion = conversions.get(record.entity);
      if (!conversion || !reachesConversion(conversion, record.fields, changes)) return false;
      open(record.id);
      return true;
    },
    [conversions, open],
  );
}
