import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock, IdSource, MonotonicClock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { Logger } from 'pino';
import type { ActBounds } from '@outpost/domain/engine/act/act-too-large';
import { readAsker } from './access/asker.ts';
import { type Database, inTenant } from './db/database.ts';
import { authenticate, authenticateSession } from './http/guards/authenticate.ts';
import type { ClientAddress } from './http/guards/client-address.ts';
import { Budgets, type BudgetLimits, usualBudgets } from './http/guards/budgets.ts';
import { addAccessRoutes } from './http/routes/access-routes.ts';
import { addEmailRoutes } from './http/routes/identity/email-routes.ts';
import { type ApiRates, RateLimits, usualRates } from './http/guards/rate-limits.ts';
import { addHandBackRoutes } from './http/browser/hand-back-routes.ts';
import { addInvitedPage } from './http/browser/invited-page.ts';
import { addOpenPage } from './http/browser/open-page.ts';
import { addHealthRoutes } from './http/routes/health-routes.ts';
import { createHttpApp } from './http/http-app.ts';
import { addApiDocument } from './http/api/api-document.ts';
import { addAppPaths } from './http/api/app-paths.ts';
import type { ReadSmsReport } from './identity/factors/message-reports.ts';
import { addSmsReportRoute } from './http/routes/texts/sms-report-route.ts';
import { addConfirmPage } from './http/browser/confirm-page.ts';
import { addFollowedMails } from './http/browser/followed-mails.ts';
import { addOptOutPage } from './http/browser/opt-out-page.ts';
import { addMailReportRoute } from './http/routes/mail-reports/mail-report-route.ts';
import { addCallRoutes } from './http/routes/texts/call-routes.ts';
import { addIncomingCallRoutes } from './http/routes/texts/incoming-call-routes.ts';
import { addTextRoutes } from './http/routes/texts/text-routes.ts';
import { addNamedPaths } from './http/api/named/named-paths.ts';
import { addKeyRoutes } from './http/api/key-routes.ts';
import { addAssignmentRoutes } from './http/api/assignment-routes.ts';
import { addAutomationRoutes } from './http/api/automation-routes.ts';
import { addEventRoutes } from './http/api/event-routes.ts';
import { addWebhookRoutes } from './http/api/webhook-routes.ts';
import { addDirectoryRoutes } from './http/scim/directory-routes.ts';
import { addScimRoutes } from './http/scim/scim-routes.ts';
import { addRecordApi } from './http/api/record-api.ts';
import { addQuestionApi } from './http/api/question-api.ts';
import { addReferencePage } from './http/api/reference-page.ts';
import type { HttpEnv } from './http/bodies/http-env.ts';
import { addAuditRoutes } from './http/routes/audit-routes.ts';
import { addCalculationRoutes } from './http/routes/records/calculation-routes.ts';
import { addFileRoutes } from './http/routes/records/file-routes.ts';
import { addCalendarRoutes } from './http/routes/records/calendar-routes.ts';
import { addMemberErasureRoutes } from './http/routes/member-erasure-routes.ts';
import { addPersonDataRoutes } from './http/routes/person-data-routes.ts';
import { addPasskeyRoutes } from './http/routes/identity/passkey-routes.ts';
import { addRecordRoutes } from './http/routes/records/record-routes.ts';
import { addSyncRoutes } from './http/routes/records/sync-routes.ts';
import { addInviteRoutes } from './http/routes/identity/invite-routes.ts';
import { addOrganisationRoutes } from './http/routes/organisation-routes.ts';
import { addRecoveryRoutes } from './http/routes/identity/recovery-routes.ts';
import { addRegisterRoutes } from './http/routes/identity/register-routes.ts';
import { addDkimRoutes } from './http/routes/dkim/dkim-routes.ts';
import { addDeviceNoteRoutes } from './http/routes/device-note-routes.ts';
import { addQueueRoutes } from './http/routes/queue-routes.ts';
import { addSessionRoutes } from './http/routes/identity/session-routes.ts';
import { addWipeRoutes } from './http/routes/wipe-routes.ts';
import { addTenantRoutes } from './http/routes/tenant-routes.ts';
import { addSsoRoutes } from './http/routes/identity/sso-routes.ts';
import { type GuardPorts, guardedFetch } from './identity/outgoing/guarded-fetch.ts';
import { type ResolveTxt, txtResolver } from './identity/outgoing/txt-resolver.ts';
import type { PresetClients } from './identity/sso/presets.ts';
import { groupFollower } from './tenancy/sso/follow-groups.ts';
import { provisioner } from './tenancy/sso/provision.ts';
import { dkimSignerOf } from './gateway/dkim/dkim-key.ts';
import { MonthlyUse } from './gateway/monthly-use.ts';
import { type BlobStore, sealedBlobs } from './files/blob-store.ts';
import { mailFileMs } from './integrations/email/mail-files.ts';
import { fileKeepingOf } from './files/file-keeping.ts';
import { contentReader } from './files/content-reader.ts';
import { tenantFileKeys } from './files/file-keys.ts';
import type { ObjectStore } from './files/object-store.ts';
import type { KeyRing } from './identity/keys/key-ring.ts';
import type { PasswordHasher } from './identity/passwords/password-hasher.ts';
import { type SendAccountMail, startMailer } from './identity/mail/outbox.ts';
import { headSigner } from './identity/keys/sign-head.ts';
import { addPackRoutes } from './http/packs/pack-routes.ts';
import type { IdentityPorts, MessageCount } from './identity/identity-ports.ts';
import { relyingPartyOf } from './identity/passkeys/relying-party.ts';
import { accountMailSender } from './integrations/email/account-mail.ts';
import type { MailPorts } from './integrations/email/email-adapter.ts';
import { confirmLinks } from './integrations/email/confirm-links.ts';
import type { MailReport } from './integrations/email/mail-reports.ts';
import { optOutLinks } from './integrations/email/opt-out-links.ts';
import { openUseLinks } from './integrations/mail-uses/use-links.ts';
import { recordingSteps } from './jobs/recordings/recording-rows.ts';
import { incomingCalls, recordingsOf } from './packs/recordings-of.ts';
import type { Calls } from './integrations/sms/calls.ts';
import { httpsCarrier } from './integrations/letters/https-carrier.ts';
import { openService } from './jobs/service/service.ts';
import type { ServiceAccount } from './access/service-account.ts';
import { type SocialBook, socialBooks } from './gateway/social/social-book.ts';
import { graphNetwork } from './integrations/social/graph-network.ts';
import { textsWithAddress } from './integrations/sms/texts-with-address.ts';
import type { Texts } from './integrations/sms/texts.ts';
import { confirmationWorker } from './jobs/confirmations/confirmation-worker.ts';
import { noticeWork, type NoticeWorkPorts } from './jobs/notices/notice-work.ts';
import { welcomeWorker } from './jobs/welcome/welcome-mails.ts';
import { startAppending } from './jobs/append-events.ts';
import type { Broker } from './jobs/brokers/broker.ts';
import { brokerWork } from './jobs/brokers/broker-work.ts';
import { mailUseWorker } from './jobs/mail-uses/tell-mail-uses.ts';
import {
  intentOrderReader,
  intentReportNoter,
  intentWorkers,
  mailUsesTeller,
  startIntents,
} from './jobs/intents/intent-workers.ts';
import { serverWorkers } from './jobs/server-workers.ts';
import { webhookWork } from './jobs/webhooks/webhook-worker.ts';
import { mailboxWork } from './integrations/mailboxes/mailbox-work.ts';
import type { MailProvider } from './integrations/mailboxes/mail-grant.ts';
import { addMailboxPage } from './http/browser/mailbox-page.ts';
import { ownSenders } from './integrations/mailboxes/own-sender.ts';
import { sourceWork } from './jobs/webhooks-in/source-work.ts';
import { addSourceAddress } from './http/routes/hooks/source-address.ts';
import { addNoticeChannelRoutes } from './http/routes/notices/notice-channel-routes.ts';
import type { ApiCaller } from './tenancy/act-as.ts';
import { addMailboxRoutes } from './http/routes/mailboxes/mailbox-routes.ts';
import { addSourceRoutes } from './http/api/source-routes.ts';
import { runWorkers, startWorkers } from './jobs/workers/workers.ts';
import { readClock } from './journal/heads.ts';
import { type PackServer, serverWorkOf } from './packs/pack-server.ts';
import { handOverConfirmation } from './packs/hand-over-confirmation.ts';
import { handOverMailReport } from './packs/hand-over-mail-report.ts';
import { handOverReturnedMail } from './packs/hand-over-returned-mail.ts';
import { handOverOptOut } from './packs/hand-over-opt-out.ts';
import { noteFound } from './jobs/intents/note-found.ts';
import { doNotCallAsker } from './packs/do-not-call-lists.ts';
import { textHandOver } from './packs/hand-over-text.ts';
import type { DecideElsewhere } from './records/apply-input.ts';
import type { WritePorts } from './records/write-ports.ts';
import type { WriteLimits } from './records/load/write-limits.ts';
import { openPokeHub } from './sync/streams/poke-hub.ts';
import { pullForStreams } from './sync/streams/pull-for-streams.ts';
import type { PullLimits } from './sync/pages/pull-limits.ts';
import type { ReadForStreams } from './sync/streams/tell-streams.ts';
import type { MemberPorts } from './tenancy/members.ts';
import type { Registration } from './tenancy/registering/registration.ts';

