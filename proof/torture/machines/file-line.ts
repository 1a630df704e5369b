import type { BytesReply, BytesRequest } from '@outpost/desktop/replica/device/ports';

/**
 * The fates of a request of a file's bytes. `cut`: the line breaks in the middle of the body, so the server has a part of it. The
 * others are those of sync requests.
 */
export const fileFates = ['request-lost', 'reply-lost', 'cut', 'cut', 'late', 'strayed', 'portal'] as const;
export type FileFate = 'arrives' | (typeof fileFates)[number];

/** The page of a network that answers in the server's place. */
export const portalBytes: BytesReply = {
  status: 200,
  header: (name) => (name.toLowerCase() === 'content-type' ? 'text/html' : null),
  bytes: Buffer.from('<html>Welcome to Hotel Wi-Fi</html>'),
};

export type FileDelivery = {
  readonly request: BytesRequest;
  readonly fate: FileFate;
  /** Hands the request to the server. */
  readonly deliver: (request: BytesRequest) => Promise<BytesReply>;
  /** Lets the request arrive later; its answer is discarded. */
  readonly later: () => void;
};

/** Delivers a request by its fate. Rejects where no whole answer arrives. */
export async function delivered({ request, fate, deliver, later }: FileDelivery): Promise<BytesReply> {
  switch (fate) {
    case 'portal':
      return portalBytes;
    case 'request-lost':
      throw new Error('The request was lost.');
    case 'strayed':
      later();
      throw new Error('The request went astray.');
    case 'cut': {
      const { body } = request;
      if (body && body.length > 1) await deliver({ ...request, body: body.subarray(0, Math.floor(body.length / 2)) });
      else await deliver(request);
      throw new Error('The line was cut.');
    }
    case 'late':
      later();
      return deliver(request);
    case 'reply-lost':
      await deliver(request);
      throw new Error('The reply was lost.');
    case 'arrives':
      return deliver(request);
  }
}
