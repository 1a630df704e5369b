import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/record';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { checkShown, checkUpToDate, documentsOf, must } from './history-oracles.ts';
import type { Fate, ProofMembership, ProofServer } from './proof-server.ts';
import { type PersonName, ProofStage, type StagedDevice, type StagedEdit, usd } from './proof-stage.ts';

/** What a history came to, so that a test can see that it did something. */
export type Outcome = {
  readonly acts: number;
  readonly refused: number;
  readonly superseded: number;
  readonly journalRows: number;
};
export type HistoryOptions = {
  readonly server: ProofServer;
  readonly seed: number;
  readonly steps: number;
  readonly trace?: (line: string) => void;
};

/**
 * One history drawn from one seed (S-6): people at work on six devices, lines that lose and repeat, devices that crash and are set
 * back, rights that change, a server that loses its tail; then all heals, and everyone must agree. The rules are checked on the way,
 * in other words than the code that they judge. Throws BrokenRule.
 */
export async function playHistory(options: HistoryOptions): Promise<Outcome> {
  const history = new RandomHistory(await ProofStage.set(options.server), options);
  try {
    return await history.play();
  } finally {
    await history.end();
  }
}

class RandomHistory {
  readonly #stage: ProofStage;
  readonly #random: SeededRandom;
  readonly #steps: number;
  readonly #trace: (line: string) => void;
  readonly #devices: StagedDevice[] = [];
  readonly #offline = new Set<StagedDevice>();
  readonly #images = new Map<StagedDevice, Buffer>();
  /** Every act that a person made, and whose device was set back to before it. */
  readonly #acts = new Map<string, { readonly group: string | undefined; isLost: boolean }>();
  readonly #mended = new Set<string>();
  #replica: ReadonlyMap<string, string> | undefined;
  #backup: ReadonlyMap<string, string> | undefined;
  #isCalm = false;

  constructor(stage: ProofStage, options: HistoryOptions) {
    this.#stage = stage;
    this.#random = seededRandom(options.seed);
    this.#steps = options.steps;
    this.#trace = options.trace ?? (() => undefined);
  }

  async play(): Promise<Outcome> {
    for (const name of ['ann', 'max', 'mia', 'mia', 'moe', 'vic'] as const) await this.#join(name);
    this.#backup = this.#replica = await this.#stage.backup();
    for (const device of this.#devices) {
      for (let made = 0; made < (device.person.name === 'vic' ? 0 : 1); made += 1) {
        const id = this.#stage.newId();
        await this.#act(device, 'deal', [this.#deal(device, id), this.#task(this.#stage.newId(), id)]);
      }
    }
    await this.#drain();
    for (let step = 0; step < this.#steps; step += 1) {
      await this.#step();
      for (const device of this.#devices) checkShown(device);
    }
    await this.#drain();
    return this.#checkAtRest();
  }

  end(): Promise<void> {
    return this.#stage.end();
  }

  async #join(name: PersonName): Promise<void> {
    const device = await this.#stage.device(name);
    device.line.fate = () => this.#fate();
    this.#devices.push(device);
  }

  #fate(): Fate {
    if (this.#isCalm) return 'arrives';
    const drawn = this.#random.next();
    return drawn < 0.12
      ? 'request-lost'
      : drawn < 0.24
        ? 'reply-lost'
        : drawn < 0.32
          ? 'doubled'
          : drawn < 0.4
            ? 'late'
            : 'arrives';
  }

