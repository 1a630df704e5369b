import { installedCatalogue, installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { withDefinitions } from '@outpost/domain/kernel/definitions/tenant-definitions';
import { tradePack } from '@outpost/domain/testing/packs/trade-pack';
import { describe, expect, it } from 'vitest';
import { boardFieldOf, boardFieldsOf, hasMoves } from './board-fields.ts';

const kind = (name: string) => entityOf(installedCatalogue, name);
const namesOf = (name: string) => boardFieldsOf(kind(name)).map((field) => field.name);

describe('the fields that can make a board', () => {
  it('are all choices of a kind, its stages first, without its pipelines', () => {
    expect(namesOf('crm/deal')).toEqual(['stage', 'forecast', 'lossReason']);
    expect(namesOf('crm/task')).toEqual(['priority', 'remind']); // its list shows the priority
    expect(namesOf('crm/product')).toEqual([]);
  });

  it('[K-3] include own fields and the fields of own kinds', () => {
    const options = [{ value: 'north', label: 'North' }];
    const { catalogue } = withDefinitions(installedCatalogue, {
      packs: [],
      entities: [{ name: 'visit', label: 'Visit', labelMany: 'Visits' }],
      retiredEntities: [],
      fields: [
        { forEntity: 'crm/deal', name: 'region', label: 'Region', type: 'choice', options },
        { forEntity: 'own/visit', name: 'region', label: 'Region', type: 'choice', options },
      ],
    });
    expect(boardFieldsOf(entityOf(catalogue, 'crm/deal')).map(({ name }) => name)).toContain('region');
    expect(boardFieldOf(entityOf(catalogue, 'own/visit'), undefined)?.name).toBe('region');
  });

  it('are chosen by the group of the list; another group has the usual board', () => {
    const deal = kind('crm/deal');
    const chosen = [undefined, 'lossReason', 'ownerId', 'pipeline'].map((group) => boardFieldOf(deal, group)?.name);
    expect(chosen).toEqual(['stage', 'lossReason', 'stage', 'stage']);
  });

  it('[T-14] have moves if a workflow says so, even in a kind that names no stages', () => {
    const catalogue = catalogueOf([...installedPacks, tradePack]);
    const loan = entityOf(catalogue, 'trade/loan');
    const workflow = catalogue.workflows.get(loan.name);
    expect(loan.stages).toBeUndefined();
    expect(boardFieldsOf(loan).map((field) => [field.name, hasMoves(loan, workflow, field)])).toContainEqual(['status', true]); // prettier-ignore
    const deal = kind('crm/deal');
    expect(boardFieldsOf(deal).map((field) => hasMoves(deal, installedCatalogue.workflows.get(deal.name), field))).toEqual([true, false, false]); // prettier-ignore
  });
});
