import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** What lies in a profile while its replica runs: who may talk to it is who can read this file (D-6). */
export const lineFileSchema = z.strictObject({ version: z.literal(1), address: z.string(), token: z.string().min(20) });
export type LineFile = z.output<typeof lineFileSchema>;

/** The file of a profile that names its local line. */
export const lineFileOf = (profile: string): string => join(profile, 'line.json');

/** sockaddr_un holds 104 bytes on macOS and 108 on Linux, the closing zero included. */
const mostAddressBytes = 100;

/** Where a profile's local line listens: a socket in the profile, or, where its path is too long for one, in the system's folder for such; on Windows a named pipe. */
export function lineAddress(profile: string, platform: NodeJS.Platform): string {
  const name = createHash('sha256').update(resolve(profile)).digest('hex').slice(0, 24);
  if (platform === 'win32') return `\\\\.\\pipe\\outpost-${name}`;
  const inProfile = join(resolve(profile), 'line.sock');
  return Buffer.byteLength(inProfile) <= mostAddressBytes ? inProfile : join(tmpdir(), `outpost-${name}.sock`);
}

/** E-3: an import's files travel in one frame; the contract bounds them at 90 MB of text each. */
export const mostFrameChars = 128 * 1024 * 1024;
