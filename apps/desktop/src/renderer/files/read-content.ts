import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Bridge, BridgeResult, CallOutput } from '../../bridge/contract.ts';
import { refusalText } from '../queries/use-acts.ts';
import { useBridge } from '../window/app-ports.tsx';
import { bytesOfBase64 } from '../window/bytes-of.ts';

/** Reads a file's bytes, from the server if this device does not have them. */
export async function readContent(bridge: Bridge, record: string, mediaType: string): Promise<BridgeResult<Blob>> {
  const fetched = await bridge.call('files.fetch', { record });
  if (!fetched.ok) return fetched;
  const parts: Blob[] = []; // the browser keeps the bytes of large blobs outside of the page's memory
  for (let piece: number | null = 0; piece !== null;) {
    const read: BridgeResult<CallOutput<'files.read'>> = await bridge.call('files.read', { record, piece });
    if (!read.ok) return read;
    parts.push(new Blob([bytesOfBase64(read.value.base64)]));
    piece = read.value.next;
  }
  return { ok: true, value: new Blob(parts, { type: mediaType }) };
}

/** Makes the screens ask again which files are on this device. Call it when bytes have arrived from the server. */
export const bytesCame = (client: QueryClient): void =>
  void client.invalidateQueries({ predicate: ({ queryKey: [call] }) => call === 'files.states' });

/** The content of a file for a screen: on its way, complete, or the reason why it is missing. */
export type Content =
  | { readonly state: 'coming' }
  | { readonly state: 'here'; readonly url: string; readonly blob: Blob }
  | { readonly state: 'missing'; readonly why: string; readonly again: () => void };

/** Returns a file's content while its component is drawn. `isWanted`: false as long as nobody asked for it. */
export function useContent(record: string, mediaType: string, isWanted: boolean): Content {
  const bridge = useBridge();
  const client = useQueryClient();
  const [turn, setTurn] = useState(0);
  const [content, setContent] = useState<Content>({ state: 'coming' });
  useEffect(() => {
    if (!isWanted) return undefined;
    const kept = { isOver: false, url: '' };
    void readContent(bridge, record, mediaType).then((read) => {
      if (kept.isOver) return;
      bytesCame(client);
      if (!read.ok)
        return setContent({ state: 'missing', why: refusalText(read), again: () => setTurn((before) => before + 1) });
      kept.url = URL.createObjectURL(read.value);
      return setContent({ state: 'here', url: kept.url, blob: read.value });
    });
    return () => {
      kept.isOver = true;
      setContent({ state: 'coming' });
      if (kept.url !== '') URL.revokeObjectURL(kept.url);
    };
  }, [bridge, client, record, mediaType, isWanted, turn]);
  return content;
}
