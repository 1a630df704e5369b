import { useAskAgain } from '../session/use-from-server.ts';

/** Returns a function that requests both lists of sessions again. */
export const useDevicesAgain = (): (() => void) => useAskAgain('devices.own', 'devices.ofPeople');
