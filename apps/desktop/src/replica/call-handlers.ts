import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { CallHandler } from '../bridge/call-handler.ts';
import type { CallName, SyncStatus } from '../bridge/contract.ts';
import { changeMany } from './acts/change-many.ts';
import { outboxEntries } from './acts/outbox.ts';
import { replacedEntries } from './acts/replaced.ts';
import { trayEntries } from './acts/tray.ts';
import type { DuplicateHandlers } from './duplicates/duplicates.ts';
import type { ExportHandlers } from './exports/exports.ts';
import type { FileHandlers } from './files/files.ts';
import type { ImportHandlers } from './imports/imports.ts';
import { compileLayout } from './templates/compile-layout.ts';
import type { MapFiles } from './maps/map-files.ts';
import { ownDefinitionsOf } from './questions/own-definitions.ts';
import { listAtServer, sumsAtServer, timelineAtServer } from './questions/server-records.ts';
import { auditDocument, auditDocuments, auditReportPdf, makeAuditReport } from './journal/audit-documents.ts';
import { exportedJournal, journalDays, serverJournal } from './journal/server-journal.ts';
import { chainAt } from './journal/chain-at.ts';
import { verifyReceivedHeads } from './journal/verify-journal.ts';
import { checkSigningKey, listSigningKeys, makeSigningKey, removeSigningKey } from './people/signing-keys.ts';
import {
  connectOwnMailbox,
  disconnectOwnMailbox,
  keepOwnMails,
  showOwnMailbox,
  startMailboxSignIn,
} from './people/mailbox.ts';
import { askNoticeChannels } from './people/own/notice-channels.ts';
import { calendarFeed, requestCalendarFeedEnd, requestCalendarFeed } from './people/calendar-feed.ts';
import { requestEmailCodes, requestEmailChange } from './people/own/own-email.ts';
import {
  reportDevice,
  requestApplyHandedOver,
  requestDeviceQuestion,
  devicesOfPeople,
  endDevice,
  endTrustIn,
  endDevicesOf,
  endOwnDevices,
  handedOver,
  keepDevice,
  ownDevices,
  wipeDevice,
} from './people/devices.ts';
import {
  deleteOrganisation,
  requestKeepOrganisation,
  requestLeaveOrganisation,
  requestEnding,
  requestPlan,
  requestOwnershipTransfer,
  requestSlug,
  requestSlugChange,
} from './people/organisation-life.ts';
import {
  endDirectoryToken,
  makeDirectoryToken,
  mapDirectoryGroup,
  readDirectory,
  rotateDirectoryToken,
  setDirectoryInvites,
} from './people/directory.ts';
import { activityOf } from './people/activity.ts';
import { explainedAccess, makeSightDocument, peopleWhoSee } from './people/sight.ts';
import {
  givePassword,
  invitePerson,
  requestInvites,
  peopleContacts,
  requestInviteRevocation,
} from './people/people.ts';
import { addSsoDomain, changeSsoRule, draftSsoProvider, requestSso, readSsoMetadata, removeSsoDomain, removeSsoProvider, saveSsoProvider, testSso, verifySsoDomain } from './people/sso.ts'; // prettier-ignore
import { hurryQueuedWork, queuedWork } from './people/queued-work.ts';
import { askPack } from './people/packs.ts';
import { assignmentDecisions, tryAssignmentOut } from './people/assignment.ts';
import { automationRun, automationRuns, decideAutomationRun, dryRunAutomation, listAutomations, turnAutomation } from './people/automations.ts'; // prettier-ignore
import { listEvents, listEventStreams, listSignIns } from './people/event-streams.ts';
import { changeWebhookSource, discardDelivery, endWebhookSourceSecret, listWebhookSources, makeWebhookSource, makeSourceSecret, previewSource, receivedDeliveries, removeWebhookSource, tryDeliveryAgain } from './people/sources.ts'; // prettier-ignore
import { endWebhookSecret, webhookDeliveries, listWebhooks, makeWebhook, makeWebhookSecret, removeWebhook, replayWebhook, sendDelivery, testWebhook, turnWebhook } from './people/webhooks.ts'; // prettier-ignore
import { endApiKey, listApiKeys, makeApiKey, rotateApiKey } from './people/api-keys.ts';
import { requestPasswordChange } from './people/own/own-password.ts';
import { askForOwnErasure, erasePerson, requestErasure, requestOwnErasure, keepOwnAccount } from './people/erasures.ts';
import { requestRecoveries, recoverPerson } from './people/recoveries.ts';
import type { AccountRequests } from './session/signing-in/account-requests.ts';
import type { BrowserSignIns } from './session/browser/browser-sign-in.ts';
import {
  askForStepUpCode,
  requestFactorConfirmation,
  requestFactorName,
  listFactors,
  makeBackupCodes,
  passkeysState,
  removeFactor,
  requestSentFactor,
  requestTotpFactor,
  checkProof,
  readOwnRecovery,
  stopOwnRecovery,
  requestStepUp,
} from './session/factors.ts';
import type { OpenTenant } from './session/open-tenant.ts';
import type { PasskeyPages } from './session/browser/passkey-pages.ts';
import { changeSealed, reveal, sealedOf } from './session/sealed-fields.ts';
import type { IdleLock } from './session/unlocking/idle-lock.ts';
import type { SessionKeeper } from './session/session-keeper.ts';

