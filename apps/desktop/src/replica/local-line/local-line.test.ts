import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel } from '../../bridge/channel.ts';
import { connectLocalLine } from './connect-local-line.ts';
import { lineAddress, lineFileOf, lineFileSchema } from './line-place.ts';
import { serveLocalLine } from './serve-local-line.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function givenProfile(name = 'profile'): string {
  const folder = mkdtempSync(join(tmpdir(), 'outpost-line-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  const profile = join(folder, name);
  mkdirSync(profile);
  return profile;
}

/** Makes a line that answers each frame with the same text in capitals. */
async function givenLine(profile: string) {
  const attached: Channel[] = [];
  const line = await serveLocalLine({
    profile,
    random: randomBytes,
    attach: (channel) => {
      attached.push(channel);
      channel.onMessage((text) => channel.send(text.toUpperCase()));
    },
    onFault: (cause) => {
      throw cause;
    },
  });
  ends.push(line.close);
  return { attached, close: line.close };
}

const firstMessage = (channel: Channel) => new Promise<string>((resolve) => channel.onMessage(resolve));
const closed = (channel: Channel) => new Promise<void>((resolve) => channel.onClose(resolve));

describe('the local line of a profile', () => {
  it('[D-6] carries frames both ways, including large ones, for a program that reads the token from the profile', async () => {
    const profile = givenProfile();
    await givenLine(profile);
    const channel = await connectLocalLine(profile);
    if (!channel) throw new Error('No line');
    const frame = JSON.stringify({ text: 'é'.repeat(300_000) });
    channel.send(frame);
    expect(await firstMessage(channel)).toBe(frame.toUpperCase());
    channel.close();
  });

  it('[D-6] can be used by the owner of the profile only', async () => {
    const profile = givenProfile();
    const { attached } = await givenLine(profile);
    const file = lineFileSchema.parse(JSON.parse(readFileSync(lineFileOf(profile), 'utf8')));
    expect(statSync(lineFileOf(profile)).mode & 0o077).toBe(0);
    expect(statSync(file.address).mode & 0o077).toBe(0);
    for (const hello of ['{"token":"guessed-guessed-guessed"}\n', 'no json\n', `${'x'.repeat(2_000)}`]) {
      const socket = connect(file.address);
      socket.write(hello);
      await new Promise((resolve) =>
        socket
          .once('close', resolve)
          .on('error', () => undefined)
          .resume(),
      );
    }
    expect(attached).toHaveLength(0);
    writeFileSync(lineFileOf(profile), JSON.stringify({ ...file, token: 'x'.repeat(30) }));
    await expect(connectLocalLine(profile)).rejects.toThrow('does not let this command in');
  });

  it('[D-6] connects to nothing where no replica runs, also when a killed process left its file', async () => {
    const profile = givenProfile();
    expect(await connectLocalLine(profile)).toBeUndefined();
    writeFileSync(
      lineFileOf(profile),
      JSON.stringify({ version: 1, address: join(profile, 'gone.sock'), token: 'x'.repeat(30) }),
    );
    expect(await connectLocalLine(profile)).toBeUndefined();
    writeFileSync(lineFileOf(profile), '{"version":1,"addr');
    expect(await connectLocalLine(profile)).toBeUndefined();
    writeFileSync(lineAddress(profile, process.platform), ''); // the server of the line replaces a socket that was left behind
    await givenLine(profile);
    (await connectLocalLine(profile))?.close();
  });

  it('[D-6] closes its connections and removes its file when the replica closes', async () => {
    const profile = givenProfile();
    const { close } = await givenLine(profile);
    const channel = await connectLocalLine(profile);
    if (!channel) throw new Error('No line');
    const end = closed(channel);
    await close();
    await end;
    expect(existsSync(lineFileOf(profile))).toBe(false);
    expect(await connectLocalLine(profile)).toBeUndefined();
  });

  it('[D-6] has an address for profiles whose path is too long for a socket', async () => {
    const profile = givenProfile('p'.repeat(120));
    expect(lineAddress(profile, 'linux').length).toBeLessThan(100);
    expect(lineAddress(profile, 'win32')).toMatch(/^\\\\\.\\pipe\\outpost-[0-9a-f]{24}$/);
    await givenLine(profile);
    const channel = await connectLocalLine(profile);
    channel?.send('"hello"');
    expect(channel && (await firstMessage(channel))).toBe('"HELLO"');
    channel?.close();
  });
});
