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
import type { MapFiles } from './maps/map-files.ts';
import { ownDefinitionsOf } from './questions/own-definitions.ts';
import { exportedJournal, serverJournal } from './journal/server-journal.ts';
import { verifyJournal } from './journal/verify-journal.ts';
import { calendarFeed, endCalendarFeed, makeCalendarFeed } from './people/calendar-feed.ts';
import { askToChangeEmail, changeEmail } from './people/own-email.ts';
import { devicesOfPeople, endDevice, endDevicesOf, endOwnDevices, ownDevices } from './people/devices.ts';
import { givePassword, invitePerson, listInvites, peopleContacts, revokeInvite } from './people/people.ts';
import type { AccountRequests } from './session/account-requests.ts';
import {
  askForStepUpCode,
  confirmFactor,
  listFactors,
  makeBackupCodes,
  removeFactor,
  startSent,
  startTotp,
  stepUp,
} from './session/factors.ts';
import type { OpenTenant } from './session/open-tenant.ts';
import { changeSealed, reveal, sealedOf } from './session/sealed-fields.ts';
import type { SessionKeeper } from './session/session-keeper.ts';

export type CallHandlers = { readonly [N in CallName]: CallHandler<N> };

export type HandlerContext = {
  readonly keeper: SessionKeeper;
  /** Returns the open replica, or the refusal with the reason why none is open. */
  readonly tenant: () => Result<OpenTenant>;
  readonly syncStatus: () => SyncStatus;
  readonly imports: ImportHandlers;
  readonly exports: ExportHandlers;
  readonly files: FileHandlers;
  readonly duplicates: DuplicateHandlers;
  readonly maps: MapFiles;
  readonly accounts: AccountRequests;
};

/** The prefix of the keys of screens' values on the device, so that they cannot equal the replica's own keys. */
const screenPrefix = 'screen/';

/**
 * Returns one function for each call of the contract. The table is closed: a new call does not compile until it is listed
 * here.
 */
export function callHandlers({
  keeper,
  tenant,
  syncStatus,
  imports,
  exports,
  files,
  duplicates,
  maps,
  accounts,
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
    'session.askForCode': accounts.askForCode,
    'session.setUpFactor': accounts.setUpFactor,
    'session.askForFactorCode': accounts.askForFactorCode,
    'session.resetPassword': accounts.resetPassword,
    'session.stepUp': within((open, input) => stepUp(open, input)),
    'session.askForStepUpCode': within((open, input) => askForStepUpCode(open, input)),
    'factors.list': within((open) => listFactors(open)),
    'factors.startTotp': within((open, input) => startTotp(open, input)),
    'factors.startSent': within((open, input) => startSent(open, input)),
    'factors.confirm': within((open, input) => confirmFactor(open, input)),
    'factors.makeBackupCodes': within((open) => makeBackupCodes(open)),
    'factors.remove': within((open, input) => removeFactor(open, input)),
    'session.findInvite': accounts.findInvite,
    'session.acceptInvite': accounts.acceptInvite,
    'session.askToRegister': accounts.askToRegister,
    'session.register': accounts.register,
    'session.unlock': ({ password }) => keeper.unlock(password),
    'session.changeKey': ({ password }) => keeper.changeKey(password),
    'session.lock': () => keeper.lock(),
    'session.signOut': () => keeper.signOut(),
    'definitions.own': within(async (open) => accept(ownDefinitionsOf(open.device))),
    'records.list': within((open, input) => open.questions.list(input)),
    'records.summary': within((open, input) => open.questions.summary(input)),
    'records.places': within((open, input) => open.questions.places(input)),
    'map.files': async () => accept({ files: [...(await maps.list())] }),
    'map.bytes': (input) => maps.read(input),
    'records.report': within((open, input) => open.questions.report(input)),
    'records.get': within((open, input) => open.questions.get(input)),
    'records.search': within((open, input) => open.questions.search(input)),
    'records.history': within((open, input) => open.questions.history(input)),
    'records.stageSince': within((open, input) => open.questions.stageSince(input)),
    'records.timeline': within((open, input) => open.questions.timeline(input)),
    'acts.perform': within((open, input) => answered(open.acts.perform(input))),
    'acts.changeMany': within(({ device, acts, questions }, input) =>
      changeMany({ device, acts, rows: (query) => questions.rows(query) }, input),
    ),
    'acts.undo': within((open, { act }) => answered(open.acts.undo(act))),
    'acts.undoGroup': within((open, { group }) => open.acts.undoGroup(group)),
    'acts.undertakings': within((open) => open.questions.undertakings()),
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
    'journal.export': within((open, input) => exportedJournal(open, input)),
    'journal.verify': within((open) => verifyJournal(open)),
    'notifications.list': within((open) => open.notifications.list()),
    'sealed.of': within((open, input) => sealedOf(open, input)),
    'sealed.reveal': within((open, input) => reveal(open, input)),
    'sealed.change': within((open, input) => changeSealed(open, input)),
    'calendar.feed': within((open) => calendarFeed(open)),
    'calendar.makeFeed': within((open) => makeCalendarFeed(open)),
    'calendar.endFeed': within((open) => endCalendarFeed(open)),
    'account.askToChangeEmail': within((open, input) => askToChangeEmail(open, input)),
    'account.changeEmail': within((open, input) => changeEmail(open, input)),
    'devices.own': within((open) => ownDevices(open)),
    'devices.ofPeople': within((open) => devicesOfPeople(open)),
    'devices.end': within((open, input) => endDevice(open, input)),
    'devices.endOwn': within((open, input) => endOwnDevices(open, input)),
    'devices.endAllOf': within((open, input) => endDevicesOf(open, input)),
    'people.contacts': within((open) => peopleContacts(open)),
    'people.givePassword': within((open, input) => givePassword(open, input)),
    'people.invites': within((open) => listInvites(open)),
    'people.invite': within((open, input) => invitePerson(open, input)),
    'people.revokeInvite': within((open, input) => revokeInvite(open, input)),
    'people.sees': within((open, input) => open.questions.seenBy(input)),
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
  made: Promise<Result<{ readonly act: string; readonly ids: readonly string[] }>>,
): Promise<Result<{ act: string; ids: string[] }>> {
  const result = await made;
  return result.ok ? accept({ act: result.value.act, ids: [...result.value.ids] }) : result;
}

/**
 * S-5: returns everything that is not on the server yet, for a person to keep: each act as it would be sent, and each refused one
 * with its reasons.
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
