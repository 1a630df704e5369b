import { hasParts } from '@outpost/domain/kernel/automation/automation-definition';
import { allDraftSteps, type AutomationDraft } from '@outpost/domain/kernel/automation/automation-draft';
import type { DraftStep } from '@outpost/domain/kernel/automation/draft-step';
import { stepLines } from '@outpost/domain/kernel/automation/draft-steps';
import {
  type DefinitionWording,
  filterWords,
  keptWords,
  loopedWords,
  setWords,
  stepWordings,
  timeWords,
  toldWords,
  triggerWords,
} from '../automation-words.ts';
import type { Worded } from '../use-wording.ts';

/** A step, or another part of an automation, in a short title and a quiet line below it. */
export type PartWords = { readonly title: string; readonly detail: string; readonly icon: string };

/** The kinds of step in the order of the menu. */
export const stepKinds = [
  { kind: 'change', label: 'Change the record', icon: 'pencil' },
  { kind: 'create', label: 'Make a record', icon: 'plus' },
  { kind: 'assign', label: 'Assign it by a rule', icon: 'users-group' },
  { kind: 'tell', label: 'Tell somebody', icon: 'bell' },
  { kind: 'wait', label: 'Wait some time', icon: 'clock' },
  { kind: 'until', label: 'Wait until something is true', icon: 'hourglass' },
  { kind: 'approve', label: 'Ask for approval', icon: 'gavel' },
  { kind: 'offer', label: 'Offer it to several people', icon: 'users' },
  { kind: 'webhook', label: 'Post it to a webhook', icon: 'send' },
  { kind: 'branch', label: 'Choose by a condition', icon: 'route' },
  { kind: 'each', label: 'Go through related records', icon: 'stack' },
  { kind: 'calculate', label: 'Calculate a value', icon: 'hash' },
] as const satisfies readonly { readonly kind: DraftStep['kind']; readonly label: string; readonly icon: string }[];

const iconOf = (kind: DraftStep['kind']): string => stepKinds.find((one) => one.kind === kind)?.icon ?? 'dot';

/** Returns the question of a step in quotation marks, and how long it waits for answers. */
const askedWords = (
  wording: DefinitionWording,
  step: Extract<DraftStep, { readonly kind: 'approve' | 'offer' }>,
): string => [step.words && `“${step.words}”`, `for at most ${timeWords(wording, step)}`].filter(Boolean).join(', ');

/** Returns a step in words. Parts that are not written yet are said to be missing. */
export function stepPartWords(wording: DefinitionWording, step: DraftStep): PartWords {
  const { catalogue, entity } = wording;
  const icon = iconOf(step.kind);
  switch (step.kind) {
    case 'wait':
      return { title: `Wait ${timeWords(wording, step)}`, detail: '', icon };
    case 'tell': {
      const isNamed = Object.values(step.to).every((to: string) => to !== '');
      return { title: isNamed ? `Tell ${toldWords(wording, step.to)}` : 'Tell somebody', detail: step.words, icon };
    }
    case 'webhook':
      return { title: 'Post it to a webhook', detail: '', icon };
    case 'assign': {
      const rule = step.rule === '' ? undefined : wording.nameOf(step.rule);
      return { title: 'Assign it by a rule', detail: rule ?? '', icon };
    }
    case 'approve': {
      const isNamed = Object.values(step.to).every((to: string) => to !== '');
      const title = isNamed ? `Ask ${toldWords(wording, step.to)} for approval` : 'Ask for approval';
      const detail = askedWords(wording, step);
      return { title, detail, icon };
    }
    case 'offer': {
      const isNamed = Object.values(step.to).every((to: string) => to !== '');
      const title = isNamed ? `Offer it to ${toldWords(wording, step.to)}` : 'Offer it to several people';
      const detail = askedWords(wording, step);
      return { title, detail, icon };
    }
    case 'until': {
      const limit = `for at most ${timeWords(wording, step)}`;
      return step.where === undefined
        ? { title: 'Wait until …', detail: limit, icon }
        : { title: `Wait until ${filterWords(wording, step.where)}`, detail: limit, icon };
    }
    case 'each': {
      const looped = catalogue.entities.get(step.entity)?.label.one.toLowerCase();
      return {
        title: looped === undefined ? 'For each …' : `For each ${looped}`,
        detail: loopedWords(wording, step) ?? '',
        icon,
      };
    }
    case 'calculate': {
      const label = catalogue.calculations.get(step.calculation)?.label;
      return {
        title: label === undefined ? 'Calculate a value' : `Calculate “${label}”`,
        detail: keptWords(wording, step),
        icon,
      };
    }
    case 'branch':
      return {
        title: step.where === undefined ? 'If …' : `If ${filterWords(wording, step.where)}`,
        detail: '',
        icon,
      };
    case 'change':
      return {
        title: `Change the ${entity.label.one.toLowerCase()}`,
        detail: setWords(wording, entity, step.set),
        icon,
      };
    case 'create': {
      const made = catalogue.entities.get(step.entity);
      const title = made === undefined ? 'Make a record' : `Make a ${made.label.one.toLowerCase()}`;
      return { title, detail: setWords(wording, made, step.set), icon };
    }
  }
}

