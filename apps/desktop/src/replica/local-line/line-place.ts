import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** The file in a profile while its replica runs. Every process that can read this file may connect to the replica (D-6). */
export const lineFileSchema = z.strictObject({ version: z.literal(1), address: z.string(), token: z.string().min(20) });
export type LineFile = z.output<typeof lineFileSchema>;

/** Returns the path of the file that names a profile's local line. */
export const lineFileOf = (profile: string): string => join(profile, 'line.json');

/** The address structure sockaddr_un holds 104 bytes on macOS and 108 on Linux, including the closing zero. */
const mostAddressBytes = 100;

/**
 * Returns the address on which a profile's local line listens. It is a socket in the profile. Where that path is too long for
 * a socket, it is a socket in the system's temporary folder. On Windows it is a named pipe.
 */
export function lineAddress(profile: string, platform: NodeJS.Platform): string {
  const name = createHash('sha256').update(resolve(profile)).digest('hex').slice(0, 24);
  if (platform === 'win32') return `\\\\.\\pipe\\outpost-${name}`;
  const inProfile = join(resolve(profile), 'line.sock');
  return Buffer.byteLength(inProfile) <= mostAddressBytes ? inProfile : join(tmpdir(), `outpost-${name}.sock`);
}

/** E-3: the files of an import travel in one frame. The contract limits each file to 90 MB of text. */
export const mostFrameChars = 128 * 1024 * 1024;
