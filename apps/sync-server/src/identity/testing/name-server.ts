import { createSocket } from 'node:dgram';

const txt = 16;
const header = 12;

/** Returns the name of the first question of a message of DNS (RFC 1035), and where the question ends. */
function questionOf(message: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = header;
  for (let size = message[at] ?? 0; size > 0; size = message[at] ?? 0) {
    labels.push(message.subarray(at + 1, at + 1 + size).toString('latin1'));
    at += size + 1;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 };
}

/** Returns a record of a name that the question has named: a pointer to it, type, class, a minute, and one text. */
function recordOf(text: string): Buffer {
  const data = Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')]);
  const head = Buffer.from([0xc0, header, 0, txt, 0, 1, 0, 0, 0, 60, 0, data.length]);
  return Buffer.concat([head, data]);
}

/** Starts a name server that has only TXT records. Other names do not exist. */
export async function startNameServer(records: ReadonlyMap<string, readonly string[]>) {
  const socket = createSocket('udp4', (asked, from) => {
    const { name, end } = questionOf(asked);
    const found = records.get(name) ?? [];
    const answer = Buffer.from(asked.subarray(0, end));
    answer.writeUInt16BE(found.length > 0 ? 0x81_80 : 0x81_83, 2); // an answer; or NXDOMAIN
    answer.writeUInt16BE(found.length, 6);
    answer.writeUInt32BE(0, 8);
    socket.send(Buffer.concat([answer, ...found.map(recordOf)]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}