const triggerIcons = { change: 'pencil', button: 'bolt', date: 'calendar-event', schedule: 'clock' } as const;

/** Returns what starts an automation, in words. */
export function triggerPartWords(wording: DefinitionWording, { trigger }: Pick<Worded, 'trigger'>): PartWords {
  const { formats } = wording;
  const title = triggerWords(wording, { trigger }, formats);
  if (trigger.kind !== 'change') return { title, detail: '', icon: triggerIcons[trigger.kind] };
  const before = filterWords(wording, trigger.before);
  const after = filterWords(wording, trigger.after);
  const detail = [before === '' ? '' : `before: ${before}`, after === '' ? '' : `after: ${after}`].filter(Boolean);
  return { title, detail: detail.join('; '), icon: triggerIcons.change };
}

/** Returns the conditions in words. */
export function conditionWords(wording: DefinitionWording, { conditions }: Pick<Worded, 'conditions'>): PartWords {
  const met = filterWords(wording, conditions);
  return { title: met === '' ? 'Always' : 'Only if', detail: met, icon: 'filter' };
}

const wordsOf = ({ title, detail }: PartWords): string => (detail === '' ? title : `${title}: ${detail}`);

/** How a step differs from the live version. */
export type StepMark = 'new' | 'changed';

/** Returns the steps that the live version does not have in this form, by id. */
export function stepMarks(draft: Pick<Worded, 'steps'>, live: Pick<Worded, 'steps'> | undefined): ReadonlyMap<string, StepMark> {
  const marks = new Map<string, StepMark>();
  if (live === undefined) return marks;
  const earlier = new Map(allDraftSteps(live.steps).map((step) => [step.id, bare(step)]));
  for (const step of allDraftSteps(draft.steps)) {
    const was = earlier.get(step.id);
    if (was === undefined) marks.set(step.id, 'new');
    else if (was !== bare(step)) marks.set(step.id, 'changed');
  }
  return marks;
} // prettier-ignore

/** A step without the steps in it, as text. */
const bare = (step: DraftStep): string => JSON.stringify(hasParts(step) ? { ...step, yes: [], no: [] } : step);

/** Returns what a definition has that another one has not, in words, in the order of the editor. Empty: they do the same. */
export function differences(
  { earlier: then, now }: { readonly earlier: DefinitionWording; readonly now: DefinitionWording },
  was: Worded,
  is: Worded,
): readonly string[] {
  const found: string[] = [];
  if (was.entity !== is.entity)
    found.push(`Starts by ${now.entity.label.many.toLowerCase()} instead of ${then.entity.label.many.toLowerCase()}`);
  if (JSON.stringify(was.trigger) !== JSON.stringify(is.trigger)) {
    const [before, after] = [wordsOf(triggerPartWords(then, was)), wordsOf(triggerPartWords(now, is))];
    found.push(before === after ? 'Another start, with the same fields' : `Starts: ${after} (was: ${before})`);
  }
  if (JSON.stringify(was.conditions) !== JSON.stringify(is.conditions))
    found.push(`${wordsOf(conditionWords(now, is))} (was: ${wordsOf(conditionWords(then, was))})`);
  const [wordsThen, wordsNow] = [stepWordings(then, was), stepWordings(now, is)];
  const old = new Map(allDraftSteps(was.steps).map((step) => [step.id, step]));
  const later = allDraftSteps(is.steps);
  const kept = new Set(later.map(({ id }) => id));
  for (const step of later) {
    const before = old.get(step.id);
    if (before === undefined) found.push(`New: ${wordsOf(stepPartWords(wordsNow(step.id), step))}`);
    else if (bare(before) !== bare(step))
      found.push(
        `Changed: ${wordsOf(stepPartWords(wordsNow(step.id), step))} (was: ${wordsOf(stepPartWords(wordsThen(before.id), before))})`,
      );
  }
  for (const step of old.values())
    if (!kept.has(step.id)) found.push(`Taken out: ${wordsOf(stepPartWords(wordsThen(step.id), step))}`);
  if (orderOf(was, kept) !== orderOf(is, new Set(old.keys()))) found.push('The order of the steps');
  return found;
}

/** The places of the steps that both definitions have. */
const orderOf = ({ steps }: Worded, both: ReadonlySet<string>): string =>
  stepLines(steps)
    .flatMap((line) => (line.kind === 'part' ? [`${line.branch} ${line.part}`] : both.has(line.step.id) ? [line.step.id] : []))
    .filter((line) => both.has(line.split(' ')[0] ?? ''))
    .join('\n'); // prettier-ignore

/** Returns the first words of a new automation's name in the list: its name, or that it has none. */
export const nameOrNone = ({ name }: Pick<AutomationDraft, 'name'>): string => name.trim() || 'No name yet';
