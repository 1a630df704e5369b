import type { CreateEdit } from '@outpost/domain/kernel/acts/act';
import type { Result } from '@outpost/domain/kernel/refusal';
import { readGrants, type ServiceAccount } from '../access/service-account.ts';
import type { PackRoute, Webhook } from '../http/packs/pack-route.ts';
import type { PackHttp } from '../http/packs/pack-routes.ts';
import type { MailPorts } from '../integrations/email/email-adapter.ts';
import type { LetterCarrier } from '../integrations/letters/letter-carrier.ts';
import type { CallPlacing } from '../integrations/sms/call-adapter.ts';
import type { TextSending } from '../integrations/sms/text-adapter.ts';
import type { SocialPages } from '../jobs/service/social-pages.ts';
import type { EndedCall, IncomingCall } from '../integrations/sms/calls.ts';
import type { IncomingText } from '../integrations/sms/texts.ts';
import type { DoNotCallAnswer, NumberToAsk } from '@outpost/domain/kernel/messages/do-not-call';
import type { ContactChannel } from '@outpost/domain/kernel/messages/message';
import type { KeptFiles, MailReceiver, MailReceiving } from '../integrations/mailboxes/mail-receiver.ts';
import type { IntentAdapter } from '../jobs/intents/intent-adapter.ts';
import type { JournalFollower } from '../jobs/followers/journal-follower.ts';
import type { PackFollowers } from '../jobs/followers/follower-workers.ts';
import type { JobSchedule } from '../jobs/schedules/schedule.ts';
import type { PackSchedules } from '../jobs/schedules/schedule-workers.ts';
import { type Service, serviceAccountOf } from '../jobs/service/service.ts';

/** `serviceOf`: the work of a pack's account in a tenant, which reads the letters of a batch. */
export type LetterPorts = {
  readonly carrier: LetterCarrier;
  readonly serviceOf: (account: ServiceAccount, orgId: string) => Promise<Service | undefined>;
};

/** The ports of adapters. A pack makes no adapter whose ports are missing. Then its intents wait. */
export type AdapterPorts = {
  /** Null: this server sends no e-mail. */
  readonly mail: MailPorts | null;
  /** Left out: this server sends no texts. */
  readonly texts?: TextSending | null;
  /** Left out: this server places no calls. */
  readonly calls?: CallPlacing | null;
  /** The connected pages of an organisation at social networks. Left out: this server has no network, and posts wait. */
  readonly social?: ((orgId: string) => SocialPages) | undefined;
  /** The way to a print service (LET-8). Left out: this server has none. */
  readonly letters?: LetterPorts | undefined;
  /** Addresses by "pack.service", from the settings of the process. */
  readonly services: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
};

/** T-22: the work of one pack on the server, as one value. It is not done for a tenant without the pack (T-25). */
export type PackServer = {
  /** The pack's name in the domain. */
  readonly pack: string;
  /** The grants of its service account, under which schedules, routes and webhooks work: "crm/task:update@org". */
  readonly grants?: readonly string[];
  /** Adapters carry out the intents of their kind from every pack. `account`: the pack's own, under which they read. */
  readonly adapters?: (ports: AdapterPorts, account: ServiceAccount) => readonly IntentAdapter[];
  /**
   * Its do-not-call lists. The pack decides what overrides a list, such as a written consent or a business relationship. Several packs may have lists.
   * Undefined: it has none here, for want of a setting.
   */
  readonly doNotCall?: (ports: Pick<AdapterPorts, 'services' | 'fetch'>) => AskLists | undefined;
  readonly schedules?: readonly JobSchedule[];
  readonly followers?: readonly JournalFollower[];
  readonly routes?: readonly PackRoute[];
  readonly webhooks?: readonly Webhook[];
  /** Keeps a text message that came in. The provider may send it several times: the effect must happen once. At most one pack has this. */
  readonly receiveText?: (service: Service, text: ReceivedText) => Promise<Result<unknown>>;
  /** Keeps calls that came in, returns the telephone to ring, and keeps recordings. The provider may send the same call several times. At most one pack has this. */
  readonly receiveCall?: CallReceiving;
  /** Keeps e-mails that came in. At most one pack has this. */
  readonly receiveMail?: MailReceiver;
  /** Keeps that nobody should write to an address any more. It may be told several times. At most one pack has this. */
  readonly suppress?: (service: Service, suppressing: Suppressing) => Promise<Result<unknown>>;
  /** Keeps that a person confirmed a consent by the link of an e-mail. The link may be used several times. At most one pack has this. */
  readonly confirm?: (service: Service, confirmation: Confirmation) => Promise<Result<unknown>>;
};

