import type { Clock } from '@outpost/domain/kernel/ports';
import type { BlobStore } from '../../files/blob-store.ts';
import { contentReader } from '../../files/content-reader.ts';
import { mailFileMs } from '../email/mail-files.ts';
import { pictureLinks } from './picture-links.ts';
import type { TextSending } from './text-adapter.ts';
import type { Texts } from './texts.ts';

type Ports = {
  readonly texts: Texts;
  /** This server's https address. Undefined: it has none. */
  readonly at: string | undefined;
  /** Undefined: this server keeps no files. */
  readonly blobs: Pick<BlobStore, 'of'> | undefined;
  readonly clock: Clock;
  /** Of the server's key. */
  readonly mac: (text: string) => Buffer;
};

/** Returns the texts of organisations with the addresses of this server: that of reports, and those of pictures. */
export const textsWithAddress = ({ texts, at, blobs, clock, mac }: Ports): Texts & TextSending =>
  at === undefined
    ? texts
    : {
        ...texts,
        reportsAt: at,
        ...(blobs
          ? {
              pictures: {
                links: pictureLinks({ mac, at, nowMs: () => clock.nowMs() }),
                readFile: contentReader(blobs, mailFileMs),
              },
            }
          : {}),
      };
