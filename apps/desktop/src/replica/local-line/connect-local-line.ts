import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { Channel } from '../../bridge/channel.ts';
import { type LineFile, lineFileOf, lineFileSchema, mostFrameChars } from './line-place.ts';
import { socketChannel, socketLines } from './socket-lines.ts';

/** Chosen: a running replica answers in milliseconds, unless it is writing a large page. */
const answerWithinMs = 5_000;

/**
 * Connects to the replica that runs on this profile. Undefined where no replica runs; throws where one runs and refuses the
 * connection.
 */
export async function connectLocalLine(profile: string): Promise<Channel | undefined> {
  const file = readLineFile(profile);
  if (!file) return undefined;
  const socket = await open(file.address);
  if (!socket) return undefined; // the file was left by a process that was killed
  const lines = socketLines(socket, () => mostFrameChars);
  await new Promise<void>((resolve, reject) => {
    const refuse = () => reject(new Error(`The replica on ${profile} does not let this command in`));
    const impatient = setTimeout(() => socket.destroy(), answerWithinMs);
    socket.once('close', refuse);
    lines.onLine(() => {
      clearTimeout(impatient);
      socket.off('close', refuse);
      resolve();
    });
    socket.write(`${JSON.stringify({ token: file.token })}\n`);
  });
  return socketChannel(socket, lines);
}

function readLineFile(profile: string): LineFile | undefined {
  let text: string;
  try {
    text = readFileSync(lineFileOf(profile), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = lineFileSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : undefined; // a crash cut the file short: the process that wrote it has ended
}

function open(address: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined);
      else reject(error);
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // the schema refuses it
  }
}
