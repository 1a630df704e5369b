import { holderOf } from '@outpost/domain/engine/author';
import { decideAct } from '@outpost/domain/engine/decide';
import { targetsIn } from '@outpost/domain/engine/references';
import type { Act } from '@outpost/domain/kernel/act';
import type { Refusal } from '@outpost/domain/kernel/refusal';
import { definingEntities } from '@outpost/domain/kernel/tenant-definitions';
import type { DeviceWrite } from '../records/device-write.ts';
import { nowOf } from '../now-of.ts';
import { DeviceLook } from './device-look.ts';
import type { ActContext } from './act-context.ts';

/** How much an act may write, the server says. */
const unbounded = { changes: Infinity, places: Infinity };

/**
 * T-8, T-9: what the server would refuse of an act on what this device holds, by the server's own rules, in the order of its edits. What is not
 * held refuses nothing: the server decides at arrival all the same.
 */
export async function judgeAct(
  write: DeviceWrite,
  act: Omit<Act, 'number' | 'madeAt'>,
  { principal, lookups, installed, ports }: ActContext,
): Promise<readonly Refusal[]> {
  const madeAt = nowOf(ports.clock);
  // Measured: to read them makes an import a quarter slower. Parents have been read.
  const unread = new Set(act.edits.flatMap((edit) => [...targetsIn(write.catalogue, edit).values()]));
  for (;;) {
    const look = new DeviceLook({ write, lookups, unread });
    const deciding = decideAct({
      act: { ...act, number: write.state.lastNumber + 1, madeAt },
      // What a device holds its person sees.
      author: { ...holderOf(principal, write.catalogue), sees: () => true },
      look,
      kinds: {
        installed,
        catalogue: write.catalogue,
        get definitions() {
          return definingEntities(installed).flatMap(({ name }) => lookups.recordsOf(name));
        },
        mayLackDefinitions: !definingEntities(installed).every(({ name }) => look.isWhole(name)),
      },
      at: madeAt,
      bounds: unbounded,
    });
    let step = deciding.next();
    while (step.done !== true) step = deciding.next();
    const { refused } = step.value;
    if (look.needs.size === 0) return [...refused.values()].filter(({ code }) => code !== 'act/refused-whole');
    await write.loadForShow(look.needs);
  }
}
