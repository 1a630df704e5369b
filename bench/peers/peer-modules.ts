import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The folder of the peers' packages, in a cache folder that no check, test or start reads. */
export const peersFolder = join(import.meta.dirname, '../../node_modules/.cache/bench-peers');

const load = createRequire(join(peersFolder, 'package.json'));

/**
 * Loads a peer's package. `T` declares only the used part of its documented interface, because the packages are not installed
 * when types are checked.
 */
export const peerModule = <T>(name: string): T => load(name) as T;

/** Returns the file of a peer's program, by its path in the package. */
export const peerFile = (path: string): string => join(peersFolder, 'node_modules', path);
