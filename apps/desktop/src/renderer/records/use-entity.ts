import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useLive } from '../session/session-context.tsx';

/**
 * Returns all kinds of record of this tenant, with its own fields (K-3). The value is a new object whenever a definition is added
 * or removed.
 */
export const useCatalogue = (): Catalogue => useLive('kinds').catalogue;

/** Returns one kind of record, by a name from the catalogue or from records. */
export const useEntity = (name: string): Entity => entityOf(useCatalogue(), name);

/** Returns one kind of record by a name from the address; `undefined` for an unknown name. */
export const useEntityNamed = (name: string): Entity | undefined => useCatalogue().entities.get(name);

/**
 * Returns all kinds of record, including those that the tenant has retired. For histories, the outbox and the tray, which may
 * contain retired kinds (K-5).
 */
export const usePastCatalogue = (): Catalogue => useLive('kinds').past;

/** Returns one kind of record, also a retired one, by a name from the catalogue or from records. */
export const usePastEntity = (name: string): Entity => entityOf(usePastCatalogue(), name);