/** All ports of the server. It creates none itself, so that a whole server can run in a test or a simulation. */
export type ServerPorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly monotonic: MonotonicClock;
  readonly ids: IdSource;
  readonly random: RandomBytes;
  readonly installed: Catalogue;
  /** The work of packs on the server (T-22): each process has one list. */
  readonly packs: readonly PackServer[];
  readonly keys: KeyRing;
  readonly passwords: PasswordHasher;
  /** Looks up breached passwords. Left out: there is no list. */
  readonly breached?: IdentityPorts['breached'];
  readonly log: Logger;
  readonly clientAddress: ClientAddress;
  readonly durability: 'commit' | 'backup';
  /** Null: e-mails wait. */
  readonly mail: MailPorts | null;
  /** Absent: no text messages are sent. */
  readonly sms?: IdentityPorts['sms'] | null;
  /** Reads reports about text messages. Left out, or where the server has no https address: none are asked for. */
  readonly readSmsReport?: ReadSmsReport | null;
  /** The text messages of organisations. Absent: they wait. Reports and incoming ones need a `publicUrl` with https. */
  readonly texts?: Texts | null;
  /** Sends pushes (NTF-7). Absent: this server sends none. */
  readonly push?: Exclude<NoticeWorkPorts['push'], undefined>;
  /** The calls of organisations. Absent: they wait until their time has passed. Connecting needs a `publicUrl` with https. */
  readonly calls?: Calls | null;
  /** Takes mails about accounts in place of `mail`. */
  readonly keepAccountMail?: SendAccountMail;
  /** The people who get an account by themselves. Left out: invited people. */
  readonly registration?: Registration;
  /** The server's address for devices, which mails name. Left out: they name none. */
  readonly publicUrl?: string;
  /** The address at which people get the program. Left out: the page of an invitation names none. */
  readonly downloadUrl?: string;
  /** Addresses of services that adapters reach, by "pack.service". Left out: none. */
  readonly services?: Readonly<Record<string, string>>;
  /** The storage of the bytes of files, and the most bytes of a tenant. Left out: the server takes no files. */
  readonly files?: { readonly objects: ObjectStore; readonly quotaBytes: number };
  /** `by-news`: workers run as news comes. `when-asked`: only when `runWorkers` is called, for tests and the simulation. */
  readonly workers: 'by-news' | 'when-asked';
  /** The budgets of addresses, persons and tenants, and the limits of one act; the usual ones where absent. */
  readonly budgets?: BudgetLimits;
  readonly bounds?: ActBounds;
  /** The rates of the API; the usual ones where absent. `shared`: all servers on the database count together. */
  readonly rates?: ApiRates;
  readonly ratesAre?: 'shared' | 'own';
  /** Guards of the server's requests to addresses that tenants enter. `allowsHttp`: for the tests' own provider. */
  readonly outgoing?: GuardPorts & { readonly allowsHttp?: boolean };
  /** Reads TXT records; those of the system where absent. */
  readonly resolveTxt?: ResolveTxt;
  /** The server's own clients at Google and Microsoft. */
  readonly ssoClients?: PresetClients;
  /** The providers at which people sign in to their mailboxes. Left out, or without `publicUrl`: by a password alone. */
  readonly mailProviders?: readonly MailProvider[];
  /** The origins whose pages may use the API. Absent: none. */
  readonly origins?: readonly string[];
  /** The limits of one page, turn or batch (E-3); the usual ones where absent. */
  readonly pullLimits?: PullLimits;
  readonly writeLimits?: WriteLimits;
  /**
   * The database as the role that may empty old rows of the journal (ADR 73) and erase former members (ADR 122). Left out: an operator's
   * command empties rows, and no member can be erased.
   */
  readonly eraser?: Database;
  /** Whether new people are greeted by mail. Left out: they are not. */
  readonly welcomes?: boolean;
  /** The brokers that get the events of all organisations. Left out: there are none. Their owner closes them. */
  readonly brokers?: readonly Broker[];
  /** Decides large turns in another thread. Left out: they are decided in this one. */
  readonly elsewhere?: DecideElsewhere;
};

