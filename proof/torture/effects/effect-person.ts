import { randomBytes } from 'node:crypto';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { SeededRandom } from '@outpost/domain/testing/seeded-random';
import { applyOne } from '@outpost/sync-server/records/apply-one';
import type { ProofPerson, ProofServer } from '../../stage/proof-server.ts';
import type { EffectCounts } from './effect-counts.ts';

export const mailKind = 'crm/activity';
export const consentKind = 'crm/consent';
export const sequenceEntryKind = 'crm/enrolment';
export const receiver = 'client@example.com';
/** A number of Vienna, where a history begins in the morning, so that texts go out, too. */
export const receiverNumber = '+436601234567';
type Fields = Readonly<Record<string, JsonValue>>;
type Changes = Readonly<Record<string, JsonValue>>;
type Waiting = { readonly id: string; readonly label: string; readonly edits: readonly Edit[] };

/** Chosen: times that pass within a history, in minutes from now. */
const minutesOn = [1, 2, 5, 12, 30, 90];

/** The world of a history, as its people need it. */
export type PeopleWorld = {
  readonly server: ProofServer;
  readonly orgId: string;
  /** The account that all e-mails are about. */
  readonly account: string;
  /** The person who gets all e-mails. */
  readonly client: string;
  /** The enrolments of the account, to which some of the messages belong. */
  readonly enrolments: readonly string[];
  readonly random: SeededRandom;
  readonly counts: EffectCounts;
  readonly trace: (line: string) => void;
};

/** A person with a device. Offline, their acts wait on it, and are made from what it held then. */
export class EffectPerson {
  isOffline = false;
  readonly #person: ProofPerson;
  readonly #world: PeopleWorld;
  /** The e-mails as the device has them, with `life`. */
  #held = new Map<string, Fields>();
  #waiting: Waiting[] = [];

  constructor(person: ProofPerson, world: PeopleWorld) {
    this.#person = person;
    this.#world = world;
  }

  /** Makes the account that all messages are about, the client who gets them, and the enrolments of some sequences. */
  async makeAccount(): Promise<void> {
    const create = { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: { name: 'Client' } };
    const { account, client } = this.#world;
    await this.#act('makes the account', account, { id: account, entity: 'crm/account', create });
    const person = { ...create, fields: { name: 'Client', email: receiver } };
    await this.#act('makes the client', client, { id: client, entity: 'crm/contact', create: person });
    for (const enrolment of this.#world.enrolments) await this.#enrol(enrolment);
  }

  async #enrol(id: string): Promise<void> {
    const { account, random } = this.#world;
    const [sequence, sequenceVersion] = [random.uuid(), random.uuid()];
    const make = (made: string, entity: string, fields: Fields) =>
      this.#act('makes', made, { id: made, entity, create: { schema: 1, ownerId: this.#person.id, teamId: null, sharedWith: [], fields } }); // prettier-ignore
    const steps = [{ id: 'call', kind: 'task', subject: 'Call', days: 1 }];
    await make(sequence, 'crm/sequence', { name: 'Sequence', about: 'crm/account', purpose: 'contract' });
    await make(sequenceVersion, 'crm/sequence-version', { name: 'Version 1', sequence, steps });
    await make(id, sequenceEntryKind, { name: 'Client', about: `crm/account:${account}`, sequence, sequenceVersion, letters: {}, status: 'active', place: 0 }); // prettier-ignore
  }

