import { seededRandom } from '@outpost/domain/testing/seeded-random';
import type { HttpRequest } from '@outpost/desktop/replica/device/ports';
import type { ProofMembership, ProofPerson, ProofServer } from '../../stage/proof-server.ts';

export const contactKind = 'crm/contact';
export const sealedKind = 'crm/contact-identity';

/** The people of the office: an administrator, two managers of the team, and a member of it. */
export const officeNames = ['amy', 'max', 'ida', 'mia'] as const;
export type OfficeName = (typeof officeNames)[number];
type Teams = { readonly one: string; readonly two: string };

/** The server's knowledge of a person's rights. */
type Standing = {
  isActive: boolean;
  hasRole: boolean;
  /** Whether they hold the role that reads and changes sealed fields. The administrator needs none. */
  holdsSeal: boolean;
};
/**
 * A time in which nothing may be accepted: from a person, from a laptop whose session has ended, or on sealed fields. By numbers of the
 * journal: after `from`, up to `to`.
 */
type Period = {
  readonly why: string;
  /** The id of the person, or the name of the laptop. */
  readonly of: string;
  readonly isSealedAlone: boolean;
  readonly from: number;
  to: number;
};
export type ServerContact = { readonly id: string; readonly ownerId: string | null; readonly teamId: string | null };
/** An act that a wiped laptop handed over, as an administrator opens it. */
type OpenedAct = { readonly id: string; readonly wipe: string; readonly isShown: boolean };
type Listed = {
  readonly id: string;
  readonly name: string;
  readonly endedWhy: string | null;
  readonly wipe: { readonly id: string; readonly handedOverAt: string | null } | null;
};
type Answer = Readonly<Record<string, unknown>>;

const sealRole = 'seal-keeper';
const noSeal = 'no right to sealed fields';

/** The organisation of a history: its people and teams, the acts of its administrator, and the resulting visibility. */
export class Office {
  readonly orgId: string;
  readonly people: Readonly<Record<OfficeName, ProofPerson>>;
  readonly teams: Teams;
  readonly periods: Period[] = [];
  /** The contacts that were erased by law. */
  readonly erased = new Set<string>();
  readonly #server: ProofServer;
  readonly #ann: ProofPerson;
  readonly #standings: Readonly<Record<OfficeName, Standing>>;
  #token = '';

  constructor(made: { server: ProofServer; orgId: string; people: Office['people']; teams: Teams; ann: ProofPerson }) {
    this.orgId = made.orgId;
    this.people = made.people;
    this.teams = made.teams;
    this.#server = made.server;
    this.#ann = made.ann;
    const usual = (holdsSeal = false): Standing => ({ isActive: true, hasRole: true, holdsSeal });
    this.#standings = { amy: usual(), max: usual(), ida: usual(true), mia: usual() };
  }

  /** `seed`: the seed of the ids of its teams and people. */
  static async open(server: ProofServer, seed: number): Promise<Office> {
    const { uuid } = seededRandom(seed);
    const orgId = await server.addTenant('Office');
    const teams = { one: await server.addTeam(orgId, 'One', uuid()), two: await server.addTeam(orgId, 'Two', uuid()) };
    const add = (name: string, role: string, teamId: string | null = null) =>
      server.addPerson(orgId, name, [{ role, teamId }], uuid());
    const people = {
      amy: await add('amy', 'admin'),
      max: await add('max', 'manager', teams.one),
      ida: await add('ida', 'manager', teams.one),
      mia: await add('mia', 'member', teams.one),
    };
    const office = new Office({ server, orgId, people, teams, ann: await add('ann', 'admin') });
    await office.signIn();
    const grants = [`${sealedKind}:read@org`, `${sealedKind}:update@org`];
    await office.ask('POST', '/admin/roles', { key: sealRole, label: 'Seal keeper', grants });
    await office.#writeRoles('ida');
    for (const name of ['max', 'mia'] as const)
      await office.beginPeriod({ why: noSeal, of: people[name].id, isSealedAlone: true });
    return office;
  }

