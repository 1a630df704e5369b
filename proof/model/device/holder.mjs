// The bytes of files on a device (PLT-5, ADR 47).
import { on } from '../domain/basics.mjs';

/** Returns a device's store of file bytes. `device`: its records. */
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
    /** Adds a file: first its bytes, then its record (`make`), then the note that the record was made. */
    add(record, content, make, dies = false) {
      held.add(content);
      waiting[record] = { content, upload: undefined, sent: 0, isMade: false };
      if (dies) return;
      make();
      waiting[record].isMade = true;
    },
    /** Starts a new process. It drops files whose record was not made, and still knows the position of uploads. */
    restart() {
      const isMade = ([id, { isMade: noted }]) => noted || id in device.disk.shown || on('unmade-waits');
      waiting = Object.fromEntries(Object.entries(waiting).filter(isMade));
    },
    /**
     * Sends the waiting files whose records the server has, in pieces. `cutAfter`: the line breaks after so many
     * pieces.
     */
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
    /** Makes room on a full disk: removes all bytes that the server has. */
    evict: () => remove(() => true),
    /** Removes bytes that no record on the device names. Called after each contact. */
    tidy: () => remove((content) => !on('kept-out-of-sight') && !named().includes(content)),
  };
}
