import { markId } from '@outpost/domain/kernel/notifications/read-marks';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { CallOutput } from '../../bridge/contract.ts';
import {
  type Notification,
  type NotificationKindId,
  notificationKindIds,
} from '../../bridge/calls/notification-calls.ts';
import type { Device } from '../device/device.ts';
import { nowOf } from '../device/now-of.ts';
import type { FileReader } from '../questions/file-reader.ts';
import { bookEntities, type HistoryDocument } from '../records/documents.ts';
import { namesOf } from '../records/names.ts';
import { serviceNames } from '../records/service-names.ts';
import { JournalFinds } from './journal-finds.ts';
import type { NotificationAsk, NotificationDraft } from './notification-kind.ts';
import { notificationKinds } from './notification-kinds.ts';

/** Chosen: older notifications are no news. Marks of older notifications can be dropped, so that the marks stay few. */
const goesBackMs = 30 * 86_400_000;
/** E-3. Chosen: more than a person reads at once; the rest is in the lists and the history. */
const mostListed = 200;

type OfKind = NotificationDraft & { readonly kind: NotificationKindId };

export type NotificationParts = {
  readonly device: Device;
  readonly reader: Pick<FileReader, 'ask'>;
  readonly rows: NotificationAsk['rows'];
  readonly person: () => { readonly name: string };
  readonly place: () => { readonly timeZone: string };
};

/**
 * The person's notifications, derived from the data of this device: its history, its records, its tray and its marks (ADR 0044).
 * Nothing is stored for them, and they need no network. A record that the person may not see has no notification.
 */
export class Notifications {
  readonly #parts: NotificationParts;
  readonly #finds: JournalFinds;

  constructor(parts: NotificationParts) {
    this.#parts = parts;
    this.#finds = new JournalFinds(parts.device, parts.reader);
  }

  /** Returns the notifications, the newest first. Refuses where the device is too busy to read them. */
  async list(): Promise<Result<CallOutput<'notifications.list'>>> {
    const { device, rows, person, place } = this.#parts;
    const ask: NotificationAsk = {
      device,
      rows,
      me: device.userId,
      name: person().name,
      timeZone: place().timeZone,
      now: nowOf(device.ports.clock),
      since: new Date(device.ports.clock.nowMs() - goesBackMs).toISOString(),
    };
    const drafts: OfKind[] = [];
    const ofActs = await this.#ofActs(ask);
    if (!ofActs.ok) return ofActs;
    drafts.push(...ofActs.value);
    for (const id of notificationKindIds) {
      const kind = notificationKinds[id];
      if (kind.source === 'journal') continue;
      const listed = await kind.list(ask);
      if (!listed.ok) return listed;
      drafts.push(...listed.value.map((draft) => ({ ...draft, kind: id })));
    }
    const named = await this.#named(drafts);
    const needing = named.filter(({ needs }) => needs !== null);
    const others = named.filter(({ needs }) => needs === null);
    return accept({
      entries: [...needing, ...others.slice(0, mostListed)].toSorted(newestFirst),
      more: others.length > mostListed,
    });
  }

  /** Returns the notifications of other people's acts, one for each act. */
  async #ofActs(ask: NotificationAsk): Promise<Result<readonly OfKind[]>> {
    const found = await this.#finds.read(ask);
    if (!found.ok) return found;
    const finds = found.value.slice(0, 2 * mostListed); // some of their records may be gone
    // The documents are read each time: a row that was erased by law or lost with its record is not kept anywhere else (P-5).
    const documents = await ask.device.database.find(finds.map(({ document }) => document));
    const acts = new Set<string>();
    return accept(
      finds.flatMap(({ kind: id, act, count, document: at }): OfKind[] => {
        const kind = notificationKinds[id];
        const document = documents.get(at);
        if (kind.source !== 'journal' || !document || document._deleted || document.entity !== bookEntities.history)
          return [];
        const { row } = document as unknown as HistoryDocument; // as its entity says
        const details = row.at < ask.since ? undefined : kind.of(row, ask);
        const about = `${act} ${row.id}`;
        if (!details || acts.has(about)) return [];
        acts.add(about);
        return [
          {
            ...details,
            kind: id,
            at: row.at,
            about: act,
            by: row.by,
            count,
            record: { id: row.id, entity: row.entity },
          },
        ];
      }),
    );
  }

  /** Adds names. Leaves out notifications of records that this device does not hold, or that are deleted. */
  async #named(drafts: readonly OfKind[]): Promise<readonly Notification[]> {
    const { device } = this.#parts;
    const authors = new Set(drafts.flatMap(({ by }) => by ?? []));
    const names = await namesOf(device.database, device.catalogue, [
      ...drafts.flatMap(({ record }) => record?.id ?? []),
      ...authors,
    ]);
    const services = serviceNames(device.catalogue, authors);
    return drafts
      .flatMap(({ about, kind, at, by, record, ...details }): Notification[] => {
        const held = record === undefined ? undefined : names[record.id];
        const isThere = held?.life === 'alive';
        if (record && record.title === undefined && !isThere) return [];
        return [
          {
            id: markId(at, kind, about),
            kind,
            at,
            by: by === undefined ? null : { id: by, name: names[by]?.title ?? services[by] ?? '' },
            record: record ? { id: record.id, entity: record.entity, title: held?.title ?? record.title ?? '' } : null,
            count: details.count ?? 1,
            field: details.field ?? null,
            value: details.value ?? null,
            quote: details.quote ?? null,
            needs: details.needs ?? null,
          },
        ];
      })
      .toSorted(newestFirst);
  }
}

const newestFirst = (a: Notification, b: Notification): number =>
  a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1;
