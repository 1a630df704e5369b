import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { ErrorBoundary } from '@outpost/ui/states/error-boundary';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { RefusedError } from '../queries/ask.ts';
import { useRecord } from '../queries/record-queries.ts';
import { mayCreate } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import { Dialog } from '../window/dialog.tsx';
import type { ShownDialog } from './slots-of.tsx';
import { usePackDialogs } from './use-slots.tsx';

/** Opens a dialog of a pack by its name, for a record or for none. A name that no installed pack declares opens nothing. */
type OpenDialog = (name: ShownDialog['name'], record?: string) => void;
const OpenDialogContext = createContext<OpenDialog>(() => {});
/** Returns the function that opens a dialog of a pack. */
export const useOpenDialog = (): OpenDialog => useContext(OpenDialogContext);

/** Lets every screen open the dialogs of packs, and draws the open one. It closes if the tenant removes the pack. */
export function PackDialogsProvider({ children }: { readonly children: ReactNode }) {
  const [opened, setOpened] = useState<{ readonly name: string; readonly record: string | undefined }>();
  const open = useCallback<OpenDialog>((name, record) => setOpened({ name, record }), []);
  const close = useCallback(() => setOpened(undefined), []);
  const dialog = usePackDialogs().find(({ name }) => name === opened?.name);
  if (opened && !dialog) close();
  return (
    <OpenDialogContext value={open}>
      {children}
      {opened && dialog ? <OpenedDialog dialog={dialog} recordId={opened.record} onClose={close} /> : null}
    </OpenDialogContext>
  );
}

type Opened = { readonly dialog: ShownDialog; readonly recordId: string | undefined; readonly onClose: () => void };

/**
 * The frame of a pack's dialog. A fault of its content is shown in it, so that the window stays usable. The dialog
 * closes if its record is no longer shared.
 */
function OpenedDialog({ dialog: { label, Content }, recordId, onClose }: Opened) {
  const { newFaultId, onFault } = useAppPorts();
  const { data, error } = useRecord(recordId);
  const isRefused = error instanceof RefusedError;
  useEffect(() => {
    if (isRefused) onClose();
  }, [isRefused, onClose]);
  if (isRefused || (recordId !== undefined && !data && !error)) return null; // takes some milliseconds
  return (
    <Dialog title={label} size={520} onClose={onClose}>
      <ErrorBoundary makeId={newFaultId} onError={onFault}>
        {error ? <Fault error={error} /> : null}
        <Content {...(data && recordId !== undefined ? { record: data.record } : {})} onClose={onClose} />
      </ErrorBoundary>
    </Dialog>
  );
}

/** Passes the fault of a query to the boundary around it. */
function Fault({ error }: { readonly error: Error }): never {
  throw error;
}

/**
 * Returns the dialogs offered to a person: those of the open record's kind, and with `alsoForNone` those that need no record.
 * Dialogs for records that the person may not create are left out.
 */
export function useOfferedDialogs(
  entity: Entity | undefined,
  { alsoForNone = false }: { readonly alsoForNone?: boolean } = {},
): readonly ShownDialog[] {
  const dialogs = usePackDialogs();
  const { entities } = useCatalogue();
  const principal = usePrincipal();
  return useMemo(
    () =>
      dialogs.filter(({ on, isForNone, makes }) => {
        const made = makes === undefined ? undefined : entities.get(makes);
        if (makes !== undefined && (!made || !mayCreate(principal, made))) return false;
        return on !== undefined && on === entity?.name ? true : alsoForNone && isForNone === true;
      }),
    [dialogs, entities, principal, entity, alsoForNone],
  );
}
