import type { Socket } from 'node:net';
import type { Channel } from '../../bridge/channel.ts';

/**
 * Splits the text that arrives over a socket into lines. A line longer than `mostChars` closes the socket, because no frame is
 * that long.
 */
export function socketLines(
  socket: Socket,
  mostChars: () => number,
): { readonly onLine: (listener: (line: string) => void) => void } {
  const state = { listener: undefined as ((line: string) => void) | undefined };
  const early: string[] = [];
  let parts: string[] = [];
  let chars = 0;
  const give = (line: string) => {
    if (state.listener) state.listener(line);
    else early.push(line);
  };
  socket.setEncoding('utf8');
  socket.on('data', (data: string | Buffer) => {
    const pieces = String(data).split('\n');
    for (const [index, piece] of pieces.entries()) {
      parts.push(piece);
      chars += piece.length;
      if (chars > mostChars()) return void socket.destroy();
      if (index === pieces.length - 1) return;
      const line = parts.join('');
      parts = [];
      chars = 0;
      give(line);
    }
  });
  return {
    onLine: (listener) => {
      state.listener = listener;
      for (const line of early.splice(0)) listener(line);
    },
  };
}

/**
 * Wraps a socket as a channel of text frames. Frames are JSON, which contains no line end. Frames that arrive before there is
 * a listener are kept for it.
 */
export function socketChannel(socket: Socket, lines: ReturnType<typeof socketLines>): Channel {
  return {
    send: (text) => {
      if (socket.writable) socket.write(`${text}\n`);
    },
    onMessage: (listener) => lines.onLine(listener),
    onClose: (listener) => void socket.on('close', listener),
    close: () => void socket.end(),
  };
}