export type SyncServer = {
  readonly app: OpenAPIHono<HttpEnv>;
  /** The functions that create tenants and people, for seeding and for tests. */
  readonly tenancy: MemberPorts;
  /** The contents of files; undefined where the server takes none. */
  readonly blobs: BlobStore | undefined;
  /** Executes the waiting work of one tenant, and writes the counts of all. */
  readonly runWorkers: (orgId: string) => Promise<void>;
  /** Ends streams and workers. The owner of the database and of the mail transport closes those. */
  readonly close: () => Promise<void>;
};

/** Assembles the server from its ports. Migrations have run. */
export async function createServer(ports: ServerPorts): Promise<SyncServer> {
  const { database, clock, ids, random, installed, keys, passwords, log, clientAddress, durability } = ports;
  const send = ports.keepAccountMail ?? (ports.mail ? accountMailSender(ports.mail) : undefined);
  const blobs =
    ports.files && sealedBlobs({ objects: ports.files.objects, keys: tenantFileKeys(ports), random, clock });
  const readContent = blobs && contentReader(blobs);
  const mailer =
    send && ports.workers === 'by-news' ? startMailer({ database, clock, keys, log, send, readContent }) : undefined;
  const queued = () => mailer?.wake();
  const uses = new MonthlyUse({ database, clock, log });
  const messages: MessageCount = {
    add: (orgId) => uses.add(orgId, 'messages'),
    judge: (orgId) => uses.judge(orgId, 'messages'),
    take: (orgId) => uses.take(orgId, 'messages'),
    giveBack: (orgId) => uses.giveBack(orgId, 'messages'),
  };
  const identity = {
    database,
    clock,
    ids,
    random,
    keys,
    passwords,
    ...(ports.breached ? { breached: ports.breached } : {}),
    ...(send ? { accountMail: { queued, serverUrl: ports.publicUrl } } : {}),
    ...(ports.sms ? { sms: ports.sms } : {}),
    ...(ports.readSmsReport && ports.publicUrl?.startsWith('https://') ? { smsReportsAt: ports.publicUrl } : {}),
    messages,
    relyingParty: relyingPartyOf(ports.publicUrl),
  };
  const limits = {
    ...(ports.pullLimits === undefined ? {} : { pullLimits: ports.pullLimits }),
    ...(ports.writeLimits === undefined ? {} : { writeLimits: ports.writeLimits }),
    ...(ports.elsewhere === undefined ? {} : { elsewhere: ports.elsewhere }),
  };
  const graph = ports.services?.['crm.social'];
  const social: ((orgId: string) => SocialBook) | undefined = graph === undefined ? undefined : socialBooks({ database, clock, keys, network: graphNetwork({ at: graph, fetch }), noteFound: (orgId, found): Promise<void> => noteFound(intentPorts, orgId, { kind: 'social', ...found }) }); // prettier-ignore
  const printAt = ports.services?.['crm.letters'];
  const tenancy: MemberPorts = { database, clock, ids, random, installed, identity, ...limits };
  const readHead = (orgId: string): Promise<number | undefined> =>
    inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => (await readClock(tx, orgId, 'unlocked'))?.head);
  const signHead = headSigner({ keys, clock });
  const pullPorts = { ...tenancy, ...limits, durability, signHead };
  const readPages: ReadForStreams = (orgId, pulls) => pullForStreams(pullPorts, orgId, pulls);
  const pokes = await openPokeHub({ database, installed, readHead, readPages });
  /** Returns the journal's end, and computes the person's tokens, by which the hub finds the news that concern them. */
  const openStream = ({ orgId, userId }: Pick<ApiCaller, 'orgId' | 'userId'>): Promise<number | undefined> =>
    inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
      const now = await readClock(tx, orgId, 'unlocked');
      await readAsker(tx, { orgId, userId, installed }, now?.rights);
      return now?.head;
    });
  const textsAt = ports.publicUrl?.startsWith('https://') ? ports.publicUrl : undefined;
  const texts = ports.texts && textsWithAddress({ ...ports, texts: ports.texts, at: textsAt, blobs, mac: keys.attemptMac }); // prettier-ignore
  const calls = ports.calls && { ...ports.calls, ...(textsAt === undefined ? {} : { reportsAt: textsAt }) };
  const optOuts =
    ports.publicUrl === undefined ? undefined : optOutLinks({ mac: keys.attemptMac, at: ports.publicUrl });
  const confirmations =
    ports.publicUrl === undefined ? undefined : confirmLinks({ mac: keys.attemptMac, at: ports.publicUrl });
  const followed =
    ports.publicUrl === undefined ? undefined : openUseLinks({ mac: keys.attemptMac, at: ports.publicUrl });
  const senders = ownSenders({ ...ports, identity });
  const resolveTxt = ports.resolveTxt ?? txtResolver([]);
  const dkimOf = (orgId: string, domain: string) =>
    dkimSignerOf({ database, clock, keys, resolveTxt }, orgId, domain).catch((error: unknown) => {
      log.error({ orgId, err: error }, 'an e-mail could not be signed, and goes out without a signature');
      return undefined;
    });
  const work = serverWorkOf(ports.packs, {
    mail: ports.mail && {
      ...ports.mail,
      ...(optOuts ? { optOuts } : {}),
      ...(blobs ? { readFile: contentReader(blobs, mailFileMs) } : {}),
      ...(followed ? { useLinks: followed } : {}),
      ownMailbox: senders.mailboxOf,
      dkimOf,
    },
    texts: texts ?? null,
    calls: calls ?? null,
    social,
    ...(printAt === undefined ? {} : { letters: { carrier: httpsCarrier({ at: printAt, fetch: guardedFetch(ports.outgoing), nowMs: () => ports.clock.nowMs() }), serviceOf: (account: ServiceAccount, orgId: string) => openService({ ...tenancy, social }, account, orgId) } }), // prettier-ignore
    services: ports.services ?? {},
    fetch,
  });
  const intentPorts = { ...ports, ...work, messages, social, askDoNotCall: doNotCallAsker({ ...tenancy, social, log }, work.doNotCallLists) }; // prettier-ignore
  const lanes = ports.workers === 'by-news' ? startIntents(intentPorts) : undefined;
  const intents = lanes?.workers ?? intentWorkers(intentPorts);
  const webhookFetch = guardedFetch(ports.outgoing);
  const webhooks = webhookWork({ ...ports, identity, webhookFetch });
  const sources = sourceWork({ ...ports, ...limits });
  const streams = (ports.brokers ?? []).map((broker) => ({ name: broker.name, ...brokerWork(ports, broker) }));
  const reports = { noteReport: intentReportNoter(intentPorts, 'email'), suppressor: work.suppressor };
  const keeping = ports.files && blobs ? fileKeepingOf({ ...tenancy, blobs, quotaBytes: ports.files.quotaBytes }) : undefined; // prettier-ignore
  const mailboxes = mailboxWork({
    ...ports,
    identity,
    ...limits,
    mailReceiver: work.mailReceiver,
    ...(keeping ? { fileKeeping: keeping } : {}),
    noteReturned: (orgId, returned) => handOverReturnedMail({ ...ports, ...limits }, { orgId, returned }, reports),
  });
  const notices = noticeWork({ ...ports, identity, texts, messages });
  const workers = serverWorkers({
    ...intentPorts,
    intents,
    identity,
    blobs,
    webhooks: webhooks.worker,
    sources: sources.worker,
    consumers: [
      ...streams.map(({ worker }) => worker),
      ...(confirmations ? [confirmationWorker({ database, installed, clock, identity, durability, linkOf: confirmations.addressOf })] : []), // prettier-ignore
      ...(calls ? [recordingsOf(intentPorts, { calls, receiver: work.callReceiver, keeping })] : []),
      mailUseWorker({ database, clock }, mailUsesTeller(intentPorts)),
      notices.worker,
      ...(ports.welcomes ? [welcomeWorker({ database, installed, clock, identity })] : []),
    ],
    mailboxes: mailboxes.worker,
  });
  const stopWorkers =
    ports.workers === 'by-news' ? startWorkers({ ...ports, pokes }, workers) : () => Promise.resolve();
  const stopAppending =
    ports.workers === 'by-news' ? startAppending({ database, clock, random, log }) : () => Promise.resolve();
  const stopCounting = ports.workers === 'by-news' ? uses.start() : () => uses.flush();
  const state = { isStopping: false };
  const signedIn = authenticateSession(identity);
  const budgets = new Budgets(ports.budgets ?? usualBudgets, { clock });
  const app = createHttpApp({
    log,
    budgets,
    identity,
    ids,
    clientAddress,
    rates: new RateLimits(ports.rates ?? usualRates, { shared: ports.ratesAre === 'shared' ? database : undefined }),
    uses,
    origins: ports.origins ?? [],
  });
  const writing = {
    ...tenancy,
    ...limits,
    budgets,
    ...(ports.bounds === undefined ? {} : { bounds: ports.bounds }),
    meter: (({ rows, acts, isOutside, ...author }) => {
      budgets.spend(author, 'rows', rows);
      if (isOutside) budgets.spend(author, 'outsideActs', acts);
    }) satisfies WritePorts['meter'],
  };
  addPasskeyRoutes(app, identity);
  const sso = {
    identity,
    publicUrl: ports.publicUrl,
    fetch: guardedFetch(ports.outgoing),
    allowsHttp: ports.outgoing?.allowsHttp ?? false,
    clients: ports.ssoClients ?? {},
    provision: provisioner(tenancy),
    followGroups: groupFollower(tenancy),
  };
  addInvitedPage(app, { downloadUrl: ports.downloadUrl }); // before the page of a ticket, whose address is more general
  addOpenPage(app); // likewise
  const { mailProviders = [], publicUrl } = ports;
  const oauth = mailProviders.length === 0 || publicUrl === undefined ? undefined : { ...tenancy, keys, providers: mailProviders, at: publicUrl, ...(ports.outgoing ? { outgoing: ports.outgoing } : {}) }; // prettier-ignore
  if (oauth) addMailboxPage(app, oauth);
  addHandBackRoutes(app, { ...sso, clientAddress });
  if (ports.readSmsReport) addSmsReportRoute(app, { identity, read: ports.readSmsReport });
  if (texts && textsAt !== undefined) {
    const handOver = textHandOver(writing, { receiver: work.textReceiver, fetchMedia: texts.fetchMedia, keeping });
    const receive: typeof handOver = (orgId, text) => notices.noteText(orgId, text).then(() => handOver(orgId, text));
    addTextRoutes(app, { texts, at: textsAt, noteReport: intentReportNoter(intentPorts, 'text'), receive });
  }
  if (calls && textsAt !== undefined) {
    const orderOf = intentOrderReader(intentPorts, 'call');
    addCallRoutes(app, { calls, at: textsAt, noteReport: intentReportNoter(intentPorts, 'call'), orderOf, recording: recordingSteps({ ...ports, keepsFiles: keeping !== undefined }) }); // prettier-ignore
    addIncomingCallRoutes(app, { calls, at: textsAt, ...incomingCalls(writing, { receiver: work.callReceiver, keepsFiles: keeping !== undefined }) }); // prettier-ignore
  }
  if (confirmations)
    addConfirmPage(app, { links: confirmations, confirm: (linked) => handOverConfirmation(writing, linked, work.confirmationReceiver) }); // prettier-ignore
  if (ports.mail?.readReports) {
    const note = (report: MailReport): Promise<void> => handOverMailReport(writing, report, reports);
    addMailReportRoute(app, { read: ports.mail.readReports, note });
  }
  if (followed) addFollowedMails(app, ports, followed);
  if (optOuts) addOptOutPage(app, { links: optOuts, optOut: (link) => handOverOptOut(writing, link, work.suppressor) });
  addSsoRoutes(app, { ...tenancy, ...sso, clientAddress, signedIn, resolveTxt });
  addHealthRoutes(app, { database, isStopping: () => state.isStopping });
  addSyncRoutes(app, {
    ...writing,
    durability,
    log,
    keys,
    pokes,
    openStream,
    named: authenticate(identity),
    signedIn,
    signHead,
  });
  addRecordRoutes(app, { ...writing, signedIn });
  addRecordApi(app, { ...writing, signedIn });
  addQuestionApi(app, { ...writing, signedIn });
  addCalculationRoutes(app, { ...tenancy, signedIn });
  addTenantRoutes(app, { ...tenancy, signedIn });
  const registration = ports.registration ?? 'invited';
  addInviteRoutes(app, { ...tenancy, signedIn, registration });
  addEmailRoutes(app, { ...tenancy, signedIn });
  addRegisterRoutes(app, { ...tenancy, registration });
  addRecoveryRoutes(app, { ...tenancy, signedIn });
  addSessionRoutes(app, { ...tenancy, signedIn });
  addWipeRoutes(app, { ...tenancy, signedIn });
  const audit = { ...tenancy, signing: keys.signing, signHead, signedIn };
  addAuditRoutes(app, audit);
  addAccessRoutes(app, { ...audit, budgets });
  const archives = { ...audit, blobs };
  addPersonDataRoutes(app, archives);
  addMemberErasureRoutes(app, { ...audit, eraser: ports.eraser });
  addOrganisationRoutes(app, { ...archives, uses, storageBytes: ports.files?.quotaBytes });
  addCalendarRoutes(app, { ...tenancy, budgets, signedIn });
  addNoticeChannelRoutes(app, { ...tenancy, ...notices, signedIn, ...(ports.outgoing ? { outgoing: ports.outgoing } : {}) }); // prettier-ignore
  addMailboxRoutes(app, { ...tenancy, keys, signedIn, oauth, ...(ports.outgoing ? { outgoing: ports.outgoing } : {}) });
  addDkimRoutes(app, { ...tenancy, resolveTxt, signedIn });
  addDeviceNoteRoutes(app, { ...tenancy, signedIn });
  addQueueRoutes(app, { ...tenancy, signedIn, resting: () => lanes?.resting() ?? [] });
  if (ports.files && blobs)
    addFileRoutes(app, { ...tenancy, blobs, quotaBytes: ports.files.quotaBytes, budgets, signedIn });
  addPackRoutes(app, { ...writing, signedIn, social, hasPrintService: printAt !== undefined }, work.http);
  addKeyRoutes(app, { ...writing, keys, signedIn });
  const { outgoing = {}, monotonic } = ports;
  addAutomationRoutes(app, { ...writing, signedIn });
  addAssignmentRoutes(app, { ...writing, signedIn });
  addSourceAddress(app, { database, clock, keys, wake: sources.wake });
  addSourceRoutes(app, { ...writing, keys, signedIn, wake: sources.wake, serverUrl: ports.publicUrl });
  addWebhookRoutes(app, { ...writing, keys, signedIn, outgoing, monotonic, fetch: webhookFetch });
  const restsUntil = (name: string): string | undefined => streams.find((stream) => stream.name === name)?.restsUntil();
  addEventRoutes(app, { ...tenancy, signedIn, brokers: streams.map(({ name }) => name), restsUntil });
  addScimRoutes(app, { ...writing, registration, serverUrl: identity.accountMail?.serverUrl });
  addDirectoryRoutes(app, { ...writing, keys, signedIn, serverUrl: identity.accountMail?.serverUrl });
  addNamedPaths(app, {
    ...writing,
    signedIn,
    clientAddress,
    uses,
    registration,
    storageBytes: ports.files?.quotaBytes,
  });
  addAppPaths(app, { ...tenancy, keys }); // after all routes of the app
  addApiDocument(app, { ...tenancy, signedIn });
  addReferencePage(app);
  return {
    app,
    tenancy,
    blobs,
    async runWorkers(orgId) {
      await runWorkers(workers, orgId);
      await uses.flush();
    },
    async close() {
      state.isStopping = true;
      await pokes.close();
      await mailer?.stop();
      await stopWorkers();
      await lanes?.stop();
      await webhooks.stop();
      await sources.stop();
      await mailboxes.stop();
      await senders.stop();
      await stopAppending();
      await stopCounting();
    },
  };
}
