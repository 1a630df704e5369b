import { ErrorBoundary } from '@outpost/ui/states/error-boundary';
import type { ReactNode } from 'react';
import { useAppPorts } from '../window/app-ports.tsx';

/**
 * Catches an error while a screen is drawn, so that only this screen fails. Shows the fault's id with buttons to copy
 * and retry.
 */
export function ScreenBoundary({ children }: { readonly children: ReactNode }) {
  const { newFaultId, onFault } = useAppPorts();
  return (
    <ErrorBoundary makeId={newFaultId} onError={onFault} isPage>
      {children}
    </ErrorBoundary>
  );
}