/** Asks a pack's do-not-call lists about a call or a text at the moment of sending (MSG-77). It only reads, and may be asked several times. */
export type AskLists = (service: Service, asked: NumberToAsk) => Promise<Result<DoNotCallAnswer>>;

/** A pack with do-not-call lists. */
export type DoNotCallLists = { readonly account: ServiceAccount; readonly ask: AskLists };

/** A person confirmed a consent. `consent`: the id of its record. `askedAt`: when the e-mail was queued, UTC. */
export type Confirmation = { readonly consent: string; readonly askedAt: string };

/** The pack that keeps consents. */
export type ConfirmationReceiver = {
  readonly account: ServiceAccount;
  readonly confirm: NonNullable<PackServer['confirm']>;
};

/**
 * An address to suppress. `key`: what happened; the same words have their effect once, and with `isOften` again after the suppression ended.
 * `covers`: messages of every purpose, or offers and surveys. `note`: a sentence.
 */
export type Suppressing = {
  readonly key: readonly [string, ...string[]];
  readonly isOften?: boolean;
  readonly channel: ContactChannel;
  readonly address: string;
  readonly reason: 'opt-out' | 'bounce' | 'complaint';
  readonly covers: 'everything' | 'offers';
  readonly note: string;
};

/** The pack that keeps suppressions. */
export type Suppressor = {
  readonly account: ServiceAccount;
  readonly suppress: NonNullable<PackServer['suppress']>;
};

/** A text message that came in. `keepFiles`: keeps its pictures as files of a record (MSG-74). `about`: the value that refers to the record. */
export type ReceivedText = IncomingText & { readonly keepFiles: (about: string) => Promise<KeptFiles> };

/** The pack that keeps the text messages that come in. */
export type TextReceiver = {
  readonly account: ServiceAccount;
  readonly receive: NonNullable<PackServer['receiveText']>;
};

/** The record that gets the recording of a call, and the name of its file. */
export type RecordingPlace = { readonly about: string; readonly name: string };

/** The file of a recording, whose bytes are kept. `edit` makes its record. `key`: the same for each try. `attempt`: another one for each try. */
export type RecordingFile = { readonly key: string; readonly attempt: number; readonly edit: CreateEdit };

/** How a pack keeps calls that come in, and recordings of calls. */
export type CallReceiving = {
  /** Keeps that a call came in. */
  readonly begin: (service: Service, call: IncomingCall) => Promise<Result<unknown>>;
  /** Returns the telephone to ring for a call. Undefined: nobody is rung now. */
  readonly telephone: (service: Service, call: IncomingCall) => Promise<Result<string | undefined>>;
  /** Keeps how a call ended. */
  readonly end: (service: Service, call: IncomingCall, ended: EndedCall) => Promise<Result<unknown>>;
  /** MSG-71: returns the record of a call that came in, to which a message of the caller belongs. Undefined: the call is kept nowhere. */
  readonly recordOf: (service: Service, call: IncomingCall) => Promise<Result<string | undefined>>;
  /** Returns the place of a recording. `call`: the id of the call's record. Undefined: that record, or the one that it is about, is deleted. */
  readonly placeOfRecording: (service: Service, call: string) => Promise<Result<RecordingPlace | undefined>>;
  /** Makes the file of a recording, once. Returns false where its record was deleted meanwhile. */
  readonly keepRecording: (service: Service, file: RecordingFile) => Promise<Result<boolean>>;
};

/** The pack that keeps the calls that come in. */
export type CallReceiver = { readonly account: ServiceAccount; readonly receive: CallReceiving };

