import { nowOf } from '../../device/now-of.ts';
import type { ReplicaPorts } from '../../device/ports.ts';
import type { WriteLane } from '../../records/write-lane.ts';
import { Leaving, removeWiped, tellOfWiped, wipeReplica } from './leaving.ts';
import type { OpenTenant } from '../open-tenant.ts';
import type { Profile } from '../profile/profile.ts';

export type DeparturesInput = {
  readonly profile: Profile;
  readonly ports: ReplicaPorts;
  readonly byItself: boolean;
  readonly mayContact: boolean;
  /** Opens and closes files of this profile one after the other. */
  readonly line: WriteLane;
  /** Called when a replica has begun to leave, and when it is wiped. */
  readonly tell: () => void;
};

/** The replicas of a profile that are handed over before they are wiped (D-5). No call reaches them. */
export class ReplicaDepartures {
  readonly #input: DeparturesInput;
  readonly #leaving = new Map<string, Leaving>();

  constructor(input: DeparturesInput) {
    this.#input = input;
  }

  /**
   * Finishes the wipes that a power cut interrupted: removes files of wiped replicas, and reports them to the server.
   */
  resume(): void {
    const { profile, ports, mayContact } = this.#input;
    removeWiped(profile);
    if (mayContact) void tellOfWiped(profile, ports);
  }

  has(replica: string): boolean {
    return this.#leaving.has(replica);
  }

  /** Begins to hand over an open replica whose order is in the profile. */
  begin(tenant: OpenTenant): void {
    const { profile, ports, byItself, mayContact, line, tell } = this.#input;
    const isAlone = byItself && mayContact;
    const { id } = tenant.entry;
    const leaving = new Leaving({
      tenant,
      profile,
      ports,
      byItself: isAlone,
      onReceipt: async (receipt, acts) => {
        await line.run(async () => {
          if (this.#leaving.get(id) !== leaving) return; // opened again meanwhile: another attempt hands it over
          this.#leaving.delete(id);
          await tenant.close();
          wipeReplica(profile, { id, receipt, acts, at: nowOf(ports.clock) });
          tell();
        });
        await tellOfWiped(profile, ports);
      },
    });
    this.#leaving.set(id, leaving);
    tell();
    if (isAlone) void leaving.try();
  }

  /** Tries to hand over everything now. Resolves after one attempt. */
  async tryNow(): Promise<void> {
    await Promise.all([...this.#leaving.values()].map((leaving) => leaving.try()));
  }

  /** Closes one replica that is leaving, or all. It goes on with its next opening. */
  async stop(replica?: string): Promise<void> {
    for (const [id, leaving] of this.#leaving) {
      if (replica !== undefined && id !== replica) continue;
      this.#leaving.delete(id);
      await leaving.stop();
    }
  }
}
