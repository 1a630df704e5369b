import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Bridge, BridgeResult } from '../../bridge/contract.ts';
import { smallPictureTypes } from '../../bridge/calls/file-calls.ts';
import { refusalText } from '../queries/use-acts.ts';
import { type AppPorts, useAppPorts } from '../window/app-ports.tsx';
import type { FileRow } from './file-rows.ts';
import type { SerialQueue } from './one-at-a-time.ts';
import { base64Of } from './partial-file.ts';
import { bytesOfBase64 } from '../window/bytes-of.ts';
import { bytesCame, readContent } from './read-content.ts';

/** The small version of a picture for a tile: on its way, complete, or the reason why there is none. */
export type SmallPictureState =
  | { readonly state: 'coming' }
  | { readonly state: 'here'; readonly url: string }
  | { readonly state: 'missing'; readonly why: string };

const undrawable = 'This picture is damaged, or too large to show here. Open it or save a copy.';

type Options = {
  /** False if the whole picture is read only on request. A small version that was made before is still shown. */
  readonly isWanted: boolean;
  /** Pictures are read and drawn one after the other, so that a hundred photos do not fill the memory. */
  readonly lane: SerialQueue;
};

/** Returns a picture's small version. If this device has none, it is drawn from the whole picture once, and kept. */
export function useSmallPicture({ id, file }: FileRow, { isWanted, lane }: Options): SmallPictureState {
  const { bridge, drawSmall } = useAppPorts();
  const client = useQueryClient();
  const [small, setSmall] = useState<SmallPictureState>({ state: 'coming' });
  const { mediaType, sha256 } = file;
  useEffect(() => {
    const kept = { isOver: false, url: '' };
    const isOver = () => kept.isOver;
    void smallOf(bridge, id, { mediaType, drawSmall, lane, isWanted, isOver, onCame: () => bytesCame(client) }).then(
      (read) => {
        if (kept.isOver || read === undefined) return;
        if (!read.ok) return setSmall({ state: 'missing', why: refusalText(read) });
        if (read.value === null) return setSmall({ state: 'missing', why: undrawable });
        kept.url = URL.createObjectURL(read.value);
        return setSmall({ state: 'here', url: kept.url });
      },
    );
    return () => {
      kept.isOver = true;
      setSmall({ state: 'coming' });
      if (kept.url !== '') URL.revokeObjectURL(kept.url);
    };
  }, [bridge, client, drawSmall, id, isWanted, lane, mediaType, sha256]);
  return small;
}

type Making = Options & {
  readonly mediaType: string;
  readonly drawSmall: AppPorts['drawSmall'];
  readonly isOver: () => boolean;
  readonly onCame: () => void;
};

/** Returns a small version; null if the picture cannot be drawn, undefined if there is none and none was requested. */
async function smallOf(
  bridge: Bridge,
  record: string,
  { mediaType, drawSmall, lane, isWanted, isOver, onCame }: Making,
): Promise<BridgeResult<Blob | null> | undefined> {
  const kept = await bridge.call('files.small', { record });
  if (!kept.ok) return kept;
  if (kept.value.state === 'undrawable') return { ok: true, value: null };
  if (kept.value.state === 'made')
    return { ok: true, value: new Blob([bytesOfBase64(kept.value.base64)], { type: kept.value.mediaType }) };
  if (!isWanted) return undefined;
  return lane(async () => {
    if (isOver()) return undefined; // the tile has left the screen while others were drawn
    const whole = await readContent(bridge, record, mediaType);
    if (!whole.ok) return whole;
    onCame();
    const small = (await drawSmall(whole.value)) ?? null;
    const type = smallPictureTypes.find((one) => one === small?.type);
    if (small !== null && type === undefined) return { ok: true, value: small }; // of a type that is not kept
    const base64 = small && base64Of(new Uint8Array(await small.arrayBuffer()));
    // After a refusal the picture is only drawn again the next time. The content may have left the device meanwhile.
    await bridge.call('files.keepSmall', {
      record,
      small: type && base64 !== null ? { mediaType: type, base64 } : null,
    });
    return { ok: true, value: small };
  });
}
