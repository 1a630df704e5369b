import type { SeededRandom } from '@outpost/domain/testing/seeded-random';
import type { ProofMembership } from '../../stage/proof-server.ts';
import type { PersonName, ProofStage } from '../../stage/proof-stage.ts';
import { areaCatalogue, areaChoices } from '../../builds/area-build.ts';
import { builds } from '../../builds/builds.ts';
import { keptOffChoices } from '../../builds/kept-off.ts';
import { packedCatalogue } from '../../builds/packed-build.ts';
import { ruledCatalogue } from '../../builds/ruled-build.ts';
import { readJournal, type SentActs } from '../oracles/journal-oracles.ts';
import { LostTails } from '../oracles/lost-tail.ts';
import type { FilesKnown } from '../machines/files-known.ts';

/** A copy of the store, and of the records whose bytes it says to have. */
type Copy = { readonly store: ReadonlyMap<string, string>; readonly files: ReadonlySet<string> };

/** The faults of the server and the acts of its administrators. `MortalDatabase` handles its deaths during a request. */
export class ServerSide {
  readonly #stage: ProofStage;
  readonly #trace: (line: string) => void;
  readonly #sent: SentActs;
  readonly #files: FilesKnown;
  /** The state of a standby, which a failover restores. */
  #standby: Copy | undefined;
  #backup: Copy | undefined;
  readonly #payloads = new Map<string, string>();
  readonly #erased = new Set<string>();
  #crashes = 0;
  #build = 0;
  #hasForked = false;
  #isOtherBuild = false;
  readonly lostTails = new LostTails();

  /** `sent`: acts in every form in which they have reached the server. */
  constructor(
    stage: ProofStage,
    {
      sent,
      files,
      trace,
    }: { readonly sent: SentActs; readonly files: FilesKnown; readonly trace: (line: string) => void },
  ) {
    this.#stage = stage;
    this.#trace = trace;
    this.#sent = sent;
    this.#files = files;
  }

  get crashes(): number {
    return this.#crashes;
  }
  /** Whether its journal ever lost its tail. */
  get hasForked(): boolean {
    return this.#hasForked;
  }

  async head(): Promise<number> {
    const [row] = await this.#stage.server.rows(this.#stage.orgId, 'select head from store.clock');
    return Number(row?.['head']);
  }

