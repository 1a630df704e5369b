// PLT-9: the stages that people add to deals in histories: few, so that people conflict.

/** The stages that people add, with the open stage of the pack that each follows. */
export const addedStages: Readonly<Record<string, string>> = {
  'first-talk': 'prospecting',
  'site-visit': 'engaging',
};
/** The stages of the pack that people rename and retire. */
export const changedStages = ['engaging', 'proposal', 'negotiation'] as const;
/** The stages of deals as the pack declares them, with their names. */
export const packStages: Readonly<Record<string, string>> = {
  prospecting: 'Prospecting',
  engaging: 'Engaging',
  proposal: 'Proposal',
  negotiation: 'Negotiation',
  won: 'Won',
  lost: 'Lost',
};
/** PLT-53: the field that people ask for at moves to a stage. No other work edits it together with a stage. */
export const neededField = 'externalKey';