  async #step(): Promise<void> {
    const drawn = this.#random.next();
    const device = this.#random.pick(this.#devices);
    if (drawn < 0.35) return this.#work(device);
    if (drawn < 0.55) return this.#offline.has(device) ? undefined : this.#exchange(device, 'push');
    if (drawn < 0.8) return this.#offline.has(device) ? undefined : this.#exchange(device, 'pull');
    if (drawn < 0.86) {
      const echo = device.line.echoes.shift();
      await echo?.();
      return;
    }
    return this.#fault();
  }

  async #exchange(device: StagedDevice, way: 'push' | 'pull'): Promise<void> {
    const { replicator } = device.tenant;
    const done =
      way === 'push'
        ? await replicator.push(this.#random.pick([1, 2, 5]))
        : await replicator.pull(this.#random.pick([1, 2, 3, 10, 100]));
    this.#trace(
      `${this.#name(device)} ${way}: ${done.kind}${done.kind === 'page' ? ` of ${done.page.rows.length}, done ${String(done.page.done)}` : ''}`,
    );
    must(
      done.kind !== 'unfit' && done.kind !== 'refused',
      'S-1',
      () => `${way} of ${this.#name(device)}: ${JSON.stringify(done)}`,
    );
    if (done.kind === 'page' && done.page.done) await checkUpToDate(this.#stage, device);
  }

  #name(device: StagedDevice): string {
    return `${device.person.name}${this.#devices.indexOf(device)}`;
  }

  // People at work

  async #act(
    device: StagedDevice,
    kind: string,
    edits: readonly StagedEdit[],
    more: { readonly group?: string; readonly shape?: 'each' } = {},
  ): Promise<void> {
    const made = await device.tenant.acts.perform({
      label: kind,
      shape: more.shape ?? 'together',
      edits: [...edits],
      ...(more.group === undefined ? {} : { group: more.group }),
    });
    this.#trace(`${this.#name(device)} ${kind} ${made.ok ? made.value.act : made.code} ${JSON.stringify(edits)}`);
    if (made.ok) this.#acts.set(made.value.act, { group: more.group, isLost: false });
  }

  #deal(device: StagedDevice, id: string): StagedEdit {
    const { one, two } = this.#stage.teams;
    const owner =
      device.person.name === 'ann' ? this.#random.pick(Object.values(this.#stage.people)).id : device.person.id;
    const shared = this.#random.chance(0.3) ? [this.#random.pick(Object.values(this.#stage.people)).id] : [];
    const key = this.#random.chance(0.08) ? { externalKey: this.#random.pick(['c1', 'c2']) } : {};
    const teamId = device.person.name === 'moe' ? two : this.#random.chance(0.9) ? one : null;
    return {
      id,
      entity: 'crm/deal',
      create: {
        ownerId: owner,
        teamId,
        sharedWith: shared,
        fields: { name: 'Deal', stage: 'prospecting', value: usd(this.#random.pick([0, 5, 10])), ...key },
      },
    };
  }
  #task(id: string, deal: string): StagedEdit {
    const ownerId = this.#random.chance(0.2) ? this.#random.pick(Object.values(this.#stage.people)).id : null;
    return this.#stage.task(id, deal, { ownerId, body: `by ${id}` });
  }

  async #work(device: StagedDevice): Promise<void> {
    const { pick, chance } = this.#random;
    const stage = this.#stage;
    const shown = documentsOf(device);
    const deals = shown.filter((record) => record.entity === 'crm/deal' && record.life === 'alive');
    const tasks = shown.filter((record) => record.entity === 'crm/task' && record.life === 'alive');
    const deal = deals.length > 0 ? pick(deals) : undefined;
    const task = tasks.length > 0 ? pick(tasks) : undefined;
    const word = () => pick(['a', 'b', 'c', 'd', 'e']);
    const people = Object.values(stage.people).map((person) => person.id);
    const tags = (record: StoredRecord) =>
      Array.isArray(record.fields['tags']) ? (record.fields['tags'] as string[]) : []; // as the deal's declaration says
    const text = (value: JsonValue | undefined) => (typeof value === 'string' ? value : '');
    const kinds: (() => Promise<void> | undefined)[] = [
      () => this.#act(device, 'create', [this.#deal(device, stage.newId())]),
      () => deal && this.#act(device, 'create task', [this.#task(stage.newId(), deal.id)]),
      ...Array.from({ length: 8 }, () => () => {
        if (!deal) return undefined;
        const changes: Record<string, JsonValue>[] = [
          { stage: pick(['prospecting', 'engaging']) },
          { value: usd(pick([0, 5, 10, 20])) },
          { tags: [...new Set([...tags(deal), word()])].sort() },
          { tags: tags(deal).slice(1) },
          { about: `${text(deal.fields['about'])}\n${word()}${this.#acts.size}`.trim() },
          { stage: 'won', closedOn: '2026-11-20' },
          { stage: 'won', closedOn: '2026-11-20', value: usd(7) },
          { externalKey: pick(['c1', 'c2', null]) },
        ];
        return this.#act(device, 'edit', [stage.set(deal.id, pick(changes))]);
      }),
      () =>
        task &&
        this.#act(device, 'edit task', [
          stage.set(
            task.id,
            pick<Record<string, JsonValue>>([
              { done: task.fields['done'] !== true },
              { body: `${text(task.fields['body'])}\n${word()}${this.#acts.size}` },
              { ownerId: pick([null, ...people]) },
            ]),
            'crm/task',
          ),
        ]),
      () =>
        deal &&
        this.#act(device, 'move', [
          stage.set(
            deal.id,
            pick<Record<string, JsonValue>>([
              { ownerId: pick(people) },
              { teamId: pick([stage.teams.one, stage.teams.two, null]) },
            ]),
          ),
        ]),
      () =>
        deal &&
        this.#act(device, 'share', [
          stage.set(deal.id, {
            sharedWith: chance(0.5)
              ? [...new Set([...deal.sharedWith, pick(people)])].sort()
              : deal.sharedWith.slice(1),
          }),
        ]),
      () => this.#actOn(device, chance(0.7) ? deal : task, 'delete', { life: 'deleted' }),
      () => {
        const gone = shown.filter((record) => record.life !== 'alive');
        return gone.length > 0 ? this.#actOn(device, pick(gone), 'restore', { life: 'alive' }) : undefined;
      },
      () => deal && this.#actOn(device, task, 'reparent', { about: `crm/deal:${deal.id}` }),
      () =>
        deal &&
        this.#act(device, 'convert', [
          stage.set(deal.id, { stage: 'won', closedOn: '2026-11-20', value: usd(9) }),
          this.#task(stage.newId(), deal.id),
          ...(task ? [stage.set(task.id, { done: true }, 'crm/task')] : []),
        ]),
      () => this.#bulk(device, deals),
      () => this.#import(device),
      () => {
        const other = deal && deals.find((record) => record.id !== deal.id);
        return other && this.#act(device, 'merge', [stage.set(other.id, { life: `merged:${deal.id}` })]);
      },
      () => this.#undo(device),
      () => this.#undoGroup(device),
    ];
    await pick(kinds)();
  }

  #actOn(
    device: StagedDevice,
    record: StoredRecord | undefined,
    kind: string,
    fields: Record<string, JsonValue>,
  ): Promise<void> | undefined {
    return record && this.#act(device, kind, [this.#stage.set(record.id, fields, record.entity)]);
  }
  async #bulk(device: StagedDevice, deals: readonly StoredRecord[]): Promise<void> {
    const group = this.#random.chance(0.5) ? { group: this.#stage.newId() } : {};
    for (const part of [deals.slice(0, 2), deals.slice(2, 4)]) {
      if (part.length > 0)
        await this.#act(
          device,
          'bulk',
          part.map((record) => this.#stage.set(record.id, { stage: this.#random.pick(['engaging', 'proposal']) })),
          { shape: 'each', ...group },
        );
    }
  }
  async #import(device: StagedDevice): Promise<void> {
    const group = this.#stage.newId();
    for (let act = 0; act < 2; act += 1)
      await this.#act(
        device,
        'import',
        [this.#deal(device, this.#stage.newId()), this.#deal(device, this.#stage.newId())],
        { shape: 'each', group },
      );
  }
  async #undo(device: StagedDevice): Promise<void> {
    const act = this.#random.pick([...this.#acts.keys()].slice(-30));
    const undone = await device.tenant.acts.undo(act);
    this.#trace(`${this.#name(device)} undoes ${act}: ${undone.ok ? undone.value.act : undone.code}`);
    if (undone.ok) this.#acts.set(undone.value.act, { group: undefined, isLost: false });
  }
  async #undoGroup(device: StagedDevice): Promise<void> {
    const groups = [...new Set([...this.#acts.values()].flatMap((act) => act.group ?? []))];
    if (groups.length === 0) return;
    const group = this.#random.pick(groups.slice(-2));
    const undone = await device.tenant.acts.undoGroup(group);
    this.#trace(`${this.#name(device)} undoes group ${group}: ${undone.ok ? undone.value.acts : undone.code}`);
  }

  // What goes wrong

  async #fault(): Promise<void> {
    const { pick, chance } = this.#random;
    const device = pick(this.#devices);
    const faults: Readonly<Record<string, () => Promise<void> | void>> = {
      crash: async () => {
        this.#trace(`${this.#name(device)} crashes`);
        await device.restart();
      },
      offline: () => void (this.#offline.delete(device) || this.#offline.add(device)),
      roles: () => this.#changeRoles(),
      replicate: async () => void (this.#replica = await this.#stage.backup()),
      backup: async () => {
        await this.#stage.server.markDurable(this.#stage.orgId);
        this.#backup = this.#replica = await this.#stage.backup();
      },
      failover: async () => {
        if (chance(0.25)) this.#replica = this.#backup;
        this.#trace('failover');
        if (this.#replica) await this.#stage.restore(this.#replica);
      },
      horizon: async () => {
        const floor = Math.floor((await this.#clock()) * (0.5 + this.#random.next() / 2));
        this.#trace(`horizon ${floor}`);
        await this.#stage.server.passHorizon(this.#stage.orgId, floor);
      },
      image: () => void this.#images.set(device, device.image()),
      setBack: () => this.#setBack(),
      mend: () => this.#mend(device),
    };
    const weights = {
      crash: 3,
      offline: 4,
      roles: 4,
      replicate: 2,
      backup: 2,
      failover: 2,
      horizon: 1,
      image: 1,
      setBack: 1,
      mend: 2,
    };
    const drawn = pick(Object.entries(weights).flatMap(([name, weight]) => Array.from({ length: weight }, () => name)));
    await faults[drawn]?.();
  }

  async #changeRoles(): Promise<void> {
    const { one, two } = this.#stage.teams;
    const name = this.#random.pick(['max', 'mia', 'moe', 'vic'] as const);
    const roles = this.#random.pick<readonly ProofMembership[]>([
      [],
      [{ role: 'member', teamId: one }],
      [{ role: 'member', teamId: two }],
      [{ role: 'manager', teamId: one }],
      [{ role: 'manager', teamId: two }],
      [{ role: 'viewer', teamId: two }],
      [
        { role: 'manager', teamId: one },
        { role: 'viewer', teamId: two },
      ],
    ]);
    this.#trace(`roles of ${name}: ${JSON.stringify(roles)}`);
    await this.#stage.setRoles(name, roles);
  }

  async #setBack(): Promise<void> {
    const [device, image] = [...this.#images][0] ?? [];
    if (!device || !image) return;
    this.#images.delete(device);
    const before = actsKnownTo(device);
    this.#trace(`${this.#name(device)} is set back`);
    await device.setBack(image);
    const after = actsKnownTo(device);
    for (const act of before) {
      const made = this.#acts.get(act);
      if (made && !after.has(act)) made.isLost = true;
    }
  }

  async #mend(device: StagedDevice): Promise<void> {
    const [entry] = [...device.tenant.device.memory.tray.values()];
    if (!entry) return;
    this.#mended.add(entry.act.id);
    const mended = await device.tenant.acts.mend(entry.id, {});
    this.#trace(`${this.#name(device)} mends ${entry.act.id}: ${mended.ok ? mended.value.act : mended.code}`);
    if (mended.ok) this.#acts.set(mended.value.act, { group: undefined, isLost: false });
  }

  /** All heals: exchanges go through until nobody has anything to tell. */
  async #drain(): Promise<void> {
    this.#isCalm = true;
    this.#offline.clear();
    for (let round = 0, isQuiet = false; !isQuiet; round += 1) {
      must(round < 60, 'S-6', () => 'it does not come to rest');
      isQuiet = true;
      for (const device of this.#devices) {
        for (const echo of device.line.echoes.splice(0)) await echo();
        const clock = await this.#clock();
        const { acts, state } = device.tenant.device.memory;
        if (acts.size === 0 && state.upTo === clock) continue;
        isQuiet = false;
        await this.#exchange(device, 'push');
        for (let page = 0; page < 200; page += 1) {
          await this.#exchange(device, 'pull');
          if (device.tenant.device.memory.state.upTo !== null) break;
        }
      }
    }
    this.#isCalm = false;
  }

  async #clock(): Promise<number> {
    const [row] = await this.#stage.server.rows(this.#stage.orgId, 'select head from store.clock');
    return row?.['head'] as number; // a tenant has a clock
  }

  async #checkAtRest(): Promise<Outcome> {
    const { server, orgId } = this.#stage;
    const decided = new Set(
      (await server.rows(orgId, 'select id::text as id from store.act')).map((row) => String(row['id'])),
    );
    const trays = new Set(
      this.#devices.flatMap((device) => [...device.tenant.device.memory.tray.values()].map((entry) => entry.act.id)),
    );
    for (const [act, { isLost }] of this.#acts)
      must(decided.has(act) || trays.has(act) || this.#mended.has(act) || isLost, 'S-5', () => `${act} is lost`);
    for (const device of this.#devices) {
      must(device.tenant.device.memory.acts.size === 0, 'S-5', () => `${this.#name(device)} still has acts`);
      await checkUpToDate(this.#stage, device);
    }
    const twice = await server.rows(
      orgId,
      `select act, record from store.journal where act is not null and record is not null group by act, record having count(*) > 1`,
    );
    must(twice.length === 0, 'S-2', () => `an act was done twice: ${JSON.stringify(twice)}`);
    return {
      acts: this.#acts.size,
      refused: trays.size,
      superseded: (await this.#stage.superseded()).length,
      journalRows: await this.#clock(),
    };
  }
}

function actsKnownTo(device: StagedDevice): ReadonlySet<string> {
  const { acts, tray, kept } = device.tenant.device.memory;
  return new Set([...acts.keys(), ...kept.keys(), ...[...tray.values()].map((entry) => entry.act.id)]);
}
