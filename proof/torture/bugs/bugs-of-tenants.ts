import { type PlantedBug, sources } from './planted-bug.ts';

const { replica, domain, engine } = sources;

/**
 * The changes of a tenant to its packs: stages of deals (PLT-9, PLT-53), a pack that is installed and removed (T-25). And
 * changes of many records in pieces (T-8), which the same histories make.
 */
export const bugsOfTenants: readonly PlantedBug[] = [
  {
    name: 'like-sets-nothing',
    says: 'a move to an added stage sets no day, unlike a move to the stage that it follows',
    file: `${domain}/definitions/tenant-stages.ts`,
    text: '        name: `${move.name}-${value}`,',
    instead: '        name: `${move.name}-${value}`, sets: () => ({}),',
    by: 'histories',
    drawing: 'staged',
  },
  {
    name: 'ended-stage-gone',
    says: 'an added stage disappears with its definition, although deals may be in it',
    file: `${domain}/definitions/tenant-stages.ts`,
    text: 'if (!(isRemoved && isOfPack) && !isRepeated)',
    instead: 'if (!isRemoved && !isRepeated)',
    by: 'histories',
    drawing: 'staged',
  },
  {
    name: 'needs-not-asked',
    says: 'the fields that a tenant asks for at the move to a stage may stay empty',
    file: `${domain}/definitions/stage-rules.ts`,
    text: 'needs: [...move.needs, ...further],',
    instead: 'needs: move.needs,',
    by: 'histories',
    drawing: 'staged',
  },
  {
    name: 'removed-still-sent',
    says: 'the records of a removed pack stay on the devices',
    file: `${domain}/access/access.ts`,
    text: '    if (entity.isRemoved) continue;\n    if (entity.sealed',
    instead: '    if (entity.sealed',
    by: 'histories',
    drawing: 'packed',
  },
  {
    name: 'removed-still-written',
    says: 'records of a removed pack are changed',
    file: `${engine}/decide.ts`,
    text: 'if (entity.isRetired && edit.expanded !== true)',
    instead: 'if (entity.isRetired && !entity.isRemoved && edit.expanded !== true)',
    by: 'histories',
    drawing: 'packed',
  },
  {
    name: 'left-out-unsaid',
    says: 'a change of many records does not report which records it left out',
    file: `${replica}/acts/change-piece.ts`,
    text: 'refused: [...leftOut].flatMap(([id, { code, message }]) => {',
    instead: 'refused: [...leftOut].slice(0, 0).flatMap(([id, { code, message }]) => {',
    by: 'histories',
    drawing: 'packed',
  },
];
