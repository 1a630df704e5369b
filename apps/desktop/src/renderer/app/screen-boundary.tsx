import { ErrorBoundary } from '@outpost/ui/states/error-boundary';
import type { ReactNode } from 'react';
import { useAppPorts } from '../window/app-ports.tsx';

/** A fault in drawing costs its screen, not the window: shown by its id, with copy and retry. */
export function ScreenBoundary({ children }: { readonly children: ReactNode }) {
  const { newFaultId, onFault } = useAppPorts();
  return (
    <ErrorBoundary makeId={newFaultId} onError={onFault}>
      {children}
    </ErrorBoundary>
  );
}
