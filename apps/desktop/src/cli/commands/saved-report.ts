import { isId } from '@outpost/domain/kernel/ids';
import { nearestWord } from '@outpost/domain/kernel/text/nearest-word';
import type { BridgeResult, CallOutput } from '../../bridge/contract.ts';
import { declaredReportEntries, readReport, type ReportEntry, reportKind } from '../../reports/report-entry.ts';
import { type CliOutcome, type CommandContext, misused, unansweredQuestion } from '../command.ts';

type Found = { readonly ok: true; readonly entry: ReportEntry } | { readonly ok: false; readonly outcome: CliOutcome };
/** Chosen: the largest window that a list answers. */
const windowRows = 1_000;

type Context = Pick<CommandContext, 'bridge' | 'catalogue'>;

const no = (problem: string): Found => ({ ok: false, outcome: misused(problem) });

/**
 * Finds a report by the id of its record, by the name by which a pack declares it, or by its name for people. Upper and lower case count alike.
 * A name that several reports have is a usage error, which lists their ids.
 */
export async function savedReport(context: Context, typed: string): Promise<Found> {
  const saved = await savedEntries(context);
  if (!saved.ok) return { ok: false, outcome: unansweredQuestion(saved) };
  const all = [...saved.value, ...declaredReportEntries(context.catalogue)];
  const wanted = typed.trim().toLowerCase();
  const byId = all.find(({ id }) => id.toLowerCase() === wanted);
  const named = byId ? [byId] : all.filter(({ name }) => name.toLowerCase() === wanted);
  const [only] = named;
  if (only && named.length === 1) return { ok: true, entry: only };
  if (named.length > 1)
    return no(`${named.length} reports are called "${typed}": give the id, ${named.map(({ id }) => id).join(' or ')}.`);
  if (isId(typed)) return no(`There is no report with the id ${typed} that you may see on this device.`);
  const meant = nearestWord(typed, all.map(({ name }) => name)); // prettier-ignore
  const hint = meant === undefined ? 'A report of your own is JSON: see the help.' : `Did you mean "${meant}"?`;
  return no(`There is no report called "${typed}" that you may see on this device. ${hint}`);
}

/** Returns the reports that are records on this device and that the person may see. */
async function savedEntries({ bridge, catalogue }: Context): Promise<BridgeResult<readonly ReportEntry[]>> {
  const entries: ReportEntry[] = [];
  if (!catalogue.entities.has(reportKind)) return { ok: true, value: entries };
  for (let after: string | undefined; ;) {
    const answer: BridgeResult<CallOutput<'records.list'>> = await bridge.call('records.list', {
      entity: reportKind,
      sort: [{ field: 'name', direction: 'asc' }],
      limit: windowRows,
      ...(after === undefined ? {} : { after }),
    });
    if (!answer.ok) return answer;
    entries.push(...answer.value.rows.map(readReport));
    if (answer.value.next === null) return { ok: true, value: entries };
    after = answer.value.next;
  }
}
