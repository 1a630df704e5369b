import { BrokenRule, must } from '../oracles/history-oracles.ts';
import type { ProofServer } from '../../stage/proof-server.ts';
import { checkAgreement, checkContacts, checkErased, checkNoneLost, checkNothingAccepted } from './session-oracles.ts';
import type { Counts } from './counts.ts';
import type { Desk } from './desk.ts';
import { Office, type OfficeName, officeNames } from './office.ts';
import { drawSessions, type SessionEvent, type SessionRecording, type SessionStep } from './session-step.ts';
import { SessionWorld } from './session-world.ts';

// Issue 14: people work on lines that lose messages. They sign out and in again, their sessions are ended, they are
// suspended and reinstated, lose their roles, and their laptops are wiped. Sealed fields are written and read by
// people with and without the right, and contacts are erased by law.

/** Rounds of exchanges in which every laptop comes to rest once all faults are over. */
const roundsAtRest = 8;

/** Plays the events of one history, and brings it to rest. */
class SessionHistory {
  readonly #world: SessionWorld;

  constructor(world: SessionWorld) {
    this.#world = world;
  }

  async step(step: SessionStep): Promise<void> {
    const desk = this.#world.desks[step.laptop];
    if (!desk) return;
    this.#world.turnTo(step);
    this.#world.trace(`-- ${step.event} of ${desk.laptop.name}${step.calm ? ', calm' : ''}`);
    await this.#events[step.event](desk);
  }

