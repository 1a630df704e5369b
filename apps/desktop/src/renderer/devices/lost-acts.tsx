import { Button } from '@outpost/ui/parts/button';
import type { ReactNode } from 'react';
import type { DeviceSession } from '../../bridge/calls/identity/device-calls.ts';
import { useActs } from '../queries/use-acts.ts';
import { useBridge } from '../window/app-ports.tsx';
import { useDevicesAgain } from './use-devices-again.ts';

type Props = {
  readonly session: DeviceSession;
  readonly whose: 'own' | 'other';
  readonly isLost: boolean;
  readonly isQuiet?: boolean;
  readonly children: ReactNode;
};

/** Reports that a device is lost, or that it is not (D-5). */
export function ReportButton({ session, whose, isLost, isQuiet = false, children }: Props) {
  const bridge = useBridge();
  const again = useDevicesAgain();
  const { tell } = useActs();
  const report = async () => {
    await tell<'devices.report'>(bridge.call('devices.report', { id: session.id, whose, isLost }));
    again();
  };
  return (
    <Button size="sm" variant={isQuiet ? 'quiet' : 'default'} onClick={() => void report()}>
      {children}
    </Button>
  );
}

/** Asks the person of a device by mail whether it is lost, before somebody wipes it. */
export function AskFirst({ session, of }: { readonly session: DeviceSession; readonly of: string }) {
  const bridge = useBridge();
  const again = useDevicesAgain();
  const { tell } = useActs();
  const isWaiting = session.asked !== null && session.asked.answer === null;
  const ask = async () => {
    await tell<'devices.ask'>(bridge.call('devices.ask', { id: session.id }));
    again();
  };
  return (
    <Button size="sm" onClick={() => void ask()}>
      {isWaiting ? `Ask ${of} again` : `Ask ${of} first`}{' '}
      <span className="outpost-visually-hidden">whether {session.name} is lost</span>
    </Button>
  );
}
