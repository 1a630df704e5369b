import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mail, outcomeOf, smtpTransport } from './mail-transport.ts';

const failed = (responseCode?: number, command?: string, hasBegun = false) =>
  outcomeOf({ responseCode, command, message: 'why' }, { hasBegun });

describe('the outcome of a mail that was not accepted', () => {
  it.each([
    [500, 'refused'],
    [550, 'refused'],
    [499, 'later'],
    [421, 'later'],
  ] as const)('the server answered %i: %s', (code, status) => {
    for (const command of ['RCPT TO', 'DATA', undefined]) expect(failed(code, command)).toEqual({ status, why: 'why' });
  });
  it('is unclear where the connection broke during its text, and a later try otherwise', () => {
    expect(failed(undefined, 'DATA')).toEqual({ status: 'unclear', why: 'why' });
    expect(failed(undefined, 'CONN', true)).toEqual({ status: 'unclear', why: 'why' });
    for (const command of ['CONN', 'RCPT TO', undefined])
      expect(failed(undefined, command)).toEqual({ status: 'later', why: 'why', isDown: true });
  });
});

/** Where the mail server breaks the connection, or what it answers instead of taking the text. */
type Stage =
  'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'in the text' | 'behind the text' | '421' | '451' | '554' | 'never';

/** A mail server that breaks connections as it is told. `taken`: how many texts it has taken. */
const server = { stage: 'never' as Stage, end: 'destroy' as 'destroy' | 'end', pipelines: false, taken: 0 };
const open = new Set<Socket>();
let smtp: Server;
beforeAll(async () => {
  smtp = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    const state = { text: undefined as string | undefined, rest: '', isCut: false };
    const cut = (): void => {
      state.isCut = true; // it takes nothing more, also where the client still writes
      socket[server.end]();
    };
    const say = (words: string): void => void socket.write(`${words}\r\n`);
    const command = (line: string): void => {
      const verb = line.split(' ')[0]?.toUpperCase() ?? '';
      if (verb === server.stage) return cut();
      if (verb === 'EHLO') return say(server.pipelines ? '250-mx\r\n250 PIPELINING' : '250 mx');
      if (verb === 'DATA') state.text = '';
      return say(verb === 'DATA' ? '354 Go on' : verb === 'QUIT' ? '221 Bye' : '250 Fine');
    };
    const text = (piece: string): void => {
      if (server.stage === 'in the text') return cut();
      state.text += piece;
      if (!state.text?.endsWith('\r\n.\r\n')) return undefined;
      state.text = undefined;
      if (/^\d/.test(server.stage)) return say(`${server.stage} Not now`);
      server.taken += 1;
      return server.stage === 'behind the text' ? cut() : say('250 Taken');
    };
    socket.setEncoding('utf8').on('data', (piece: string) => {
      if (state.isCut) return undefined;
      if (state.text !== undefined) return text(piece);
      state.rest += piece;
      for (let at = state.rest.indexOf('\r\n'); at !== -1; at = state.rest.indexOf('\r\n')) {
        const line = state.rest.slice(0, at);
        state.rest = state.rest.slice(at + 2);
        command(line);
      }
      return undefined;
    });
    if (server.stage === 'greeting') return cut();
    return say('220 mx');
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  for (const socket of open) socket.destroy();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

const mail: Mail = { from: 'Outpost <crm@fenwright.example>', to: 'cleo@example.com', subject: 'Your offer', text: 'Dear Cleo,\n\n.\nMia'.repeat(500), messageId: '<one@fenwright.example>' }; // prettier-ignore
const withFiles: Mail = { ...mail, files: [{ name: 'plan.pdf', mediaType: 'application/pdf', bytes: Buffer.alloc(200_000, 7) }] }; // prettier-ignore
async function statusOfSending(sent: Mail): Promise<string> {
  const transport = smtpTransport(`smtp://127.0.0.1:${(smtp.address() as AddressInfo).port}`);
  const { status } = await transport.send(sent);
  transport.close();
  return status;
}
const stages: readonly (readonly [Stage, string, number])[] = [
  ['never', 'sent', 1],
  ['greeting', 'later', 0],
  ['EHLO', 'later', 0],
  ['MAIL', 'later', 0],
  ['RCPT', 'later', 0],
  ['DATA', 'later', 0],
  ['in the text', 'unclear', 0],
  ['behind the text', 'unclear', 1],
  ['421', 'later', 0],
  ['451', 'later', 0],
  ['554', 'refused', 0],
];

describe.each(['destroy', 'end'] as const)('[T-23] a mail whose mail server breaks the connection by "%s"', (end) => {
  it.each(stages)('at "%s", is %s', async (stage, status, taken) => {
    for (const pipelines of [false, true])
      for (const sent of [mail, withFiles]) {
        Object.assign(server, { stage, end, pipelines, taken: 0 });
        expect([await statusOfSending(sent), server.taken]).toEqual([status, taken]);
      }
  });
});