  /** The administrator at the desk signs in, whose token ends after a quarter of an hour. */
  async signIn(): Promise<void> {
    this.#token = (await this.#server.signIn(this.#ann)).accessToken;
  }

  /** The administrator at the desk asks the server. Throws where it refuses. */
  async ask(how: HttpRequest['method'] | 'PATCH', path: string, body?: object): Promise<Answer> {
    const method = how as HttpRequest['method']; // laptops change nothing by PATCH, and the line passes it on
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    const request = { method, path, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const reply = await this.#server.line().transport.request(request, new AbortController().signal);
    if (reply.status >= 300) throw new Error(`${how} ${path}: ${reply.status} ${reply.body}`);
    return JSON.parse(reply.body) as Answer; // of the server under test
  }

  standing(name: OfficeName): Readonly<Standing> {
    return this.#standings[name];
  }

  async head(): Promise<number> {
    return (await this.#server.head(this.orgId))[0];
  }

  /** Suspends a person, or ends the suspension. */
  async suspend(name: OfficeName, isSuspended: boolean): Promise<void> {
    const id = this.people[name].id;
    const change = () => this.ask('PATCH', `/admin/members/${id}`, { status: isSuspended ? 'suspended' : 'active' });
    await this.#between({ why: 'suspended', of: id }, isSuspended, change);
    this.#standings[name].isActive = !isSuspended;
  }

  /** Ends the roles of a person, or gives them back. */
  async endRoles(name: OfficeName, isEnded: boolean): Promise<void> {
    this.#standings[name].hasRole = !isEnded;
    await this.#between({ why: 'no role', of: this.people[name].id }, isEnded, () => this.#writeRoles(name));
  }

  /** Withdraws the role that reads and changes sealed fields, or gives it. */
  async withdrawSeal(name: OfficeName, isWithdrawn: boolean): Promise<void> {
    this.#standings[name].holdsSeal = !isWithdrawn;
    const period = { why: noSeal, of: this.people[name].id, isSealedAlone: true };
    await this.#between(period, isWithdrawn, () => this.#writeRoles(name));
  }

  #writeRoles(name: OfficeName): Promise<unknown> {
    const { hasRole, holdsSeal } = this.#standings[name];
    const usual: Readonly<Record<OfficeName, ProofMembership>> = {
      amy: { role: 'admin', teamId: null },
      max: { role: 'manager', teamId: this.teams.one },
      ida: { role: 'manager', teamId: this.teams.one },
      mia: { role: 'member', teamId: this.teams.one },
    };
    const sealed = holdsSeal ? [{ role: sealRole, teamId: null }] : [];
    const memberships = hasRole ? [usual[name], ...sealed] : [];
    return this.ask('PATCH', `/admin/members/${this.people[name].id}`, { memberships });
  }

  /** Makes a change that begins or ends a period in which nothing is accepted. */
  async #between(
    { why, of, isSealedAlone = false }: Pick<Period, 'why' | 'of'> & { readonly isSealedAlone?: boolean },
    begins: boolean,
    change: () => Promise<unknown>,
  ): Promise<void> {
    if (!begins) await this.endPeriod(why, of);
    await change();
    if (begins) await this.beginPeriod({ why, of, isSealedAlone });
  }

  async beginPeriod(period: Pick<Period, 'why' | 'of' | 'isSealedAlone'>): Promise<void> {
    if (this.periods.some((one) => one.why === period.why && one.of === period.of && one.to === Infinity)) return;
    this.periods.push({ ...period, from: await this.head(), to: Infinity });
  }

  async endPeriod(why: string, of: string): Promise<void> {
    const open = this.periods.find((one) => one.why === why && one.of === of && one.to === Infinity);
    if (open) open.to = await this.head();
  }