  readonly #events: Readonly<Record<SessionEvent, (desk: Desk) => Promise<void>>> = {
    work: async (desk) => {
      const { random } = this.#world;
      if ((await desk.laptop.state()) === 'signed-out') await this.#world.signIn(desk);
      for (let acts = random.below(3); acts >= 0; acts -= 1) await this.#world.work(desk);
    },
    exchange: async (desk) => {
      const { laptop } = desk;
      if (laptop.isCut) laptop.isCut = this.#world.random.chance(0.5);
      const said = await this.#world.exchange(desk);
      const isOut = said === 'session-ended' || said === 'signed-out';
      if (isOut && this.#world.random.chance(0.5) && (await laptop.state()) !== 'wiping')
        await this.#world.signIn(desk);
    },
    powerCut: async (desk) => {
      await desk.laptop.powerCut();
      desk.heardSuspension = false; // the process ended before its disk had the order: the next contact sends it again
      await this.#world.look(desk);
    },
    signOutOrIn: async (desk) => {
      if ((await desk.laptop.state()) === 'signed-in') await this.#world.signOut(desk);
      else await this.#world.signIn(desk);
    },
    cutLine: async ({ laptop }) => void (laptop.isCut = !laptop.isCut),
    endSession: async () => {
      const { office, counts } = this.#world;
      const desk = this.#withActs();
      if (!(await office.endSession(desk.laptop.name))) return;
      await this.#sessionEnded(desk.laptop.name);
      if (desk.waiting > 0) counts.sessionsEndedWithActs += 1;
    },
    suspend: async () => {
      const { office, counts } = this.#world;
      const suspended = officeNames.filter((name) => !office.standing(name).isActive);
      if (suspended.length > 0 && this.#world.random.chance(0.7)) return this.#reinstate(suspended);
      const { name } = this.#withActs();
      if (suspended.includes(name)) return;
      await office.suspend(name, true);
      if (this.#waitsFor(name)) counts.suspensionsWithActs += 1;
    },
    endRoles: async () => {
      const { office, counts } = this.#world;
      const { name } = this.#withActs();
      if (name === 'amy') return; // the server takes no administrator's last role
      const isEnded = office.standing(name).hasRole;
      await office.endRoles(name, isEnded);
      if (isEnded && this.#waitsFor(name)) counts.roleEndsWithActs += 1;
    },
    withdrawSeal: async () => {
      const { office, random } = this.#world;
      const name = random.pick(['ida', 'ida', 'max'] as const);
      await office.withdrawSeal(name, office.standing(name).holdsSeal);
    },
    wipe: async () => {
      const { desks, random } = this.#world;
      const refused = desks.filter((desk) => desk.refused > 0);
      const { laptop } = refused.length > 0 && random.chance(0.7) ? random.pick(refused) : this.#withActs();
      if (await this.#world.office.orderWipe(laptop.name)) await this.#sessionEnded(laptop.name);
    },
    applyHandedOver: async () => void (await this.#world.office.applyHandedOver()),
    passTime: async () => {
      this.#world.server.advance(16 * 60_000); // tokens end after a quarter of an hour
      await this.#world.office.signIn();
    },
    erase: async () => {
      const { office, random, counts, trace } = this.#world;
      const sealed = [...(await office.companions()).keys()].toSorted();
      const contacts = sealed.length > 0 ? sealed : (await office.contacts()).map(({ id }) => id);
      if (contacts.length === 0 || (sealed.length === 0 && !random.chance(0.2))) return;
      const contact = random.pick(contacts);
      await office.erase(contact);
      trace(`contact ${contact} is erased by law`);
      if (sealed.length > 0) counts.sealedErased += 1;
    },
  };

  #sessionEnded(laptop: string): Promise<void> {
    return this.#world.office.beginPeriod({ why: 'session ended', of: laptop, isSealedAlone: false });
  }

  /** Most acts of an administrator concern a laptop with waiting acts. */
  #withActs(): Desk {
    const { desks, random } = this.#world;
    const waiting = desks.filter((desk) => desk.waiting > 0);
    return random.pick(waiting.length > 0 && random.chance(0.8) ? waiting : desks);
  }

  #waitsFor(name: OfficeName): boolean {
    return this.#world.desks.some((desk) => desk.name === name && desk.waiting > 0);
  }

  async #reinstate(suspended: readonly OfficeName[]): Promise<void> {
    await this.#world.office.suspend(this.#world.random.pick(suspended), false);
    this.#world.counts.reinstated += 1;
  }

  /** All faults are over, and everybody has their rights again: every laptop comes to rest, and an administrator applies the rest. */
  async rest(): Promise<void> {
    const { office, desks } = this.#world;
    this.#world.trace('-- all faults are over');
    await office.signIn();
    for (const name of officeNames) {
      const { isActive, hasRole } = office.standing(name);
      if (!isActive) await office.suspend(name, false);
      if (!hasRole) await office.endRoles(name, false);
    }
    for (const { laptop } of desks) {
      laptop.isLossy = false;
      laptop.isCut = false;
    }
    await this.#settle();
    const applied = await office.applyHandedOver();
    const opened = await office.handedOver(); // only now: a change of a contact that was not sent either shows no values before
    const isErased = (act: string): boolean => office.erased.has(this.#world.made.get(act)?.contact ?? '');
    const isHidden = opened.find(({ id, isShown }) => !isShown && !isErased(id));
    must(isHidden === undefined, 'D-5', () => `act ${isHidden?.id ?? ''} was handed over, and its values are hidden`, 'lost'); // prettier-ignore
    await this.#settle();
    await this.#check(new Set(opened.map(({ id }) => id)), applied);
  }

  async #settle(): Promise<void> {
    const { desks, server } = this.#world;
    let unrested: readonly string[] = [];
    for (let round = 0; round < roundsAtRest; round += 1) {
      server.advance(1_000);
      const said = [];
      for (const desk of desks) {
        const state = await this.#world.exchange(desk);
        const session = await desk.laptop.state();
        const isOut = state === 'session-ended' || state === 'signed-out' || session === 'signed-out';
        if (isOut && session !== 'wiping') await this.#world.signIn(desk);
        if (state !== 'up-to-date' || session !== 'signed-in') said.push(`${desk.laptop.name}: ${state}, ${session}`);
      }
      unrested = said;
      if (said.length === 0 && round > 1) return;
    }
    must(unrested.length === 0, 'S-6', () => `laptops do not come to rest: ${unrested.join('; ')}`);
  }

  async #check(opened: ReadonlySet<string>, applied: ReadonlySet<string>): Promise<void> {
    const { counts } = this.#world;
    counts.actsHandedOver += opened.size;
    counts.actsApplied += applied.size;
    await checkNoneLost(this.#world, opened);
    await checkContacts(this.#world, applied);
    await checkNothingAccepted(this.#world);
    await checkErased(this.#world);
    await checkAgreement(this.#world);
  }
}

/** The findings and the events of one history. */
type PlayedSessions = {
  readonly problem: string | undefined;
  /** The rule that the problem breaks. */
  readonly rule: string | undefined;
  readonly counts: Counts;
};

/** Plays a kept history on real laptops and the whole server. Returns the fault; `problem` is undefined where there is none. */
export async function replaySessions(
  server: ProofServer,
  recording: SessionRecording,
  trace: (line: string) => void = () => undefined,
): Promise<PlayedSessions> {
  const { seed, steps } = recording;
  const world = new SessionWorld({ office: await Office.open(server, seed), server, seed, trace });
  const history = new SessionHistory(world);
  try {
    await world.begin();
    for (const step of steps) await history.step(step);
    await history.rest();
    return { problem: undefined, rule: undefined, counts: world.counts };
  } catch (cause) {
    if (!(cause instanceof BrokenRule)) throw cause;
    return { problem: `seed ${seed}: ${cause.message}`, rule: cause.rule, counts: world.counts };
  } finally {
    for (const { laptop } of world.desks) await laptop.end();
  }
}

/** Plays the history of a seed. */
export const playSessions = (server: ProofServer, seed: number): Promise<PlayedSessions> =>
  replaySessions(server, drawSessions(seed));

/** Plays the history of a seed for a search of planted bugs, and returns the fault. */
export const findInSessions = async (server: ProofServer, seed: number): Promise<string | undefined> =>
  (await playSessions(server, seed)).problem;
