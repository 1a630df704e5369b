import { setTimeout as after } from 'node:timers/promises';
import { must } from '../oracles/history-oracles.ts';
import type { ProofServer } from '../../stage/proof-server.ts';
import type { Counts } from './counts.ts';
import type { Desk, MadeAct } from './desk.ts';
import { contactKind, type Office, type OfficeName, sealedKind, type ServerContact } from './office.ts';
import type { JournalEntry } from '../oracles/journal-oracles.ts';

/** The part of a history's world that the checks read. */
export type SessionsKnown = {
  readonly office: Office;
  readonly server: Pick<ProofServer, 'rows'>;
  readonly desks: readonly Desk[];
  readonly counts: Counts;
  readonly made: ReadonlyMap<string, MadeAct>;
  /** The sealed texts that were typed, with their acts. */
  readonly sealedTexts: ReadonlyMap<string, MadeAct>;
  /** Returns the server's decisions on acts, by their ids. */
  readonly decided: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Returns the sealed value of a contact that a laptop reveals; undefined where it has none for its person. */
  readonly revealed: (desk: Desk, contact: string) => Promise<unknown>;
};

const sealed = /SEAL-\d+-\d+-x/gu;
const isTaken = (status: string | undefined): boolean => status === 'accepted' || status === 'merged';

/** S-5: each act of a laptop waits there, is in its tray, or was accepted by the server. */
export async function checkOpenActs(
  world: SessionsKnown,
  desk: Desk,
  { outbox, tray }: { readonly outbox: readonly string[]; readonly tray: readonly string[] },
): Promise<void> {
  const here = new Set([...outbox, ...tray]);
  const missing = [...desk.open.values()].filter(({ id }) => !here.has(id));
  const decided = await world.decided(missing.map(({ id }) => id));
  for (const { id, text } of missing) {
    const status = decided.get(id);
    must(isTaken(status), 'S-5', () => `${desk.laptop.name} has lost "${text}", which the server has ${status ?? 'not decided'}`, 'lost'); // prettier-ignore
    desk.open.delete(id);
  }
}

/** Chosen: a laptop obeys an order some milliseconds after its arrival, in parallel with the step. */
const [tries, pauseMs] = [300, 10];

/** D-5, A-2: after the server has answered the session of a suspended person, their laptop is closed. */
export async function checkSuspended({ laptop }: Desk): Promise<void> {
  for (let tried = 0; tried < tries && (await laptop.state()) === 'signed-in'; tried += 1) await after(pauseMs);
  const state = await laptop.state();
  must(state !== 'signed-in', 'A-2', () => `${laptop.name} has received the suspension of its person, and is open`, 'leaks'); // prettier-ignore
  const list = await laptop.replica.handlers['records.list']({
    entity: contactKind,
    life: 'alive',
    sort: [],
    limit: 1,
  });
  must(!list.ok, 'A-2', () => `${laptop.name} has received the suspension of its person, and lists contacts`, 'leaks');
}

/** D-5: a wiped laptop has no file of a replica, no key of one, and nothing that was typed. */
export function checkWiped(desk: Desk, typed: readonly string[]): void {
  const { all, telling } = desk.files([...desk.wrappedKeys, ...typed]);
  const left = all.filter((path) => path.includes('.sqlite'));
  must(left.length === 0, 'D-5', () => `${desk.laptop.name} is wiped and has ${left.join(', ')}`, 'leaks');
  must(telling.length === 0, 'D-5', () => `${desk.laptop.name} is wiped, and ${telling.join(', ')} has its key or texts`, 'leaks'); // prettier-ignore
}

/** Returns the sealed texts among these that a person may not have: typed by others, of a contact whose sealed values they may not see. */
async function forbidden(world: SessionsKnown, name: OfficeName, texts: Iterable<string>): Promise<readonly string[]> {
  const typed = world.sealedTexts;
  const others = [...texts].filter((text) => typed.get(text)?.by !== name);
  if (others.length === 0) return [];
  const contacts = new Map((await world.office.contacts()).map((one) => [one.id, one]));
  return others.filter((text) => {
    const contact = contacts.get(typed.get(text)?.contact ?? '');
    return contact === undefined || !world.office.readsSealed(name, contact);
  });
}

/** K-4, A-4: an answer of the server has sealed values only for those who may see them now. */
export async function checkAnswer(
  world: SessionsKnown,
  { name }: Desk,
  { path, body }: { readonly path: string; readonly body: string },
): Promise<void> {
  const told = await forbidden(world, name, new Set(body.match(sealed) ?? []));
  must(told.length === 0, 'K-4', () => `${path} tells ${name} ${told.join(', ')}`, 'leaks');
}

/**
 * S-6, A-3, A-4: a laptop that is up to date holds the contacts that its person sees, and the companions of those whose sealed values
 * they see. No other sealed value is anywhere in its file.
 */
