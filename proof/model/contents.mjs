// The bytes of files (PLT-5, ADR 47): they go apart from records, and a record decides who may read them. A content is a text here,
// and its own hash. Told by scenarios alone.
import { on } from './domain/basics.mjs';
import { sees } from './domain/domain.mjs';

/** The server's part. `server`: the records, and who sees them. */
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
    /** Answers the upload's number; nothing where the sender does not see the record. The record comes first. */
    begin(user, record) {
      if (!fileOf(user, record)) return undefined;
      uploads[++last] = { record, user, bytes: '' };
      return last;
    },
    /** Answers how many bytes of an upload are here; nothing where it is over, or somebody else's. */
    offset: (user, upload) => (uploads[upload]?.user === user ? uploads[upload].bytes.length : undefined),
    /** Takes a piece. Its place must be the end of what is here. The last piece is kept if the whole is what the record names. */
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
    /** Answers the bytes to a person who sees a record for which they were received. */
    read(user, id) {
      const content = fileOf(user, id)?.content;
      if (content === undefined) return 'records/not-found';
      const isReceived = on('served-by-hash') ? stored.has(content) : received.has(`${id}|${content}`);
      return isReceived ? { bytes: content } : 'files/not-uploaded';
    },
  };
}

/** A device's part. `device`: its records. */
export function newHolder(device, contents) {
  const held = new Set(); // contents on the disk
  let waiting = {}; // record → {content, upload, sent, isMade}: the server lacks them
  const named = () => Object.values(device.disk.shown).map((record) => record.content);
  const waits = (content) => Object.values(waiting).some((one) => one.content === content);

  /** Removes contents that `isLeft` selects, and never one that the server lacks. */
  const remove = (isLeft) => {
    for (const content of held) if (isLeft(content) && (on('evicted-unsent') || !waits(content))) held.delete(content);
  };
  return {
    has: (content) => held.has(content),
    waiting: () => Object.keys(waiting),
    /** The bytes come first, then the record (`make`), then the note that there is one. */
    add(record, content, make, dies = false) {
      held.add(content);
      waiting[record] = { content, upload: undefined, sent: 0, isMade: false };
      if (dies) return;
      make();
      waiting[record].isMade = true;
    },
    /** A new process: files whose record was not made are forgotten. Where uploads are is still known. */
    restart() {
      const isMade = ([id, { isMade: noted }]) => noted || id in device.disk.shown || on('unmade-waits');
      waiting = Object.fromEntries(Object.entries(waiting).filter(isMade));
    },
    /** Sends the waiting files whose records the server has, in pieces. `cutAfter`: the line breaks after so many. */
    send(pieces = 2, cutAfter = Infinity) {
      for (const [record, file] of Object.entries(waiting)) {
        const isConfirmed = device.disk.held[record] !== undefined;
        if (!isConfirmed || !held.has(file.content)) continue;
        let at = file.upload === undefined ? undefined : contents.offset(device.user, file.upload);
        if (at === undefined) file.upload = contents.begin(device.user, record);
        if (file.upload === undefined) continue;
        if (at !== undefined && on('resumed-elsewhere')) at = file.sent;
        at ??= 0;
        const size = Math.ceil(file.content.length / pieces);
        for (let sent = 0; waiting[record] && sent < cutAfter; sent++) {
          const said = contents.piece(device.user, file.upload, at, file.content.slice(at, at + size));
          if (said === 'kept' || on('sent-after-first-piece')) delete waiting[record];
          if (said !== 'more') break;
          at += size;
          file.sent = sent === 0 ? 0 : at; // a crash may lose the last note
        }
      }
    },
    /** Gets the bytes of a record. */
    fetch(record) {
      const answer = contents.read(device.user, record);
      if (answer.bytes !== undefined) held.add(answer.bytes);
      return answer.bytes ?? answer;
    },
    /** A full disk: everything may go that the server has. */
    evict: () => remove(() => true),
    /** After each contact: bytes that no record on the device names leave it. */
    tidy: () => remove((content) => !on('kept-out-of-sight') && !named().includes(content)),
  };
}
