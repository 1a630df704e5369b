import { type Catalogue, catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { type Entity, entity } from '@outpost/domain/kernel/entities/entity';
import { idOf } from '@outpost/domain/kernel/ids';
import { choice, flag, number, ref, tags, text } from '@outpost/domain/kernel/entities/fields';
import { rule } from '@outpost/domain/kernel/entities/rule';
import type { RoleDeclaration } from '@outpost/domain/kernel/catalogue/role';
import { platform } from '@outpost/domain/packs/platform/pack';
import { modelTrade } from './model-trade.ts';

// The model's two kinds of record with the model's own policies, so that the real rules add nothing.
/** A deal of the model. */
const modelDeal = entity(idOf('model/deal'), {
  label: { one: 'Deal', many: 'Deals' },
  title: 'code',
  byWildcard: true,
  fields: {
    stage: choice(['new', 'talks', 'won'].map((value) => ({ value, label: value }))),
    amount: number(),
    code: text(),
    tags: tags(),
    notes: text({ multiline: true }),
  },
  unique: [['code']],
  indexes: [['code']],
});
const wonForAnAmount = rule(modelDeal, {
  id: 'MODEL-1',
  check: ({ record: { fields } }) =>
    fields.stage === 'won' && (fields.amount ?? 0) <= 0 ? { message: 'A won deal has an amount.' } : undefined,
});
/** An activity of the model, which belongs to a deal. */
const modelActivity = entity(idOf('model/activity'), {
  label: { one: 'Activity', many: 'Activities' },
  title: 'text',
  byWildcard: true,
  parent: 'parentId',
  fields: { parentId: ref(idOf('model/deal')), done: flag(), text: text({ multiline: true }), topic: text() },
  unique: [['parentId', 'topic']],
  indexes: [['parentId', 'topic']],
});
/** Everybody sees the list of items. */
const everyone = ['model/item:read@org'];
const member = [...everyone, '*:read@shared', '*:create@own', '*:update@shared', '*:assign@own', '*:delete@own'];
const ofTeam = ['read', 'create', 'update', 'assign', 'delete'].map((action) => `*:${action}@team`);
const ofOfficer = ['fund', 'reopen', 'import'].map((action) => `model/loan:${action}@team`);
const role = (key: string, grants: readonly string[]): RoleDeclaration => ({
  key,
  label: key,
  describes: key,
  version: 1,
  grants,
});
const roles = [
  role('admin', ['**:*@org', '*:*@org']),
  role('manager', [...member, ...ofTeam, ...ofOfficer]),
  role('member', member),
  role('viewer', [...everyone, 'model/deal:read@team', 'model/loan:read@team', '*:read@shared']),
];
/** The model's kinds of record. */
export const modelKinds: readonly Entity[] = [modelDeal, modelActivity, ...modelTrade.entities];
/** The model's catalogue. */
export const modelCatalogue: Catalogue = catalogueOf([
  { ...platform, roles },
  {
    ...modelTrade,
    name: 'model',
    version: 1,
    entities: modelKinds,
    rules: [wonForAnAmount, ...modelTrade.rules],
    roles: [],
  },
]);
