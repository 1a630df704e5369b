import type { ReadStream } from 'node:tty';

/** Everything that comes on standard input. */
export async function readAll(input: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of input) parts.push(Buffer.from(part as Uint8Array)); // a stream without an encoding gives bytes
  return Buffer.concat(parts).toString('utf8');
}

/** The password: typed unseen at a terminal, else all of standard input without its line end. */
export async function readPassword(input: NodeJS.ReadStream, prompt: (text: string) => void): Promise<string> {
  if (!input.isTTY) return (await readAll(input)).replace(/\r?\n$/u, '');
  prompt('Password: ');
  const typed = await readUnseen(input);
  prompt('\n');
  return typed;
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
