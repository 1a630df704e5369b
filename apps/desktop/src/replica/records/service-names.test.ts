import { installedCatalogue } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import { serviceNames } from './service-names.ts';

/** The id of the service account of `platform`, as the server assigns it. */
const platformId = 'abe57017-ac67-87b4-8b2b-0bca0d286bc0';
const person = '0190b1f2-7c00-7000-8000-0000000000a2';

describe('[T-22] the service accounts of packs', () => {
  it('have their pack’s name in histories, and no other ids have a name', () => {
    expect(serviceNames(installedCatalogue, new Set([platformId, person]))).toEqual({
      [platformId]: 'The Organisation service',
    });
    expect(serviceNames(installedCatalogue, new Set([person]))).toEqual({});
    expect(serviceNames({ packs: [] }, new Set([platformId]))).toEqual({});
  });
});
