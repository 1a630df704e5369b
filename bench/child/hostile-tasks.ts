import { randomBytes, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { constants, setPriority } from 'node:os';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import { protocolHeader, protocolVersion } from '@outpost/domain/sync/protocol';

const ids = uuidV7Source({ nowMs: () => Date.now() }, randomBytes);

/** An attack and its inputs. It only reaches the measured server on this machine, and ends by itself. */
export type Attack = {
  readonly kind: 'body' | 'search' | 'act' | 'import';
  readonly url: string;
  readonly token: string;
  readonly ownerId: string;
  /** The people with whom the attacker shares. */
  readonly people: readonly string[];
  readonly forMs: number;
};

/** The number of answers with each status. */
type Answers = Record<string, number>;

/** The greatest number of simultaneous requests of an attacker. */
const atOnce = { body: 4, search: 30, act: 4, import: 4 } as const;
const mebibyte = 1_048_576;
const twoLetters = Array.from(
  { length: 66 },
  (_, n) => `${'abcdefghijklmnoprstuvw'.charAt(n % 22)}${'aeiou'.charAt(n % 5)}`,
).join(' ');

const contact = (ownerId: string) => ({
  id: ids.newId(),
  entity: 'crm/contact',
  create: { schema: 1, ownerId, teamId: null, sharedWith: [], fields: { name: `Imported ${ids.newId()}` } },
});
const act = (number: number, edits: readonly unknown[], more: object = {}) => ({
  id: ids.newId(),
  number,
  label: 'An attack',
  shape: 'each',
  madeAt: new Date().toISOString(),
  edits,
  ...more,
});

function send(attack: Attack, path: string, { body, token }: { readonly body: Buffer; readonly token?: string }) {
  return new Promise<string>((resolve) => {
    const asked = request(
      `${attack.url}${path}`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': body.length,
          'x-forwarded-for': `10.9.0.${1 + Math.floor(Math.random() * 200)}`,
          [protocolHeader]: `${protocolVersion}`,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      },
      (reply) => {
        reply.resume();
        reply.on('end', () => resolve(String(reply.statusCode)));
        reply.on('error', () => resolve('closed'));
      },
    );
    asked.on('error', () => resolve('closed')); // the server has answered, and reads no more of it
    asked.end(body);
  });
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const push = (device: string, acts: readonly unknown[]): Buffer => json({ device, heads: [], schemas: {}, acts });

/** Returns the request that one of an attacker's loops repeats. */
async function shooting(attack: Attack, place: number): Promise<() => Promise<string>> {
  const { token } = attack;
  const device = randomUUID();
  switch (attack.kind) {
    case 'body': {
      const lists = Buffer.from(`{"acts":[${'[],'.repeat((31 * mebibyte) / 3)}[]]}`);
      return () => send(attack, '/sync/push', { body: lists, ...(place % 2 === 0 ? { token } : {}) });
    }
    case 'search':
      return () => send(attack, '/records/search', { body: json({ text: twoLetters, limit: 200 }), token });
    case 'act':
      return place % 2 === 0 ? sharing(attack, device) : undoing(attack, device);
    case 'import': {
      const state = { number: 0 };
      return () => {
        const acts = Array.from({ length: 2 }, () =>
          act(
            (state.number += 1),
            Array.from({ length: 500 }, () => contact(attack.ownerId)),
          ),
        );
        return send(attack, '/sync/push', { body: push(device, acts), token });
      };
    }
  }
}

/** Shares a contact that has 1,000 tasks with 100 people, and ends the sharing. */
async function sharing(attack: Attack, device: string): Promise<() => Promise<string>> {
  const { token } = attack;
  const parent = contact(attack.ownerId);
  const tasks = Array.from({ length: 1_000 }, () => ({
    id: ids.newId(),
    entity: 'crm/task',
    create: {
      schema: 1,
      ownerId: null,
      teamId: null,
      sharedWith: [],
      fields: { subject: 'Call', about: `crm/contact:${parent.id}` },
    },
  }));
  await send(attack, '/sync/push', { body: push(device, [act(1, [parent]), act(2, tasks)]), token });
  const people = attack.people.slice(0, 100).toSorted();
  const state = { number: 2, isShared: false };
  return async () => {
    const fields = { sharedWith: state.isShared ? [people, []] : [[], people] };
    const edit = { id: parent.id, entity: 'crm/contact', seen: 0, fields };
    const status = await send(attack, '/sync/push', { body: push(device, [act(state.number + 1, [edit])]), token });
    if (status === '200') [state.number, state.isShared] = [state.number + 1, !state.isShared];
    return status;
  };
}

/** Undoes an act of 1,000 records, then the undo, then that undo. */
async function undoing(attack: Attack, device: string): Promise<() => Promise<string>> {
  const { token } = attack;
  const bulk = act(
    1,
    Array.from({ length: 1_000 }, () => contact(attack.ownerId)),
  );
  await send(attack, '/sync/push', { body: push(device, [bulk]), token });
  const state = { number: 1, last: bulk.id };
  return async () => {
    const undos: { readonly id: string }[] = [];
    for (let n = 1; n <= 20; n += 1)
      undos.push(act(state.number + n, [], { shape: 'together', undoes: undos.at(-1)?.id ?? state.last }));
    const status = await send(attack, '/sync/push', { body: push(device, undos), token });
    if (status === '200') [state.number, state.last] = [state.number + undos.length, undos.at(-1)?.id ?? state.last];
    return status;
  };
}

export const hostileTasks = {
  /**
   * Attacks the measured server for a while. Returns the counts of its answers, and the processor time of the attack. In reality
   * the attacker has another computer, so this process only gets the processor time that the server, its Postgres and the
   * neighbour leave free.
   */
  'hostile.attack': async (attack: Attack): Promise<{ readonly answers: Answers; readonly cores: number }> => {
    setPriority(constants.priority.PRIORITY_LOW);
    const answers: Answers = {};
    const [began, before] = [performance.now(), process.cpuUsage()];
    const until = began + attack.forMs;
    await Promise.all(
      Array.from({ length: atOnce[attack.kind] }, async (_, place) => {
        const shoot = await shooting(attack, place);
        while (performance.now() < until) {
          const status = await shoot();
          answers[status] = (answers[status] ?? 0) + 1;
          if (status !== '200') await new Promise((resolve) => setTimeout(resolve, 20)); // after a refusal, send at a rate that one machine can produce
        }
      }),
    );
    const { user, system } = process.cpuUsage(before);
    return { answers, cores: (user + system) / 1_000 / (performance.now() - began) };
  },
};
