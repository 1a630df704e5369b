import { holderOf } from '@outpost/domain/engine/act/author';
import { decideAct } from '@outpost/domain/engine/decide';
import type { Act } from '@outpost/domain/kernel/acts/act';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Refusal } from '@outpost/domain/kernel/refusal';
import { definingEntities } from '@outpost/domain/kernel/definitions/tenant-definitions';
import type { DeviceLook } from './device-look.ts';
import type { ActContext } from './act-context.ts';

/** Only the server bounds the number of records that an act may write. */
const unbounded = { changes: Infinity, places: Infinity };

/**
 * The device's decision on an act before it is sent: the refusals by record, in the order of the act's edits. `warned`: breaches
 * by reads, on which the server may decide otherwise. `unjudged`: rules that need records which this device does not hold.
 */
type Judged = {
  readonly refused: ReadonlyMap<string, Refusal>;
  readonly warned: ReadonlyMap<string, Refusal>;
  readonly unjudged: readonly string[];
  /** The records as the act leaves them. */
  readonly records: readonly StoredRecord[];
};
const none: ReadonlyMap<string, Refusal> = new Map();

/**
 * Returns the refusals that the server would give to an act, judged by the server's own rules on the records that this device
 * holds (T-8, T-9). A record that the device does not hold causes no refusal: the
 * server decides on arrival. A breach by reads is a warning.
 */
export async function judgeAct(
  look: DeviceLook,
  act: Omit<Act, 'number'>,
  { principal, lookups, installed }: ActContext,
): Promise<Judged> {
  const { catalogue, state } = look.write;
  for (;;) {
    const deciding = decideAct({
      act: { ...act, number: state.lastNumber + 1 },
      // A device holds only records that its person may see.
      author: { ...holderOf(principal, catalogue), sees: () => true },
      look,
      kinds: {
        installed,
        catalogue,
        get definitions() {
          return definingEntities(installed).flatMap(({ name }) => lookups.recordsOf(name));
        },
        get mayLackDefinitions() {
          return !definingEntities(installed).every(({ name }) => look.isWhole(name));
        },
      },
      at: act.madeAt,
      bounds: unbounded,
      breaches: 'warn',
    });
    let step = deciding.next();
    while (step.done !== true) step = deciding.next();
    if (await look.readMissing()) continue;
    const { refused, warned = none, unjudged = [], records } = step.value;
    return { refused, warned, unjudged: [...unjudged], records: records.map(({ record }) => record) };
  }
}

/** An act that was judged and is not in the outbox yet. */
export type JudgedAct = {
  readonly act: Omit<Act, 'number'>;
  /** The ids of the request's records, in order, without those that hold the wanted values already. */
  readonly ids: readonly string[];
} & Judged;
