/** The software of a device, as it reports at sign-in and at each refresh. Devices of older builds do not report it. */
export const deviceKinds = ['computer', 'browser', 'command-line'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** The header with the device's kind. A server that does not know it ignores it. */
export const deviceKindHeader = 'outpost-device';

/** Returns the kind that a header names; null for another text, or for none. */
export const deviceKindFrom = (header: string | undefined): DeviceKind | null =>
  deviceKinds.find((kind) => kind === header) ?? null;