export async function checkHeld(world: SessionsKnown, desk: Desk): Promise<void> {
  const { office } = world;
  const { name, laptop } = desk;
  const [contacts, companions] = [await office.contacts(), await office.companions()];
  const idsOf = (all: readonly ServerContact[]) => all.map(({ id }) => id);
  const wanted = idsOf(contacts.filter((one) => office.sees(name, one)));
  const sealedOnes = idsOf(contacts.filter((one) => office.readsSealed(name, one))).flatMap(
    (id) => companions.get(id) ?? [],
  );
  const same = (has: readonly string[], of: readonly string[], kind: string): void =>
    must(
      has.toSorted().join() === of.toSorted().join(),
      'S-6',
      () =>
        `${laptop.name} of ${name} is up to date, holds the ${kind} ${has.join()}, and its person sees ${of.join()}`,
      has.some((id) => !of.includes(id)) ? 'leaks' : 'divergences',
    );
  same(desk.held(contactKind), wanted, 'contacts');
  const held = desk.held(sealedKind);
  same(held, sealedOnes, 'companions');
  const not = await forbidden(world, name, world.sealedTexts.keys());
  // A person's own act keeps the value that it replaced, which they could see then, until the act is durable at the server (S-1c).
  const tables = not.length === 0 ? [] : desk.tablesWith(not).filter((table) => table !== 'r_outpost_act');
  must(tables.length === 0, 'K-4', () => `${laptop.name} of ${name} has sealed values of others in ${tables.join(', ')}`, 'leaks'); // prettier-ignore
}

/** S-5: each act that was made is accepted, or refused and in a tray, or in a parcel that an administrator opens. */
export async function checkNoneLost(world: SessionsKnown, opened: ReadonlySet<string>): Promise<void> {
  const decided = await world.decided([...world.made.keys()]);
  for (const act of world.made.values()) {
    const status = decided.get(act.id);
    if (isTaken(status) || opened.has(act.id)) continue;
    const desk = world.desks.find(({ laptop }) => laptop.name === act.laptop);
    const isInTray = status === 'refused' && desk?.open.has(act.id) === true; // `checkOpenActs` has found it there
    must(isInTray, 'S-5', () => `"${act.text}" of ${act.by} on ${act.laptop} is nowhere: ${status ?? 'not decided'}`, 'lost'); // prettier-ignore
    world.counts.actsInTrays += 1;
    if (act.what === 'sealed') world.counts.sealedRefused += 1;
  }
}

/** S-5: each contact whose creation was accepted or applied exists. */
export async function checkContacts(world: SessionsKnown, applied: ReadonlySet<string>): Promise<void> {
  const there = new Set((await world.office.contacts()).map(({ id }) => id));
  const decided = await world.decided([...world.made.keys()]);
  for (const { id, contact, what, text } of world.made.values()) {
    if (what !== 'contact' || world.office.erased.has(contact) || (!isTaken(decided.get(id)) && !applied.has(id)))
      continue;
    must(there.has(contact), 'S-5', () => `"${text}" was accepted or applied, and does not exist`, 'lost');
  }
}

/**
 * A-2, PLT-27: the journal has no change by a suspended person or one without a role, and none of a laptop whose
 * session had ended. It has no change of sealed fields by a person without the right to them.
 */
export async function checkNothingAccepted({ office, server, made }: SessionsKnown): Promise<void> {
  const rows = await server.rows(office.orgId, 'select payload from store.journal order by n');
  const left = rows.filter(({ payload }) => payload !== null); // of an erased record no payload is left
  const entries = left.map((row) => JSON.parse(String(row['payload'])) as JournalEntry); // the server wrote it
  for (const { n, kind, act, by, entity } of entries) {
    if (act === null || (kind !== 'created' && kind !== 'changed')) continue;
    const laptop = made.get(act)?.laptop;
    for (const { why, of, from, to, isSealedAlone } of office.periods)
      must(
        n <= from || n > to || (of !== by && of !== laptop) || (isSealedAlone && entity !== sealedKind),
        'A-2',
        () => `row ${n} of the journal was accepted from ${of} between ${from} and ${to}: ${why}`,
        'leaks',
      );
  }
}

/** S-6: at rest, all who see a contact have the same name for it, and all who see its sealed values the same value. */
export async function checkAgreement(world: SessionsKnown): Promise<void> {
  const names = new Map<string, string>();
  const values = new Map<string, string>();
  const agree = (said: Map<string, string>, id: string, value: string, desk: Desk): void => {
    const before = said.get(id) ?? value;
    must(before === value, 'S-6', () => `${desk.laptop.name} has ${value} for ${id}, and another laptop ${before}`);
    said.set(id, value);
  };
  for (const desk of world.desks) {
    const list = await desk.laptop.replica.handlers['records.list']({ entity: contactKind, life: 'alive', sort: [], limit: 500 }); // prettier-ignore
    must(list.ok, 'S-6', () => `${desk.laptop.name} lists no contacts at rest`);
    for (const { id, fields } of list.ok ? list.value.rows : []) {
      agree(names, id, JSON.stringify(fields['name']), desk);
      const value = await world.revealed(desk, id);
      if (value !== undefined) agree(values, id, JSON.stringify(value), desk);
    }
  }
  for (const contact of (await world.office.companions()).keys())
    must(values.get(contact)?.includes('SEAL') === true, 'K-4', () => `the sealed value of ${contact} is gone`, 'lost');
}

/** P-5, K-4: of a contact that was erased by law no companion is left, and no sealed value on any laptop, its author's included. */
export async function checkErased(world: SessionsKnown): Promise<void> {
  const { erased } = world.office;
  const left = [...(await world.office.companions()).keys()].filter((contact) => erased.has(contact));
  must(left.length === 0, 'P-5', () => `the sealed values of ${left.join(', ')} outlive their contact, which was erased`, 'leaks'); // prettier-ignore
  const texts = [...world.sealedTexts.values()].filter(({ contact }) => erased.has(contact)).map(({ text }) => text);
  if (texts.length === 0) return;
  for (const desk of world.desks) {
    const tables = desk.tablesWith(texts);
    must(tables.length === 0, 'P-5', () => `${desk.laptop.name} has sealed values of an erased contact in ${tables.join(', ')}`, 'leaks'); // prettier-ignore
  }
}
