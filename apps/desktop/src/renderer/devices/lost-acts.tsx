import { Button } from '@outpost/ui/parts/button';
import type { ReactNode } from 'react';
import type { DeviceSession } from '../../bridge/calls/identity/device-calls.ts';
import { useTellDevices } from './use-tell-devices.ts';

type Props = {
  readonly session: DeviceSession;
  readonly whose: 'own' | 'other';
  readonly isLost: boolean;
  readonly isQuiet?: boolean;
  readonly children: ReactNode;
};

/** Reports that a device is lost, or that it is not (D-5). */
export function ReportButton({ session, whose, isLost, isQuiet = false, children }: Props) {
  const tellDevices = useTellDevices();
  return (
    <Button
      size="sm"
      variant={isQuiet ? 'quiet' : 'default'}
      onClick={() => void tellDevices('devices.report', { id: session.id, whose, isLost })}
    >
      {children}
    </Button>
  );
}

/** Asks the person of a device by mail whether it is lost, before somebody wipes it. */
export function AskFirst({ session, of }: { readonly session: DeviceSession; readonly of: string }) {
  const tellDevices = useTellDevices();
  const isWaiting = session.asked !== null && session.asked.answer === null;
  return (
    <Button size="sm" onClick={() => void tellDevices('devices.ask', { id: session.id })}>
      {isWaiting ? `Ask ${of} again` : `Ask ${of} first`}{' '}
      <span className="outpost-visually-hidden">whether {session.name} is lost</span>
    </Button>
  );
}
