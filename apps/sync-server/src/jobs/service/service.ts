import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { isPackInstalled } from '@outpost/domain/kernel/definitions/tenant-packs';
import { type SettingsOf, settingValues } from '@outpost/domain/kernel/catalogue/settings';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { day, moment } from '@outpost/domain/kernel/entities/field-types';
import type { Day, Instant } from '@outpost/domain/kernel/entities/fields';
import { asKind, type RecordOf, type Values } from '@outpost/domain/kernel/entities/typed-record';
import type { Id } from '@outpost/domain/kernel/ids';
import { daysOf } from '@outpost/domain/kernel/questions/resolve-span';
import {
  type ListQueryInput,
  listQuerySchema,
  type ReportRow,
  reportSchema,
} from '@outpost/domain/kernel/questions/list-query';
import type { SendVerdict } from '@outpost/domain/kernel/messages/judge-send';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { z } from 'zod';
import type { Decision } from '@outpost/domain/sync/protocol';
import { readAsker, readMark, readTenant } from '../../access/asker.ts';
import type { ServiceAccount } from '../../access/service-account.ts';
import { inTenant } from '../../db/database.ts';
import { askList, askReport } from '../../insights/questions.ts';
import { type CampaignBook, openCampaignBook } from '../../gateway/campaigns/campaign-book.ts';
import type { SocialBook } from '../../gateway/social/social-book.ts';
import { type AskedMessage, judgeMessages } from '../../gateway/messages/judge-messages.ts';
import { openPaperLog, type PaperLog } from '../message-log/paper-log.ts';
import { tellPeople } from '../automations/tell-people.ts';
import { actAsService } from '../../tenancy/act-as.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';
import { hashedId, serviceIdOf } from '@outpost/domain/kernel/hashed-id';

export type ServicePorts = TenancyPorts & {
  readonly installed: Catalogue;
  /** The connected pages of an organisation at social networks. Left out: this server has no network. */
  readonly social?: ((orgId: string) => SocialBook) | undefined;
  readonly hasPrintService?: boolean;
};

type ReportInput = z.input<typeof reportSchema>;

/** An act of a pack's own work. `once`: the subject of the act as a path of words. Acts with the same words are decided only once. */
export type ServiceAct = {
  readonly once: readonly [string, ...string[]];
  readonly label: string;
  readonly edits: readonly Edit[];
  /** Absent: all or nothing. `each`: record by record. A refused record does not stop the others. */
  readonly shape?: 'together' | 'each';
  /** By record: the version that it must still have. Otherwise the act is refused with `records/stale`. */
  readonly expected?: Readonly<Record<string, number>>;
  /** LET-2: the act may also fill fields of the pack's kinds that only the server writes. For all else the rights of its author count. */
  readonly isFilling?: boolean;
};

/** A notice of a pack's work to a person. `key`: the same words are told once. `about`: the record that it concerns. */
export type ServiceNotice = {
  readonly key: readonly [string, ...string[]];
  readonly people: readonly string[];
  readonly words: string;
  readonly from: string;
  readonly about: { readonly entity: string; readonly id: string } | undefined;
};

/**
 * T-22: the access of a pack's own work to one tenant's records. The work asks and writes under the pack's service account, by questions
 * and acts. It has no SQL.
 */
export interface Service {
  readonly orgId: string;
  /** The server's time in UTC, and the present day in the tenant's time zone. */
  readonly now: Instant;
  readonly today: Day;
  readonly timeZone: string;
  /** Returns at most 1,000 records of one kind. For more, sort and ask again for those after the last. Refuses as `askList` does. */
  list<E extends Entity>(on: E, asked?: Omit<ListQueryInput, 'entity'>): Promise<Result<readonly RecordOf<E>[]>>;
  /** Returns at most 1,000 records, and the place after which the next page begins (`after`); null: it was the last one. Refuses as `askList` does. */
  page<E extends Entity>(
    on: E,
    asked: Omit<ListQueryInput, 'entity'>,
  ): Promise<Result<{ readonly rows: readonly RecordOf<E>[]; readonly next: string | null }>>;
  /** Returns measures by groups. Refuses as `askReport` does. */
  report(asked: ReportInput): Promise<Result<readonly ReportRow[]>>;
  /** Returns the tenant's settings of a pack (T-24). */
  settings<E extends Entity>(of: SettingsOf<E>): Promise<Result<Values<E>>>;
  /** Carries out one act. Returns the refusal of the first refused part. The other parts of an `each` act are done nevertheless. */
  act(act: ServiceAct): Promise<Result<Decision>>;
  /** Judges messages as they would be judged if they left now, in their order. The moment of sending asks again. */
  judge(messages: readonly AskedMessage[]): Promise<readonly SendVerdict[]>;
  /** The tenant's kinds of record. */
  readonly catalogue: Catalogue;
  /** Returns a kind of record of the tenant by its name. */
  kindOf(name: string): Entity | undefined;
  /** The members of the tenant's campaigns (ADR 152). */
  readonly campaigns: CampaignBook;
  /** The tenant's pages at social networks (ADR 162). Undefined: this server has no network. */
  readonly social: SocialBook | undefined;
  /** Whether this server hands batches of letters to a print service (LET-8). */
  readonly hasPrintService: boolean;
  /** The log of messages, for those on paper (LET-7). */
  readonly paperLog: PaperLog;
  /** Gives people a notice. Returns why nobody was told. */
  tell(notice: ServiceNotice): Promise<string | undefined>;
  /**
   * Returns the same work with the rights that a person has at this moment, and none of its own (AUT-4, SEQ-2). Undefined: the person has no
   * rights here any more.
   */
  as(userId: string): Promise<Service | undefined>;
  /** Returns the same id for the same words, for a record that is made once. */
  idOf<E extends Entity>(on: E, ...words: readonly [string, ...string[]]): Id<E['name']>;
}