  /** The administrator ends the session of a laptop. Returns whether there was one. */
  async endSession(laptop: string): Promise<boolean> {
    const lives = (await this.#sessions()).find(({ name, endedWhy }) => name === laptop && endedWhy === null);
    if (!lives) return false;
    await this.ask('DELETE', `/admin/sessions/${lives.id}`);
    return true;
  }

  /** The administrator orders to wipe a laptop. Returns false where its newest session has an order. */
  async orderWipe(laptop: string): Promise<boolean> {
    const [newest] = (await this.#sessions()).filter(({ name }) => name === laptop);
    if (!newest || newest.wipe !== null) return false;
    await this.ask('POST', `/admin/sessions/${newest.id}/wipe`, {});
    return true;
  }

  async #sessions(): Promise<readonly Listed[]> {
    return (await this.ask('GET', '/admin/sessions'))['sessions'] as readonly Listed[]; // as its route says
  }

  /** The administrator opens everything that wiped laptops have handed over. */
  async handedOver(): Promise<readonly OpenedAct[]> {
    const wipes = (await this.#sessions()).flatMap(({ wipe }) => (wipe && wipe.handedOverAt !== null ? [wipe.id] : []));
    const opened: OpenedAct[] = [];
    for (const wipe of new Set(wipes)) {
      const acts = (await this.ask('POST', `/admin/wipes/${wipe}/acts`, {}))['acts'];
      for (const { id, edits } of acts as readonly { id: string; edits: readonly { fields: unknown }[] }[])
        // as its route says
        opened.push({ id, wipe, isShown: edits.every(({ fields }) => fields !== null) });
    }
    return opened;
  }

  /** The administrator applies everything that was handed over. Returns the acts that were applied, and those that had arrived before. */
  async applyHandedOver(): Promise<ReadonlySet<string>> {
    const applied = new Set<string>();
    for (const [wipe, acts] of Map.groupBy(await this.handedOver(), (act) => act.wipe)) {
      const answer = await this.ask('POST', `/admin/wipes/${wipe}/apply`, { acts: acts.map(({ id }) => id) });
      for (const one of answer['acts'] as readonly { id: string; applied: boolean }[])
        // as its route says
        if (one.applied) applied.add(one.id);
    }
    return applied;
  }

  /** P-5: erases a contact by law. */
  async erase(contact: string): Promise<void> {
    const erased = await this.#server.erase(this.orgId, [contact]);
    if (!erased.ok) throw new Error(erased.why);
    this.erased.add(contact);
  }

  async contacts(): Promise<readonly ServerContact[]> {
    const rows = await this.#server.rows(
      this.orgId,
      `select id::text as id, owner_id::text as owner, team_id::text as team from store.crm_contact where life = 'alive' order by id`,
    );
    return rows.map(({ id, owner, team }) => ({
      id: String(id),
      ownerId: typeof owner === 'string' ? owner : null,
      teamId: typeof team === 'string' ? team : null,
    }));
  }

  /** Returns the contacts that have a companion with sealed values, and the companions' ids. */
  async companions(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#server.rows(
      this.orgId,
      `select id::text as id, fields ->> 'record' as contact from store.crm_contact_identity where life = 'alive'`,
    );
    return new Map(rows.map(({ id, contact }) => [String(contact), String(id)]));
  }

  /**
   * in words of the history: a suspended person and one without a role see nothing. The administrator sees all contacts, a
   * manager those of the team, and everyone their own.
   */
  sees(name: OfficeName, { ownerId, teamId }: ServerContact): boolean {
    const { isActive, hasRole } = this.standing(name);
    if (!isActive || !hasRole) return false;
    if (name === 'amy' || ownerId === this.people[name].id) return true;
    return name !== 'mia' && teamId === this.teams.one;
  }

  /** K-4 in words of the history: sealed values are for those who see the contact and hold the right to them. */
  readsSealed(name: OfficeName, contact: ServerContact): boolean {
    return this.sees(name, contact) && (name === 'amy' || this.standing(name).holdsSeal);
  }
}
