// The bytes of files on the server (PLT-5, ADR 47): they are sent separately from records, and a record decides who may
// read them. Here a content is a text, and is its own hash. Covered by scenarios alone.
import { on } from '../domain/basics.mjs';
import { sees } from '../domain/domain.mjs';

/** Returns the server's store of file bytes. `server`: the records and their visibility. */
export function newContents(server) {
  const stored = new Set(); // whole contents, each once
  const received = new Set(); // `record|content`: the bytes came for this very record
  const uploads = {}; // number → {record, user, bytes}
  let last = 0;

  const fileOf = (user, id) => {
    const record = server.state.records[id];
    const roles = server.state.roles[user] ?? [];
    const isSeen = record && (on('served-unseen') || sees(user, roles, record, server.state.records));
    return isSeen ? record : undefined;
  };
  return {
    /**
     * Returns the number of a new upload; nothing where the sender does not see the record, which must arrive first.
     */
    begin(user, record) {
      if (!fileOf(user, record)) return undefined;
      uploads[++last] = { record, user, bytes: '' };
      return last;
    },
    /** Returns the number of stored bytes of an upload; nothing where it is over, or another person's. */
    offset: (user, upload) => (uploads[upload]?.user === user ? uploads[upload].bytes.length : undefined),
    /**
     * Takes a piece. Its place must be the end of the stored bytes. The last piece is kept if the whole matches the
     * record.
     */
    piece(user, upload, at, bytes) {
      const open = uploads[upload];
      if (open?.user !== user) return 'request/not-found';
      if (open.bytes.length !== at) return 'sync/gap';
      open.bytes += bytes;
      const content = fileOf(user, open.record)?.content;
      if (content === undefined) return 'records/not-found';
      if (open.bytes.length < content.length) return 'more';
      delete uploads[upload];
      if (open.bytes !== content) return 'records/invalid';
      stored.add(content);
      received.add(`${open.record}|${content}`);
      return 'kept';
    },
    /** Returns the bytes to a person who sees a record for which they were received. */
    read(user, id) {
      const content = fileOf(user, id)?.content;
      if (content === undefined) return 'records/not-found';
      const isReceived = on('served-by-hash') ? stored.has(content) : received.has(`${id}|${content}`);
      return isReceived ? { bytes: content } : 'files/not-uploaded';
    },
  };
}
