import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Where the peers' packages are installed: with what tools keep, so that no check, no test and no start meets them. */
export const peersFolder = join(import.meta.dirname, '../../node_modules/.cache/bench-peers');

const load = createRequire(join(peersFolder, 'package.json'));

/** A peer's package. `T` is as much of its documented interface as is used here: the packages are not there when the types are checked. */
export const peerModule = <T>(name: string): T => load(name) as T;

/** The file of a peer's program, by its path in the package. */
export const peerFile = (path: string): string => join(peersFolder, 'node_modules', path);
