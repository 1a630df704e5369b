import type { ReadStream } from 'node:tty';

/** Reads all of standard input. */
export async function readAll(input: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of input) parts.push(Buffer.from(part as Uint8Array)); // a stream without an encoding yields bytes
  return Buffer.concat(parts).toString('utf8');
}

/** The kind of password to ask for. */
export type AskedPassword = 'password' | 'new-password';

/**
 * Returns a function that asks for passwords: typed without echo at a terminal, a new one twice. Without a terminal it reads
 * standard input: the password on the first line, a new one on the second.
 */
export function passwordAsker(
  input: NodeJS.ReadStream,
  prompt: (text: string) => void,
): (asked: AskedPassword) => Promise<string> {
  let lines: Promise<readonly string[]> | undefined;
  const typed = async (label: string): Promise<string> => {
    prompt(label);
    const text = await readUnseen(input);
    prompt('\n');
    return text;
  };
  return async (asked) => {
    if (!input.isTTY) {
      lines ??= readAll(input).then((text) => text.split(/\r?\n/u));
      return (await lines)[asked === 'password' ? 0 : 1] ?? '';
    }
    if (asked === 'password') return typed('Password: ');
    for (;;) {
      const chosen = await typed('New password: ');
      if ((await typed('New password again: ')) === chosen) return chosen;
      prompt('The two passwords are different.\n');
    }
  };
}

const enter = new Set(['\r', '\n', '\u0004']);
const backspace = new Set(['\u007f', '\b']);
const interrupt = '\u0003';

function readUnseen(terminal: ReadStream): Promise<string> {
  return new Promise((resolve) => {
    let typed = '';
    const done = () => {
      terminal.off('data', onData);
      terminal.setRawMode(false);
      terminal.pause();
    };
    const onData = (data: Buffer) => {
      for (const letter of data.toString('utf8')) {
        if (letter === interrupt) {
          done();
          return void process.kill(process.pid, 'SIGINT');
        }
        if (enter.has(letter)) {
          done();
          return resolve(typed);
        }
        typed = backspace.has(letter) ? [...typed].slice(0, -1).join('') : typed + letter;
      }
      return undefined;
    };
    terminal.setRawMode(true);
    terminal.on('data', onData);
    terminal.resume();
  });
}