/** Returns the account of a pack's own work. */
export const serviceAccountOf = ({ pack, grants }: Pick<ServiceAccount, 'pack' | 'grants'>): ServiceAccount => ({
  pack,
  userId: serviceIdOf(pack),
  grants,
});

/** Gives a pack's own work access to a tenant. Undefined: the tenant does not have the pack (T-25), so its work is not done there. */
export async function openService(
  ports: ServicePorts,
  account: ServiceAccount,
  orgId: string,
): Promise<Service | undefined> {
  const { database, installed, clock } = ports;
  const { tenant, settings } = await inTenant(database, { orgId, mode: 'snapshot' }, async (tx) =>
    readTenant(tx, { orgId, installed }, await readMark(tx, orgId)),
  );
  if (!isPackInstalled(tenant.catalogue, account.pack)) return undefined;
  const { userId, pack } = account;
  const timeZone = settings?.timeZone ?? 'UTC';
  const now = moment(new Date(clock.nowMs()).toISOString());
  const today = day(daysOf('today', { userId, now, timeZone }).from ?? now.slice(0, 10));
  const page: Service['page'] = async (on, asked) => {
    const question = listQuerySchema.parse({ limit: 1_000, ...asked, entity: on.name });
    const answer = await askList(ports, { orgId, userId, service: account }, question);
    if (!answer.ok) return answer;
    const { rows, next } = answer.value;
    return accept({ rows: rows.flatMap((record) => asKind(on, record) ?? []), next });
  };
  return {
    orgId,
    catalogue: tenant.catalogue,
    now,
    today,
    timeZone,
    async list(on, asked = {}) {
      const found = await page(on, asked);
      return found.ok ? accept(found.value.rows) : found;
    },
    page,
    async report(asked) {
      const answer = await askReport(ports, { orgId, userId, service: account }, reportSchema.parse(asked));
      return answer.ok ? accept(answer.value.rows) : answer;
    },
    async settings(of) {
      const question = listQuerySchema.parse({ entity: of.on, sort: [{ field: 'id', direction: 'asc' }], limit: 1 });
      const answer = await askList(ports, { orgId, userId, service: account }, question);
      return answer.ok ? accept(settingValues(of, answer.value.rows[0])) : answer;
    },
    async act({ once, isFilling = false, ...act }) {
      const id = hashedId('act of service', orgId, pack, ...once);
      const done = await actAsService(ports, { orgId, account, isFilling }, { ...act, id });
      return done.ok ? accept(done.value.decision) : done;
    },
    judge: (messages) =>
      inTenant(database, { orgId, mode: 'snapshot' }, (tx) => judgeMessages(tx, { orgId, installed, now }, messages)),
    kindOf: (name) => tenant.catalogue.entities.get(name),
    campaigns: openCampaignBook(database, orgId),
    social: ports.social?.(orgId),
    hasPrintService: ports.hasPrintService === true,
    paperLog: openPaperLog(ports, orgId),
    tell: (notice) => tellPeople(ports, orgId, { catalogue: tenant.catalogue, ...notice }),
    async as(person) {
      const acting = { ...account, grants: [], for: person };
      const asker = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => readAsker(tx, { orgId, userId, installed, service: acting })); // prettier-ignore
      return asker.principal.memberships.length === 0 ? undefined : openService(ports, acting, orgId);
    },
    idOf: (on, ...words) => hashedId('record of service', orgId, on.name, ...words) as Id<typeof on.name>, // made of this kind's name
  };
}
