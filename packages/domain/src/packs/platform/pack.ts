import type { Pack } from '../../kernel/catalogue.ts';
import { fieldDefinition } from './entities/field-definition.entity.ts';
import { person } from './entities/person.entity.ts';
import { role } from './entities/role.entity.ts';
import { team } from './entities/team.entity.ts';
import { builtInRoles } from './built-in-roles.ts';

/** People, teams, roles and the tenant's own fields: records that sync like all others. */
export const platform: Pack = {
  name: 'platform',
  version: 1,
  entities: [fieldDefinition, role, team, person],
  roles: builtInRoles,
  people: { person: person.name, team: team.name },
};
