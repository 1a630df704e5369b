import type { RescueNote } from '../../../bridge/rescue-note.ts';

const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** Describes a damaged file for the person: the event, saved data, lost data, and data that the server sends again. */
export function rescueWords({ acts, remade, tray, local, records }: RescueNote): readonly string[] {
  const saved = [
    ...(acts.saved > 0 ? [counted(acts.saved, 'change to send', 'changes to send')] : []),
    ...(tray.saved > 0 ? [counted(tray.saved, 'change that needs you', 'changes that need you')] : []),
    ...(local.saved > 0 ? ['your drafts and views'] : []),
  ];
  const parts = [acts, tray, local];
  const lost = parts.reduce((sum, part) => sum + (part.lost ?? 0), 0);
  const isHidden = parts.some((part) => part.lost === null);
  return [
    'The data on this device was damaged. Outpost has made it anew from the readable data.',
    ...(saved.length > 0 ? [`Saved: ${saved.join(', ')}.`] : []),
    ...(lost > 0
      ? [
          `Could not be read: ${[
            ...(acts.lost ? [counted(acts.lost, 'change to send', 'changes to send')] : []),
            ...(tray.lost ? [counted(tray.lost, 'change that needed you', 'changes that needed you')] : []),
            ...(local.lost ? [counted(local.lost, 'draft or view', 'drafts and views')] : []),
          ].join(', ')}. Look through your last changes and make them again where they are missing.`,
        ]
      : []),
    ...(remade > 0
      ? [`Their values were found in ${counted(remade, 'record', 'records')}, and will be sent as “Recovered”.`]
      : []),
    ...(isHidden ? ['Other unsent changes may have been lost: look through your last changes.'] : []),
    records.lost === 0
      ? 'All records are checked against the server again.'
      : 'Records that could not be read come from the server.',
  ];
}
