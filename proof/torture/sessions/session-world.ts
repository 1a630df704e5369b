import type { ProofServer } from '../../stage/proof-server.ts';
import { checkAnswer, checkHeld, checkOpenActs, checkSuspended, checkWiped } from './session-oracles.ts';
import { noCounts } from './counts.ts';
import { Desk, type MadeAct } from './desk.ts';
import { Laptop, laptopIds } from './laptop.ts';
import { contactKind, type Office, type OfficeName, sealedKind } from './office.ts';
import { type SessionStep, type SteppedRandom, steppedRandom } from './session-step.ts';

type Row = { readonly id: string };

/**
 * The world of a history with people who sign out, are suspended and lose laptops: the office, the laptops, and the
 * acts that were made.
 */
export class SessionWorld {
  readonly office: Office;
  readonly random: SteppedRandom;
  readonly server: ProofServer;
  readonly desks: readonly Desk[];
  /** Called with a line about each event, for the report of a finding. */
  readonly trace: (line: string) => void;
  readonly counts = noCounts();
  readonly made = new Map<string, MadeAct>();
  /** The random choices of each laptop's line. */
  readonly #lines: readonly SteppedRandom[];
  readonly #texts: string;
  #written = 0;
  /** A finding made in the line: a replica takes everything thrown there for a lost message. */
  #broken: { readonly cause: unknown } | undefined;

  constructor(input: { office: Office; server: ProofServer; seed: number; trace: (line: string) => void }) {
    this.office = input.office;
    this.random = steppedRandom(input.seed);
    this.server = input.server;
    this.trace = input.trace;
    this.#texts = String(input.seed);
    const owners: readonly OfficeName[] = ['amy', 'max', 'max', 'ida', 'mia'];
    this.#lines = owners.map((_, place) => steppedRandom(input.seed + place));
    this.desks = owners.map((name, place) => {
      const { office, server } = this;
      const random = this.#lines[place] ?? this.random;
      const ids = laptopIds(input.seed, place);
      return new Desk(new Laptop({ name: `L${place}`, person: office.people[name], random, ids, server }), name);
    });
  }

  /** A step begins: everything random in it comes from its seed. */
  turnTo(step: SessionStep): void {
    this.random.begin(step.seed);
    for (const [place, line] of this.#lines.entries()) line.begin(step.seed + place + 1);
    for (const { laptop } of this.desks) laptop.isLossy = step.calm !== true;
    this.server.advance(1_000);
  }

  async begin(): Promise<void> {
    for (const desk of this.desks) {
      desk.laptop.answered = async ({ request, reply, isLost }) => {
        const isHeard = !isLost && request.path === '/auth/refresh' && reply.body.includes('access/session-ended');
        if (isHeard && !this.office.standing(desk.name).isActive) desk.heardSuspension = true;
        try {
          if (request.path === '/auth/sign-in' && reply.status === 200)
            await this.office.endPeriod('session ended', desk.laptop.name);
          await checkAnswer(this, desk, { path: request.path, body: reply.body });
        } catch (cause) {
          this.#broken ??= { cause };
        }
      };
      await desk.laptop.start();
      desk.laptop.isLossy = false;
      await this.signIn(desk);
    }
    await this.#givenContacts();
  }

  /** Three contacts with sealed values exist before the first step, on every laptop whose person sees them. */
  async #givenContacts(): Promise<void> {
    const [desk] = this.desks;
    if (!desk) return;
    for (let made = 0; made < 3; made += 1) {
      const contact = await this.#addContact(desk);
      if (contact !== undefined) await this.#writeSealed(desk, contact);
    }
    for (const each of this.desks) await this.exchange(each);
  }

  /** Returns a text that nobody has typed before. Sealed ones can be recognised. */
  text(what: 'Contact' | 'SEAL'): string {
    this.#written += 1;
    return `${what}-${this.#texts}-${this.#written}-x`;
  }

  /** Returns the sealed texts that were typed, by their text. */
  get sealedTexts(): ReadonlyMap<string, MadeAct> {
    return new Map([...this.made.values()].flatMap((act) => (act.what === 'sealed' ? [[act.text, act] as const] : [])));
  }

