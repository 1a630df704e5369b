import { cutLabel } from '../acts/act-label.ts';

const begin = 'Assigned by the rule ';

/** Returns the label of an act by which a rule gave a record to a person. It names no person: the changed owner does. */
export const assignedLabel = (rule: string, reason: string): string => cutLabel(`${begin}“${rule}”: ${reason}`);

/** Returns the reason in such a label: "By the rule “Leads”: It was their turn in part 1."; undefined for another label. */
export const reasonInLabel = (label: string): string | undefined =>
  label.startsWith(begin) ? `By the rule ${label.slice(begin.length)}` : undefined;
