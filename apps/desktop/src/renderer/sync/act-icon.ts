const icons: readonly (readonly [RegExp, string])[] = [
  [/^Moved/, 'chevron-right'],
  [/^(Changed|Pasted|Filled|Cleared)/, 'pencil'],
  [/^(Deleted)/, 'trash'],
  [/^(Restored|Undid|Undo)/, 'undo'],
  [/^Merged/, 'merge'],
  [/^Shared/, 'user-plus'],
  [/note/i, 'note'],
  [/call/i, 'phone'],
  [/e-?mail|^Send/i, 'mail'],
  [/task|^Finished/i, 'check-circle'],
  [/^Import/, 'upload'],
];

/**
 * Returns the icon of an act by its name ("Deleted 40 accounts"), or `undefined` if the name does not show the action.
 */
export const actIcon = (label: string): string | undefined => icons.find(([pattern]) => pattern.test(label))?.[1];
