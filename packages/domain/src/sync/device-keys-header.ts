/**
 * The header of a sign-in in the browser by a device on which several accounts have signed in: their device keys, separated by commas. The device
 * does not know yet who signs in; the server compares each key with the account. A server that does not know the header ignores it.
 */
export const deviceKeysHeader = 'outpost-device-keys';

/**
 * Chosen (E-3): the most accounts of one server for which a device is recognised. A device sends the keys of the latest accounts.
 */
export const mostDeviceKeys = 20;

/** Returns the keys in the value of the header. More than the most, and texts that are longer than any key, are left out. */
export const deviceKeysFrom = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .split(',')
    .filter((key) => key !== '' && key.length <= 100)
    .slice(0, mostDeviceKeys);
