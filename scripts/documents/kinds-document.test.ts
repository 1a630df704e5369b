import { join } from 'node:path';
import { installedCatalogue, installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { tradePack } from '@outpost/domain/testing/packs/trade-pack';
import { expect, it } from 'vitest';
import { root } from '../run-command.ts';
import { kindsDocument } from './kinds-document.ts';

it('docs/kinds.md contains the declaration of each kind of record', async () => {
  const document = kindsDocument(installedCatalogue);
  await expect(document).toMatchFileSnapshot(join(root, 'docs', 'kinds.md'));
});

it('[T-13] docs/kinds.md lists the rules and checks that reveal the existence of other records', () => {
  const document = kindsDocument(catalogueOf([...installedPacks, tradePack]));
  const loan = document.split('\n## ').find((section) => section.startsWith('`trade/loan`'));
  expect(loan).toContain('TRD-3 reads `trade/lender`; TRD-5 reads `trade/condition`; TRD-1 reads `trade/condition`.');
});