/** The work of all packs, by the place where it is done. */
export type ServerWork = {
  readonly adapters: readonly IntentAdapter[];
  readonly schedules: readonly PackSchedules[];
  readonly followers: readonly PackFollowers[];
  readonly http: readonly PackHttp[];
  readonly textReceiver: TextReceiver | undefined;
  readonly callReceiver: CallReceiver | undefined;
  readonly suppressor: Suppressor | undefined;
  readonly mailReceiver: MailReceiving | undefined;
  readonly confirmationReceiver: ConfirmationReceiver | undefined;
  readonly doNotCallLists: readonly DoNotCallLists[];
};

/**
 * Collects the work of all packs. Throws at start where two adapters, schedules, routes or webhooks have the same name.
 */
export function serverWorkOf(packs: readonly PackServer[], ports: AdapterPorts): ServerWork {
  const adapters = packs.flatMap(({ pack, grants = [], adapters: make }) => make?.(ports, serviceAccountOf({ pack, grants: readGrants(pack, grants) })) ?? []); // prettier-ignore
  unique('Adapter', adapters.map(({ kind }) => kind)); // prettier-ignore
  unique('Server work of pack', packs.map(({ pack }) => pack)); // prettier-ignore
  const work = packs.map(({ pack, grants = [], schedules = [], followers = [], routes = [], webhooks = [] }) => {
    const account = serviceAccountOf({ pack, grants: readGrants(pack, grants) });
    unique(`Pack ${pack}: schedule`, schedules.map(({ name }) => name)); // prettier-ignore
    unique(`Pack ${pack}: follower`, followers.map(({ name }) => name)); // prettier-ignore
    unique(`Pack ${pack}: route`, routes.map(({ name }) => name)); // prettier-ignore
    unique(`Pack ${pack}: webhook`, webhooks.map(({ name }) => name)); // prettier-ignore
    return { account, schedules, followers, routes, webhooks };
  });
  const [textReceiver, ...others] = packs.flatMap(({ pack, grants = [], receiveText: receive }) =>
    receive ? [{ account: serviceAccountOf({ pack, grants: readGrants(pack, grants) }), receive }] : [],
  );
  if (others.length > 0) throw new Error('Two packs keep the text messages that come in');
  const [callReceiver, ...otherCalls] = packs.flatMap(({ pack, grants = [], receiveCall: receive }) =>
    receive ? [{ account: serviceAccountOf({ pack, grants: readGrants(pack, grants) }), receive }] : [],
  );
  if (otherCalls.length > 0) throw new Error('Two packs keep the calls that come in');
  const [suppressor, ...more] = packs.flatMap(({ pack, grants = [], suppress }) =>
    suppress ? [{ account: serviceAccountOf({ pack, grants: readGrants(pack, grants) }), suppress }] : [],
  );
  if (more.length > 0) throw new Error('Two packs keep suppressions');
  const [mailReceiver, ...rest] = packs.flatMap(({ pack, grants = [], receiveMail: receiver }) =>
    receiver ? [{ account: serviceAccountOf({ pack, grants: readGrants(pack, grants) }), receiver }] : [],
  );
  if (rest.length > 0) throw new Error('Two packs keep the e-mails that come in');
  const [confirmationReceiver, ...further] = packs.flatMap(({ pack, grants = [], confirm }) =>
    confirm ? [{ account: serviceAccountOf({ pack, grants: readGrants(pack, grants) }), confirm }] : [],
  );
  if (further.length > 0) throw new Error('Two packs keep consents');
  const doNotCallLists = packs.flatMap(({ pack, grants = [], doNotCall }) => {
    const ask = doNotCall?.(ports);
    return ask ? [{ account: serviceAccountOf({ pack, grants: readGrants(pack, grants) }), ask }] : [];
  });
  return { doNotCallLists, adapters, schedules: work, followers: work, http: work, textReceiver, callReceiver, suppressor, mailReceiver, confirmationReceiver }; // prettier-ignore
}

function unique(what: string, names: readonly string[]): void {
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw new Error(`${what} ${twice} is declared twice`);
}
