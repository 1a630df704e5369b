import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';

/** The server's report on its own chain, which it checks row by row. */
const serverVerdictSchema = z.object({
  rows: z.number().int(),
  head: z.number().int(),
  problems: z.array(z.object({ n: z.number().int(), problem: z.string() })),
  /** Absent: an older server. */
  devices: z.object({ holding: z.number().int(), agreeing: z.number().int() }).nullable().default(null),
});

/**
 * Checks that the journal still contains the heads that this device received (P-5). Each head's signature was checked when
 * the head arrived. Online, the server checks its whole chain, and a pull checks that the heads of this device are still in
 * it (S-1b). The answer says whether the server did both.
 */
export async function verifyReceivedHeads(open: OpenTenant): Promise<Result<CallOutput<'journal.verify'>>> {
  const { heads } = open.device.memory.state;
  const newest = heads.at(-1)?.[0] ?? 0;
  const seen = (server: CallOutput<'journal.verify'>['server'], problem: string | null, rows = heads.length) =>
    accept({ ok: problem === null, rows, head: newest, problem, server, devices: null });
  const verdict = await open.link.ask('/journal/verify', undefined, serverVerdictSchema);
  if (verdict.kind === 'offline') return seen('unanswered', null); // the heads on this device were checked when they arrived
  if (verdict.kind === 'unfit') return seen('unanswered', verdict.problem);
  if (verdict.kind === 'refused')
    return verdict.refusal.code === 'access/denied'
      ? seen('denied', null)
      : seen('unanswered', verdict.refusal.message);
  const { rows, head, problems, devices } = verdict.value;
  const [broken] = problems;
  if (broken) return seen('checked', `The server's journal is broken at ${broken.n}: ${broken.problem}.`, rows);
  const before = open.device.memory.state.round;
  const pulled = await open.replicator.pull();
  if (pulled.kind === 'fork' || open.device.memory.state.round !== before)
    return seen(
      'checked',
      "The server's journal is not the one that this device saw: its end was lost or replaced.",
      rows,
    );
  if (pulled.kind === 'offline') return seen('unanswered', null); // the heads of this device were not compared
  return accept({ ok: true, rows, head, problem: null, server: 'checked', devices });
}
