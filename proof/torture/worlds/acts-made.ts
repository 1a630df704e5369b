import { type Act, actSchema } from '@outpost/domain/kernel/acts/act';
import { z } from 'zod';
import type { MadeAct } from '../oracles/at-rest.ts';
import type { Machine } from './machine.ts';

const sentActsSchema = z.object({ acts: z.array(actSchema) });

/** All acts that people made in a history, and the forms in which each reached the server. */
export class ActsMade {
  readonly made = new Map<string, MadeAct>();
  readonly sent = new Map<string, Act[]>();

  take(id: string, group: string | undefined): void {
    if (!this.made.has(id)) this.made.set(id, { group, isLost: false, isMended: false });
  }

  /** Takes all acts on the disk of a machine, whether or not they were acknowledged. */
  takeOf(machine: Machine): void {
    for (const [id, entry] of machine.tenant.device.memory.acts) this.take(id, entry.act.group);
  }

  /** Notes that a person has corrected and repeated an act from the tray. */
  mended(id: string): void {
    const act = this.made.get(id);
    if (act) act.isMended = true;
  }

  /** Notes a push that reaches the server. */
  push(body: string | undefined): void {
    for (const act of sentActsSchema.parse(JSON.parse(body ?? '')).acts) {
      const forms = this.sent.get(act.id);
      if (forms) forms.push(act);
      else this.sent.set(act.id, [act]);
    }
  }
}
