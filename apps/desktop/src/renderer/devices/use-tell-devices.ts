import type { CallInput, CallName } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { useBridge } from '../window/app-ports.tsx';
import { useDevicesAgain } from './use-devices-again.ts';

/** The calls about one device that change its state on the server. */
type DeviceCall = Extract<CallName, 'devices.report' | 'devices.ask' | 'devices.keep' | 'devices.endTrust'>;

/** Returns a function that makes a call about a device, shows a refusal, and then requests both lists of sessions again. */
export function useTellDevices(): <N extends DeviceCall>(name: N, input: CallInput<N>) => Promise<void> {
  const bridge = useBridge();
  const again = useDevicesAgain();
  const { tell } = useActs();
  return async (name, input) => {
    await tell(bridge.call(name, input));
    again();
  };
}