  /** Stops an enrolment, or lets it go on. */
  async stopOrResume(): Promise<void> {
    const { random, enrolments, server, orgId, counts } = this.#world;
    if (this.isOffline) return;
    const id = random.pick(enrolments);
    const [row] = await server.rows(
      orgId,
      `select fields ->> 'status' as status from store.crm_enrolment where id = '${id}'`,
    );
    const isStopped = row?.['status'] === 'stopped';
    if (!isStopped) counts.stops += 1;
    const fields: Record<string, [JsonValue, JsonValue]> = isStopped
      ? { status: ['stopped', 'active'], stoppedBy: ['person', null] }
      : { status: ['active', 'stopped'], stoppedBy: [null, 'person'] };
    await this.#act(isStopped ? 'lets a sequence go on' : 'stops a sequence', id, {
      id,
      entity: sequenceEntryKind,
      seen: 0,
      fields,
    });
  }

  /** Records what the client says about offers or about the contract: yes or no. Nothing is recorded offline. */
  async declare(id: string): Promise<void> {
    const { random, server, client, counts } = this.#world;
    if (this.isOffline) return;
    const isGiven = random.chance(0.6);
    const givenAt = new Date(server.clock.nowMs()).toISOString();
    const purpose = random.chance(0.8) ? 'offers' : 'contract';
    const fields = { about: `crm/contact:${client}`, channel: 'email', purpose, standing: isGiven ? 'given' : 'refused', givenAt, source: 'Told', ...(isGiven ? { address: receiver } : {}) }; // prettier-ignore
    counts[isGiven ? 'consents' : 'withdrawals'] += 1;
    const create = { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields };
    await this.#act(`${isGiven ? 'records a consent to' : 'records a refusal of'} ${purpose}`, id, { id, entity: consentKind, create }); // prettier-ignore
  }

  /** Writes an e-mail or a text that is sent at once, or within a time. Some belong to a sequence. `minutes`: an e-mail that is too late then. */
  async write(id: string, minutes?: number): Promise<void> {
    const { random, account, counts, enrolments } = this.#world;
    counts.intents += 1;
    const window: Changes =
      minutes === undefined ? (random.chance(0.4) ? this.#window() : {}) : { sendUntil: this.#after(minutes) };
    const isText = minutes === undefined && random.chance(0.25);
    if (isText) counts.texts += 1;
    const to = isText
      ? { kind: 'text', number: receiverNumber, body: 'Offer' }
      : { kind: 'email', toAddress: receiver };
    const enrolment = random.chance(0.2) ? { enrolment: random.pick(enrolments) } : {};
    const fields = { about: `crm/account:${account}`, delivery: 'send', subject: 'Offer', ...to, ...enrolment, ...(random.chance(0.3) ? { purpose: 'offers' } : {}) }; // prettier-ignore
    const given = Object.fromEntries(Object.entries({ ...fields, ...window }).filter(([, value]) => value !== null));
    this.#held.set(id, { ...given, life: 'alive' });
    const create = { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: given };
    await this.#act('writes', id, { id, entity: mailKind, create });
  }

  async edit(): Promise<void> {
    await this.#change(() => ({ subject: `Offer ${this.#world.random.below(1_000)}` }));
  }

  /** Changes the time in which an e-mail may be sent. */
  async retime(): Promise<void> {
    await this.#change(() => this.#window());
  }

  /** Takes an e-mail back, lets it go, asks for it again, or says that it was sent. */
  async decide(): Promise<void> {
    const { random } = this.#world;
    await this.#change(({ deliveryStatus, deliveryDecision }) => {
      const open = deliveryDecision === 'not-sent' ? [null, null, null, 'again'] : ['not-sent'];
      return { deliveryDecision: random.pick(deliveryStatus ? ['again', 'again', 'again', 'not-sent', 'sent', null] : open) }; // prettier-ignore
    });
  }

  async deleteOrRestore(): Promise<void> {
    await this.#change(({ life }) => ({ life: life === 'alive' ? 'deleted' : 'alive' }));
  }

  /** Sends what waits, oldest first, and reads the e-mails. */
  async sync(): Promise<void> {
    this.isOffline = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const act of waiting) await this.#send(act);
    await this.#read();
  }

  #after(minutes: number): string {
    return new Date(this.#world.server.clock.nowMs() + minutes * 60_000).toISOString();
  }

  #window(): Changes {
    const { random } = this.#world;
    const at = (minutes: number): string => this.#after(minutes);
    const [first, second] = [random.pick(minutesOn), random.pick(minutesOn)];
    const sendAt = random.chance(0.5) ? at(first) : null;
    const sendUntil = random.chance(0.6) ? at(second + (sendAt ? first : 0)) : null;
    return { sendAt, sendUntil };
  }

  async #change(changesOf: (held: Fields) => Changes): Promise<void> {
    const { random } = this.#world;
    if (!this.isOffline) await this.#read();
    if (this.#held.size === 0) return;
    const all = [...this.#held];
    const open = all.filter(([, { deliveryStatus }]) => deliveryStatus !== 'sent'); // most acts concern these
    const unknown = open.filter(([, { deliveryStatus, life }]) => deliveryStatus === 'unknown' && life === 'alive');
    const [id, held] = random.pick([unknown, open].find((some) => some.length > 0 && random.chance(0.6)) ?? all);
    const changes = changesOf(held);
    const changed = Object.entries(changes).filter(([name, value]) => (held[name] ?? null) !== value);
    if (changed.length === 0) return;
    this.#held.set(id, { ...held, ...changes });
    const fields = Object.fromEntries(changed.map(([name, to]): [string, [JsonValue, JsonValue]] => [name, [held[name] ?? null, to]])); // prettier-ignore
    await this.#act(JSON.stringify(Object.fromEntries(changed)), id, { id, entity: mailKind, seen: 0, fields });
  }

  async #act(what: string, mail: string, edit: Edit): Promise<void> {
    const act = { id: this.#world.random.uuid(), label: 'Mail', edits: [edit] };
    this.#world.trace(`${this.#person.name}${this.isOffline ? ' offline' : ''}: ${mail.slice(0, 4)} ${what}`);
    if (!this.isOffline) return this.#send(act);
    this.#world.counts.actsOffline += 1;
    this.#waiting.push(act);
    return undefined;
  }

  async #send(act: Waiting): Promise<void> {
    const { server, orgId, counts, trace } = this.#world;
    const ports = { database: server.mortal.database, clock: server.clock, random: randomBytes, installed: installedCatalogue }; // prettier-ignore
    const { id } = this.#person;
    const by = { orgId, author: { userId: id }, device: id };
    const applied = await applyOne(ports, by, { ...act, shape: 'together', edits: [...act.edits] });
    if (applied.kind === 'ended') throw new Error(applied.why);
    const { status, refused } = applied.decision;
    if (status !== 'refused') return this.#count(act);
    counts.actsRefused += 1;
    trace(`   refused: ${Object.values(refused).map(({ message }) => message).join(' ')}`); // prettier-ignore
  }

  /** Counts an accepted act. */
  #count({ edits }: Waiting): void {
    const { counts } = this.#world;
    for (const edit of edits) {
      const { deliveryDecision, life } = 'fields' in edit ? edit.fields : {};
      if (deliveryDecision?.[1] === 'not-sent') counts.takenBack += 1;
      if (deliveryDecision?.[1] === 'again') counts.askedAgain += 1;
      if (deliveryDecision?.[1] === 'sent') counts.markedSent += 1;
      if (life?.[1] === 'deleted') counts.deletions += 1;
    }
  }

  async #read(): Promise<void> {
    const { server, orgId } = this.#world;
    const rows = await server.rows(orgId, `select id::text as id, life, fields from store.crm_activity order by id`);
    this.#held = new Map(
      rows.map(({ id, life, fields }) => [String(id), { ...(fields as Fields), life: String(life) }]),
    ); // as selected
  }
}
