import { type Act, actSchema, type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import { madeId } from '@outpost/domain/kernel/catalogue/kinds-upgrade';
import { z } from 'zod';
import type { ActOnDisk } from '../oracles/at-rest.ts';
import { movedName, notesOfDeals } from '../../builds/builds.ts';
import type { Machine } from '../machines/machine.ts';

const sentActsSchema = z.object({ acts: z.array(actSchema) });

/**
 * T-27: returns the edits without those by which an updated device shows the act's change to another record. The server replaces
 * those edits.
 */
function withoutShown(edits: readonly Edit[]): Edit[] {
  const isNamed = (edit: Edit) => movedName in (isCreate(edit) ? edit.create.fields : edit.fields);
  const shown = new Set(
    edits.flatMap((edit) => (edit.entity === notesOfDeals.of && isNamed(edit) ? [madeId(notesOfDeals, edit.id)] : [])),
  );
  return edits.filter(({ id }) => !shown.has(id));
}

/** All acts that people made in a history, and the forms in which each reached the server. */
export class ActsMade {
  readonly made = new Map<string, ActOnDisk>();
  readonly sent = new Map<string, Act[]>();

  take(id: string, group: string | undefined): void {
    if (!this.made.has(id)) this.made.set(id, { group, isLost: false, isMended: false });
  }

  /** Takes all acts on the disk of a machine, whether or not they were acknowledged. */
  takeOf(machine: Machine): void {
    for (const [id, entry] of machine.tenant.device.memory.acts) {
      const isShownOnly = entry.state === 'answered' && entry.n === 0; // T-27: the values that an updated device shows until it has synced
      if (!isShownOnly) this.take(id, entry.act.group);
    }
  }

  /** Notes that a person has corrected and repeated an act from the tray. */
  mended(id: string): void {
    const act = this.made.get(id);
    if (act) act.isMended = true;
  }

  /** Notes a push that reaches the server. */
  push(body: string | undefined): void {
    for (const act of sentActsSchema.parse(JSON.parse(body ?? '')).acts) {
      const told = { ...act, edits: withoutShown(act.edits) };
      const forms = this.sent.get(act.id);
      if (forms) forms.push(told);
      else this.sent.set(act.id, [told]);
    }
  }
}