export type CallHandlers = { readonly [N in CallName]: CallHandler<N> };

export type HandlerContext = {
  readonly keeper: SessionKeeper;
  readonly idleLock: Pick<IdleLock, 'noteUse'>;
  /** Returns the open replica, or the refusal with the reason why none is open. */
  readonly tenant: () => Result<OpenTenant>;
  readonly syncStatus: () => SyncStatus;
  readonly imports: ImportHandlers;
  readonly exports: ExportHandlers;
  readonly files: FileHandlers;
  readonly duplicates: DuplicateHandlers;
  readonly maps: MapFiles;
  readonly accounts: AccountRequests;
  readonly browser: BrowserSignIns;
  readonly passkeys: PasskeyPages;
};

/** The prefix of the keys of screens' values on the device, so that they cannot equal the replica's own keys. */
const screenPrefix = 'screen/';

/**
 * Returns one function for each call of the contract. The table is closed: a new call does not compile until it is listed
 * here.
 */
export function callHandlers({
  keeper,
  idleLock,
  tenant,
  syncStatus,
  imports,
  exports,
  files,
  duplicates,
  maps,
  accounts,
  browser,
  passkeys,
}: HandlerContext): CallHandlers {
  /** Wraps a handler of the open replica. Refuses where none is open. */
  const within =
    <I, T>(answer: (open: OpenTenant, input: I) => Promise<Result<T>>) =>
    async (input: I): Promise<Result<T>> => {
      const open = tenant();
      return open.ok ? answer(open.value, input) : open;
    };
  return {
    'session.get': async () => accept(keeper.session()),
    'session.signIn': (input) => keeper.signIn(input),
    'session.findProviders': accounts.findProviders,
    'session.startInBrowser': browser.start,
    'session.finishInBrowser': browser.finish,
    'session.cancelInBrowser': async () => {
      browser.cancel();
      return accept(null);
    },
    'session.cameBack': async ({ link }) => accept(browser.cameBack(link)),
    'session.askForLinkCode': accounts.askForLinkCode,
    'session.askForCode': accounts.askForCode,
    'session.setUpFactor': accounts.setUpFactor,
    'session.askForFactorCode': accounts.askForFactorCode,
    'session.resetPassword': accounts.resetPassword,
    'session.checkProof': within((open) => checkProof(open)),
    'session.stopRecovery': accounts.stopRecovery,
    'factors.recovery': within((open) => readOwnRecovery(open)),
    'factors.stopRecovery': within((open) => stopOwnRecovery(open)),
    'session.stepUp': within((open, input) => requestStepUp(open, input)),
    'session.askForStepUpCode': within((open, input) => askForStepUpCode(open, input)),
    'passkeys.state': within((open) => passkeysState(open)),
    'passkeys.begin': (input) => passkeys.begin(input),
    'passkeys.finish': (input) => passkeys.finish(input),
    'passkeys.cancel': async (input) => passkeys.cancel(input),
    'sso.read': within((open) => requestSso(open)),
    'sso.test': within((open, input) => testSso(open, input)),
    'sso.readMetadata': within((open, input) => readSsoMetadata(open, input)),
    'sso.draftProvider': within((open) => draftSsoProvider(open)),
    'sso.saveProvider': within((open, input) => saveSsoProvider(open, input)),
    'sso.removeProvider': within((open, input) => removeSsoProvider(open, input)),
    'sso.addDomain': within((open, input) => addSsoDomain(open, input)),
    'sso.verifyDomain': within((open, input) => verifySsoDomain(open, input)),
    'sso.removeDomain': within((open, input) => removeSsoDomain(open, input)),
    'sso.changeRule': within((open, input) => changeSsoRule(open, input)),
    'factors.list': within((open) => listFactors(open)),
    'factors.startTotp': within((open, input) => requestTotpFactor(open, input)),
    'factors.startSent': within((open, input) => requestSentFactor(open, input)),
    'factors.confirm': within((open, input) => requestFactorConfirmation(open, input)),
    'factors.makeBackupCodes': within((open) => makeBackupCodes(open)),
    'factors.rename': within((open, input) => requestFactorName(open, input)),
    'factors.remove': within((open, input) => removeFactor(open, input)),
    'session.findInvite': accounts.findInvite,
    'session.acceptInvite': accounts.acceptInvite,
    'session.askToRegister': accounts.askToRegister,
    'session.register': accounts.register,
    'session.unlock': ({ password }) => keeper.unlock(password),
    'session.unlockByPin': ({ pin }) => keeper.unlockByPin(pin),
    'session.unlockByBiometrics': () => keeper.unlockByBiometrics(),
    'session.setPin': (input) => keeper.quick.setPin(input),
    'session.removePin': () => keeper.quick.removePin(),
    'session.setBiometrics': (input) => keeper.quick.setBiometrics(input),
    'session.changeKey': ({ password }) => keeper.changeKey(password),
    'session.organisations': async () => keeper.organisations(),
    'session.switch': ({ replica }) => keeper.switchTo(replica),
    'session.lock': () => keeper.lock(),
    'session.noteUse': async ({ lockAfterMinutes }) => {
      idleLock.noteUse(lockAfterMinutes);
      return accept(null);
    },
    'session.signOut': () => keeper.signOut(),
    'definitions.own': within(async (open) => accept(ownDefinitionsOf(open.device))),
    'records.list': within((open, input) => open.questions.list(input)),
    'records.summary': within((open, input) => open.questions.summary(input)),
    'records.places': within((open, input) => open.questions.places(input)),
    'map.files': async () => accept({ files: [...(await maps.list())] }),
    'map.bytes': (input) => maps.read(input),
    'templates.compile': async ({ layout }) => accept(await compileLayout(layout)),
    'records.report': within((open, input) => open.questions.report(input)),
    'records.get': within((open, input) => open.questions.get(input)),
    'records.search': within((open, input) => open.questions.search(input)),
    'records.history': within((open, input) => open.questions.history(input)),
    'records.asItWas': within((open, input) => open.questions.asItWas(input)),
    'records.stageSince': within((open, input) => open.questions.stageSince(input)),
    'records.moves': within((open, input) => open.questions.moves(input)),
    'records.timeline': within((open, input) => open.questions.timeline(input)),
    'server.list': within((open, input) => listAtServer(open, input)),
    'server.sums': within((open, input) => sumsAtServer(open, input)),
    'server.timeline': within((open, input) => timelineAtServer(open, input)),
    'acts.perform': within((open, input) => answered(open.acts.perform(input))),
    'acts.changeMany': within(({ device, acts, questions }, input) =>
      changeMany({ device, acts, rows: (query) => questions.rows(query) }, input),
    ),
    'acts.performEach': within(({ acts }, input) => acts.performEach(input)),
    'acts.undo': within((open, { act }) => answered(open.acts.undo(act))),
    'acts.undoGroup': within((open, { group }) => open.acts.undoGroup(group)),
    'acts.undertakings': within((open, input) => open.questions.undertakings(input)),
    'acts.undoLast': within((open) => open.acts.undoLast()),
    'acts.redoLast': within((open) => open.acts.redoLast()),
    'sync.outbox': within(async (open) =>
      accept({
        entries: [
          ...(await outboxEntries(open.device, [...open.device.memory.acts.values()], open.engine.sendingActs)),
        ],
      }),
    ),
    'sync.tray': within(async (open) => accept({ entries: [...trayEntries(open.device)] })),
    'sync.mend': within((open, { id, fields }) => answered(open.acts.mend(id, fields))),
    'sync.discard': within((open, { id }) => open.acts.setDiscarded(id, true)),
    'sync.undiscard': within((open, { id }) => open.acts.setDiscarded(id, false)),
    'sync.replaced': within(async (open, { record }) =>
      accept({ entries: [...(await replacedEntries(open.device, record))] }),
    ),
    'sync.restoreReplaced': within((open, { n, field }) => answered(open.acts.restoreReplaced(n, field))),
    'sync.keepReplaced': within((open, { n, field }) => open.acts.keepReplaced(n, field)),
    'sync.now': async () => {
      await keeper.tenant?.engine.now();
      await keeper.handOverNow();
      return accept(syncStatus());
    },
    'sync.status': async () => accept(syncStatus()),
    'sync.exportUnsent': within(async (open) => accept({ json: unsentText(open) })),
    'sync.device': within(async (open) => {
      const { device } = open;
      const { main, wal } = device.database.file.sizes();
      return accept({
        deviceId: device.memory.state.device,
        fileBytes: main + wal,
        encrypted: true,
        counts: { ...device.lookups.counts() },
      });
    }),
    'journal.onDevice': within((open, input) => open.questions.journal(input)),
    'journal.entries': within((open, input) => serverJournal(open, input)),
    'journal.days': within((open, input) => journalDays(open, input)),
    'journal.chainAt': within((open, input) => chainAt(open, input)),
    'journal.export': within((open, input) => exportedJournal(open, input)),
    'journal.verify': within((open) => verifyReceivedHeads(open)),
    'audit.documents': within((open) => auditDocuments(open)),
    'audit.makeReport': within((open, input) => makeAuditReport(open, input)),
    'audit.document': within((open, input) => auditDocument(open, input)),
    'audit.reportPdf': within((open, input) => auditReportPdf(open, input)),
    'queue.list': within((open, input) => queuedWork(open, input)),
    'queue.hurry': within((open, input) => hurryQueuedWork(open, input)),
    'packs.ask': within((open, input) => askPack(open, input)),
    'assignment.decisions': within((open, input) => assignmentDecisions(open, input)),
    'assignment.tryOut': within((open, input) => tryAssignmentOut(open, input)),
    'automations.list': within((open) => listAutomations(open, null)),
    'automations.turn': within((open, input) => turnAutomation(open, input)),
    'automations.runs': within((open, input) => automationRuns(open, input)),
    'automations.run': within((open, input) => automationRun(open, input)),
    'automations.decide': within((open, input) => decideAutomationRun(open, input)),
    'automations.dryRun': within((open, input) => dryRunAutomation(open, input)),
    'webhooks.list': within((open) => listWebhooks(open, null)),
    'webhooks.make': within((open, input) => makeWebhook(open, input)),
    'webhooks.turn': within((open, input) => turnWebhook(open, input)),
    'webhooks.remove': within((open, input) => removeWebhook(open, input)),
    'webhooks.newSecret': within((open, input) => makeWebhookSecret(open, input)),
    'webhooks.endSecret': within((open, input) => endWebhookSecret(open, input)),
    'webhooks.test': within((open, input) => testWebhook(open, input)),
    'webhooks.replay': within((open, input) => replayWebhook(open, input)),
    'webhooks.deliveries': within((open, input) => webhookDeliveries(open, input)),
    'webhooks.send': within((open, input) => sendDelivery(open, input)),
    'sources.list': within((open, input) => listWebhookSources(open, input)),
    'sources.make': within((open, input) => makeWebhookSource(open, input)),
    'sources.change': within((open, input) => changeWebhookSource(open, input)),
    'sources.remove': within((open, input) => removeWebhookSource(open, input)),
    'sources.newSecret': within((open, input) => makeSourceSecret(open, input)),
    'sources.endSecret': within((open, input) => endWebhookSourceSecret(open, input)),
    'sources.deliveries': within((open, input) => receivedDeliveries(open, input)),
    'sources.again': within((open, input) => tryDeliveryAgain(open, input)),
    'sources.discard': within((open, input) => discardDelivery(open, input)),
    'sources.preview': within((open, input) => previewSource(open, input)),
    'events.streams': within((open) => listEventStreams(open)),
    'events.signIns': within((open) => listSignIns(open)),
    'events.list': within((open, input) => listEvents(open, input)),
    'notifications.list': within((open) => open.notifications.list()),
    'access.explain': within((open, input) => explainedAccess(open, input)),
    'access.seenBy': within((open, input) => peopleWhoSee(open, input)),
    'access.makeReport': within((open, input) => makeSightDocument(open, input)),
    'sealed.of': within((open, input) => sealedOf(open, input)),
    'sealed.reveal': within((open, input) => reveal(open, input)),
    'sealed.change': within((open, input) => changeSealed(open, input)),
    'dkim.list': within((open) => listSigningKeys(open)),
    'dkim.make': within((open, input) => makeSigningKey(open, input)),
    'dkim.check': within((open, input) => checkSigningKey(open, input)),
    'dkim.remove': within((open, input) => removeSigningKey(open, input)),
    'noticeChannels.show': within((open) => askNoticeChannels(open, '')),
    'noticeChannels.removePush': within((open, { id }) => askNoticeChannels(open, `/push/${encodeURIComponent(id)}`, { method: 'DELETE' })), // prettier-ignore
    'noticeChannels.enterNumber': within((open, body) => askNoticeChannels(open, '/number', { method: 'PUT', body })),
    'noticeChannels.confirmNumber': within((open, body) => askNoticeChannels(open, '/number/confirm', { body })),
    'noticeChannels.removeNumber': within((open) => askNoticeChannels(open, '/number', { method: 'DELETE' })),
    'mailbox.show': within((open) => showOwnMailbox(open)),
    'mailbox.connect': within((open, input) => connectOwnMailbox(open, input)),
    'mailbox.startSignIn': within((open, input) => startMailboxSignIn(open, input)),
    'mailbox.keep': within((open, input) => keepOwnMails(open, input)),
    'mailbox.disconnect': within((open) => disconnectOwnMailbox(open)),
    'calendar.feed': within((open) => calendarFeed(open)),
    'calendar.makeFeed': within((open) => requestCalendarFeed(open)),
    'calendar.endFeed': within((open) => requestCalendarFeedEnd(open)),
    'account.erasure': within((open) => requestOwnErasure(open)),
    'account.askForErasure': within((open, input) => askForOwnErasure(open, input)),
    'account.stopErasure': within((open) => keepOwnAccount(open)),
    'account.askToChangeEmail': within((open, input) => requestEmailCodes(open, input)),
    'account.changeEmail': within((open, input) => requestEmailChange(open, input)),
    'devices.own': within((open) => ownDevices(open)),
    'devices.ofPeople': within((open) => devicesOfPeople(open)),
    'devices.end': within((open, input) => endDevice(open, input)),
    'devices.wipe': within((open, input) => wipeDevice(open, input)),
    'devices.report': within((open, input) => reportDevice(open, input)),
    'devices.ask': within((open, input) => requestDeviceQuestion(open, input)),
    'devices.endTrust': within((open, input) => endTrustIn(open, input)),
    'devices.keep': within((open, input) => keepDevice(open, input)),
    'devices.handedOver': within((open, input) => handedOver(open, input)),
    'devices.applyHandedOver': within((open, input) => requestApplyHandedOver(open, input)),
    'devices.endOwn': within((open, input) => endOwnDevices(open, input)),
    'devices.endAllOf': within((open, input) => endDevicesOf(open, input)),
    'organisation.plan': within((open) => requestPlan(open)),
    'organisation.transfer': within((open, input) => requestOwnershipTransfer(open, input)),
    'organisation.leave': within((open) => requestLeaveOrganisation(open)),
    'organisation.ending': within((open) => requestEnding(open)),
    'organisation.delete': within((open, input) => deleteOrganisation(open, input)),
    'organisation.keep': within((open) => requestKeepOrganisation(open)),
    'organisation.slug': within((open) => requestSlug(open)),
    'organisation.changeSlug': within((open, input) => requestSlugChange(open, input)),
    'people.contacts': within((open) => peopleContacts(open)),
    'people.activity': within((open, input) => activityOf(open, input)),
    'people.givePassword': within((open, input) => givePassword(open, input)),
    'people.invites': within((open) => requestInvites(open)),
    'people.invite': within((open, input) => invitePerson(open, input)),
    'people.revokeInvite': within((open, input) => requestInviteRevocation(open, input)),
    'directory.read': within((open) => readDirectory(open)),
    'directory.makeToken': within((open, input) => makeDirectoryToken(open, input)),
    'directory.rotateToken': within((open, input) => rotateDirectoryToken(open, input)),
    'directory.endToken': within((open, input) => endDirectoryToken(open, input)),
    'directory.setInvites': within((open, input) => setDirectoryInvites(open, input)),
    'directory.mapGroup': within((open, input) => mapDirectoryGroup(open, input)),
    'people.erasure': within((open, input) => requestErasure(open, input)),
    'people.erase': within((open, input) => erasePerson(open, input)),
    'people.recoveries': within((open) => requestRecoveries(open)),
    'people.recover': within((open, input) => recoverPerson(open, input)),
    'keys.list': within((open) => listApiKeys(open)),
    'keys.make': within((open, input) => makeApiKey(open, input)),
    'keys.rotate': within((open, input) => rotateApiKey(open, input)),
    'keys.end': within((open, input) => endApiKey(open, input)),
    'account.changePassword': within(async (open, input) => {
      const changed = await requestPasswordChange(open, input);
      if (changed.ok) keeper.quick.forgetAccount();
      return changed;
    }),
    'people.sees': within((open, input) => open.questions.seenBy(input)),
    'people.effect': within((open, input) => open.questions.effectOf(input)),
    ...imports,
    ...exports,
    ...files,
    ...duplicates,
    'local.get': within(async (open, { key }) =>
      accept({ value: ((await open.device.database.getLocal(`${screenPrefix}${key}`)) ?? null) as JsonValue }),
    ), // parsed by local.set
    'local.set': within(async (open, { key, value }) => {
      await open.device.database.setLocal(`${screenPrefix}${key}`, value);
      return accept(null);
    }),
  };
}

async function answered(
  made: Promise<Result<{ readonly act: string; readonly ids: readonly string[]; readonly left?: string }>>,
): Promise<Result<{ act: string; ids: string[]; left?: string }>> {
  const result = await made;
  if (!result.ok) return result;
  const { act, ids, left } = result.value;
  return accept({ act, ids: [...ids], ...(left === undefined ? {} : { left }) });
}

/**
 * S-5: returns everything that is not on the server yet, for a person to keep. These are each act as it would be sent, and each
 * refused one with its reasons.
 */
function unsentText({ device }: OpenTenant): string {
  const unsent = [...device.memory.acts.values()]
    .filter((entry) => entry.state === 'waiting')
    .map((entry) => entry.act);
  const tray = [...device.memory.tray.values()].map(({ act, why, refusedAt, discardedAt }) => ({
    act,
    why,
    refusedAt,
    discardedAt,
  }));
  return JSON.stringify({ person: device.userId, unsent, tray }, null, 2);
}
