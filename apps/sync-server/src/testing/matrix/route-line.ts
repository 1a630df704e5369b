import { made } from '../test-server.ts';
import type { MatrixWorld, MatrixPlace, SignedInDevice, MatrixTarget } from './matrix-world.ts';

/** The parts of a request. */
export type RequestParts = {
  readonly world: MatrixWorld;
  /** The id of the target in the address. */
  readonly id: string;
  /** The person who asks; for nobody, the owner. */
  readonly asker: SignedInDevice;
  readonly newId: () => string;
};

/** One documented route. */
export type RouteLine = {
  readonly route: string;
  /** The thing that the id in its address names. Left out: the address has none, or it is not that of a record. */
  readonly target?: MatrixTarget;
  /** The address, where filling `{id}` is not enough. */
  readonly path?: (asked: RequestParts) => string;
  readonly body?: (asked: RequestParts) => unknown;
  /** The request ends or changes the account of the person who asks. */
  readonly endsAsker?: true;
  /**
   * The callers who get a success. By place of the target where there is one. A place that is left out lets nobody in.
   */
  readonly may: string | Readonly<Partial<Record<MatrixPlace, string>>>;
  /**
   * The reason why nobody gets a success here. Other tests check the allowed askers then. The answers still reveal
   * nothing.
   */
  readonly because?: string;
};
/** The values by which a browser would come back. */
export const passkeyBack = (id: string) => ({
  challenge: 'x'.repeat(43),
  state: 'x'.repeat(43),
  returnTo: 'outpost://signed-in',
  device: { id },
});
/** Everyone who is signed in. */
export const anyMember = 'oamevcs';
/** Administrators, each in their own organisation. */
export const admins = 'oas';
export const noOne = '';
/** Administrators, for data that belongs to their organisation as a whole. */
export const ofTheirOrganisation = { other: 'oa', foreign: 's' };
/** Administrators, for a person of their organisation or that person's data. */
export const ofTheirPeople = { own: 'oa', team: 'oa', other: 'oa', foreign: 's' };
/** The readers of a record: administrators, its owner, and the team's manager and viewer. */
export const readers = { own: 'oamev', team: 'oamv', other: 'oa', foreign: 's' };
/** Those who may change a record. */
export const changers = { own: 'oame', team: 'oam', other: 'oa', foreign: 's' };
export const note = ({ newId }: RequestParts) => ({
  acts: [{ label: 'x', shape: 'together', edits: [made(newId(), 'crm/account', { name: 'New' })] }],
});
export const mail = ({ newId }: RequestParts) => `new-${newId()}@matrix.example`;
export const personToAdd = (asked: RequestParts) => ({ name: 'Zoe', email: mail(asked), memberships: [] });
export const newRole = ({ newId }: RequestParts) => ({ key: `r-${newId()}`, label: 'Seller', grants: [] });
export const november = { from: '2026-11-01T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z' };

export const newProvider = {
  kind: 'oidc',
  name: 'ID',
  issuer: 'https://127.0.0.1',
  clientId: 'outpost',
  roles: { claim: null, byGroup: {}, usual: null },
  provisions: false,
};