  async #shown(desk: Desk): Promise<readonly Row[]> {
    const list = await desk.laptop.replica.handlers['records.list']({ entity: contactKind, life: 'alive', sort: [], limit: 500 }); // prettier-ignore
    return list.ok ? list.value.rows : [];
  }

  /** A person works: with contacts, and with the sealed fields of one. */
  async work(desk: Desk): Promise<void> {
    if ((await desk.laptop.state()) !== 'signed-in') return;
    const { random } = this;
    const shown = await this.#shown(desk);
    const drawn = random.below(12);
    if (shown.length < 2 || drawn < 3) {
      await this.#addContact(desk);
      return;
    }
    const { id } = random.pick(shown);
    if (drawn < 5) await this.#rename(desk, id);
    else if (drawn < 6 && desk.name === 'amy') await this.#moveTeam(desk, id);
    else if (drawn < 10) await this.#writeSealed(desk, id);
    else await this.#reveal(desk, id);
  }

  /** Returns the id of the new contact; undefined where the laptop refuses it. */
  async #addContact(desk: Desk): Promise<string | undefined> {
    const name = this.text('Contact');
    const { id: ownerId } = this.office.people[desk.name];
    const create = { ownerId, teamId: this.office.teams.one, fields: { name } };
    const made = await desk.laptop.perform(`Added ${name}`, [{ entity: contactKind, create }]);
    const [contact] = made?.ids ?? [];
    if (made && contact !== undefined) this.#take(desk, { id: made.act, contact, what: 'contact', text: name });
    return contact;
  }

  async #rename(desk: Desk, id: string): Promise<void> {
    const name = this.text('Contact');
    const made = await desk.laptop.perform(`Renamed to ${name}`, [{ entity: contactKind, id, fields: { name } }]);
    if (made) this.#take(desk, { id: made.act, contact: id, what: 'name', text: name });
  }

  /** The administrator hands a contact to the other team, or back: the first team's manager loses sight of it, unless they own it. */
  async #moveTeam(desk: Desk, id: string): Promise<void> {
    const { one, two } = this.office.teams;
    const teamId = this.random.pick([one, two, two]);
    const made = await desk.laptop.perform('Moved', [{ entity: contactKind, id, fields: { teamId } }]);
    if (made) this.#take(desk, { id: made.act, contact: id, what: 'team', text: teamId });
  }

  async #writeSealed(desk: Desk, id: string): Promise<void> {
    const { handlers } = desk.laptop.replica;
    const before = new Set(await this.#outbox(desk));
    const text = this.text('SEAL');
    const written = await handlers['sealed.change']({ id, kind: sealedKind, field: 'taxNumber', value: text });
    if (!written.ok) return;
    const act = (await this.#outbox(desk))?.find((one) => !before.has(one));
    if (act === undefined) throw new Error('A sealed value was written, and no act waits');
    this.#take(desk, { id: act, contact: id, what: 'sealed', text });
    this.counts.sealedWritten += 1;
  }

  async #reveal(desk: Desk, id: string): Promise<void> {
    const shown = await this.revealed(desk, id);
    if (shown !== undefined && shown !== null) this.counts.sealedRevealed += 1;
  }

  /** Returns the sealed value that a laptop reveals; undefined where it has none for its person. */
  async revealed(desk: Desk, id: string): Promise<unknown> {
    const place = { id, kind: sealedKind, field: 'taxNumber' };
    const shown = await desk.laptop.replica.handlers['sealed.reveal'](place);
    return shown.ok ? shown.value.value : undefined;
  }

  #take(desk: Desk, made: Omit<MadeAct, 'by' | 'laptop'>): void {
    const act = { ...made, by: desk.name, laptop: desk.laptop.name };
    this.made.set(act.id, act);
    desk.open.set(act.id, act);
    desk.waiting += 1;
    this.counts.acts += 1;
  }

  /** Returns the ids of acts that wait on a laptop; undefined while it is closed. */
  async #outbox({ laptop }: Desk): Promise<readonly string[] | undefined> {
    const answer = await laptop.replica.handlers['sync.outbox'](null);
    return answer.ok ? answer.value.entries.map(({ act }) => act) : undefined;
  }

  async #tray({ laptop }: Desk): Promise<readonly string[] | undefined> {
    const answer = await laptop.replica.handlers['sync.tray'](null);
    return answer.ok ? answer.value.entries.map(({ act }) => act) : undefined;
  }

  /** Returns the server's decisions on these acts, by their ids. */
  async decided(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.server.rows(
      this.office.orgId,
      'select id::text as id, status from store.act where id = any($1::uuid[])',
      [ids],
    );
    return new Map(rows.map(({ id, status }) => [String(id), String(status)]));
  }

  /** The person signs in, at the server or, where it can't be reached, only on the laptop. */
  async signIn(desk: Desk): Promise<void> {
    const { laptop } = desk;
    await laptop.signIn();
    if (desk.isOutWithActs && (await laptop.state()) === 'signed-in') {
      desk.isOutWithActs = false;
      this.counts.signInsWithActs += 1;
    }
    await this.look(desk);
  }

  async signOut(desk: Desk): Promise<void> {
    if ((await desk.laptop.state()) !== 'signed-in') return;
    await this.look(desk);
    if (desk.waiting > 0) {
      this.counts.signOutsWithActs += 1;
      desk.isOutWithActs = true;
    }
    await desk.laptop.signOut();
    await this.look(desk);
  }

  /**
   * Exchanges with the server once. If that brought the laptop up to date, it must hold the records that its person may see.
   */
  async exchange(desk: Desk): Promise<string> {
    const said = await desk.laptop.exchange();
    await this.look(desk);
    const isRested = said === 'up-to-date' && (await this.#outbox(desk))?.length === 0;
    if (isRested && (await desk.laptop.state()) === 'signed-in') await checkHeld(this, desk);
    return said;
  }

  /** Checks a laptop after a step: no act of its person is lost, and a closed or wiped laptop holds no readable data. */
  async look(desk: Desk): Promise<void> {
    if (this.#broken) throw this.#broken.cause;
    if (desk.heardSuspension) {
      desk.heardSuspension = false;
      await checkSuspended(desk);
      this.counts.suspensionsHeard += 1;
    }
    const state = await desk.laptop.state();
    const had = desk.wrappedKeys.size > 0;
    const keys = desk.keysNow();
    if (state === 'signed-in') {
      const [outbox, tray] = [await this.#outbox(desk), await this.#tray(desk)];
      desk.waiting = outbox?.length ?? desk.waiting;
      desk.refused = tray?.length ?? desk.refused;
      if (outbox && tray) await checkOpenActs(this, desk, { outbox, tray }); // it closes just now, where it has taken an order
    }
    if (had && keys.length === 0) this.#wiped(desk);
  }

  /** D-5: a laptop has wiped itself. Only an administrator can open its acts from now on. */
  #wiped(desk: Desk): void {
    checkWiped(desk, [...this.made.values()].filter(({ what }) => what !== 'team').map(({ text }) => text)); // prettier-ignore
    desk.wiped();
    this.counts.wiped += 1;
  }
}