  async changeRoles(random: SeededRandom): Promise<void> {
    const { one, two } = this.#stage.teams;
    const name = random.pick(['max', 'mia', 'moe', 'vic'] as const);
    const roles = random.pick<readonly ProofMembership[]>([
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
    await this.giveRoles(name, roles);
  }

  /** Exchanges roles whose tokens show the same records, so that a person keeps seeing some of them. */
  async passRoles(random: SeededRandom): Promise<void> {
    const { one, two } = this.#stage.teams;
    const name = random.pick(['max', 'max', 'mia', 'moe'] as const);
    const inOne = { role: 'manager', teamId: one };
    const inTwo = { role: 'manager', teamId: two };
    const everything = { role: 'admin', teamId: null };
    const roles = random.pick<readonly ProofMembership[]>([
      [inOne],
      [inTwo],
      [inOne, inTwo],
      [everything],
      [{ role: 'member', teamId: one }],
    ]);
    await this.giveRoles(name, roles);
  }

  /** Gives a person these roles only. */
  async giveRoles(name: PersonName, roles: readonly ProofMembership[]): Promise<void> {
    this.#trace(`roles of ${name}: ${JSON.stringify(roles)}`);
    await this.#stage.setRoles(name, roles);
  }

  /** Creates a standby and a backup on the first day. */
  async provide(): Promise<void> {
    this.#backup = this.#standby = await this.#copy();
  }

  async #copy(): Promise<Copy> {
    return { store: await this.#stage.backup(), files: this.#files.copied() };
  }

  /** Brings the standby up to date. */
  async replicate(): Promise<void> {
    this.#standby = await this.#copy();
  }

  /** Makes a backup that every later restore contains. */
  async backUp(): Promise<void> {
    await this.#stage.server.markDurable(this.#stage.orgId);
    this.#backup = this.#standby = await this.#copy();
  }

  /** An older standby takes over, or a backup is restored: later changes are lost. */
  async failOver(random: SeededRandom): Promise<void> {
    if (random.chance(0.25)) this.#standby = this.#backup;
    await this.loseTail();
  }

  /** The standby takes over in its present state. */
  async loseTail(): Promise<void> {
    if (!this.#standby) return;
    const journal = await readJournal(this.#stage, this.#payloads);
    this.#hasForked = true;
    this.#crashes += 1;
    this.#trace('the server loses its tail');
    await this.#stage.restore(this.#standby.store);
    this.#files.restored(this.#standby.files);
    this.lostTails.take({ journal, kept: await this.head(), sent: this.#sent });
    if (this.#build > 0) await this.#stage.server.bringUpToSchemas(this.#stage.orgId); // it may be from before an update
  }

  async passHorizon(random: SeededRandom): Promise<void> {
    const floor = Math.floor((await this.head()) * (random.chance(0.5) ? 1 : 0.5 + random.next() / 2));
    await this.#stage.server.passHorizon(this.#stage.orgId, floor);
    this.#trace(`the horizon passes ${floor}`);
  }

  /** P-5: erases a record by law, with its children. The oracles keep its rows. */
  async erase(random: SeededRandom): Promise<void> {
    const { server, orgId } = this.#stage;
    const rows = await server.rows(
      orgId,
      `select id::text as id from store.crm_deal union all select id::text from store.crm_task order by 1`,
    );
    if (rows.length === 0) return;
    const id = String(random.pick(rows)['id']);
    const before = await server.rows(
      orgId,
      `select encode(hash, 'hex') as hash, payload from store.journal where payload is not null`,
    );
    const erased = await server.erase(orgId, [id], { withChildren: true });
    if (!erased.ok) throw new Error(erased.why);
    for (const { hash, payload } of before) this.#payloads.set(String(hash), String(payload));
    for (const record of erased.records) this.#erased.add(record.id);
    this.#trace(`${id} is erased by law, ${erased.records.length} records with it`);
  }

  /** The content of journal rows before they were erased, by the hash of their place in the chain. */
  get payloads(): ReadonlyMap<string, string> {
    return this.#payloads;
  }
  /** Records that were ever erased. If a lost tail contained the erasure, they may exist again. */
  get erased(): ReadonlySet<string> {
    return this.#erased;
  }

  async restart(): Promise<void> {
    this.#crashes += 1;
    await this.#stage.server.restart();
  }

  /** The build of the product that it runs (`builds.ts`). */
  get build(): number {
    return this.#build;
  }

  /** K-5: ends it and starts a later build on its store, if there is one. */
  async update(): Promise<void> {
    if (this.#build >= builds.length - 1) return;
    this.#build += 1;
    this.#trace(`the server is now of build ${this.#build}`);
    await this.#stage.server.restart(builds[this.#build]);
    await this.#stage.server.bringUpToSchemas(this.#stage.orgId);
  }

  /** It runs the build with rules over several records. */
  async beginRuled(): Promise<void> {
    this.#isOtherBuild = true;
    await this.#stage.server.restart(ruledCatalogue);
  }

  /** It runs the build with tasks in an optional pack. */
  async beginPacked(): Promise<void> {
    this.#isOtherBuild = true;
    await this.#stage.server.restart(packedCatalogue);
  }

  /** It runs the build with areas, and has made everybody's settings. */
  async beginAreas(): Promise<void> {
    this.#isOtherBuild = true;
    await this.#stage.server.restart(areaCatalogue);
    await this.#stage.server.bringSettingsUp(this.#stage.orgId);
  }

  /** T-30: somebody chooses other areas: a person who sees all deals, or one whom a choice must not show more. */
  async changeAreas(random: SeededRandom): Promise<void> {
    const name = random.pick(['ann', 'ann', 'ann', 'max', 'mia'] as const);
    const areas = random.pick(areaChoices);
    this.#trace(`areas of ${name}: ${JSON.stringify(areas)}`);
    await this.#stage.server.setAreas(this.#stage.orgId, this.#stage.people[name].id, areas);
  }

  /** it has made the record of the organisation, which lists the kinds that devices do not hold. */
  async beginNarrowed(): Promise<void> {
    await this.#stage.server.bringSettingsUp(this.#stage.orgId);
  }

  /** an administrator keeps other kinds off devices, for everyone or for a role; or none. */
  async changeKeptOff(random: SeededRandom): Promise<void> {
    const lines = random.pick(keptOffChoices);
    this.#trace(`kept off devices: ${JSON.stringify(lines)}`);
    await this.#stage.server.setKeptOff(this.#stage.orgId, lines);
  }

  /** The next history begins with the first build. */
  async end(): Promise<void> {
    if (this.#build > 0 || this.#isOtherBuild) await this.#stage.server.restart(builds[0]);
  }
}
