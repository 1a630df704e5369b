import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useLiveState } from '../session/session-context.tsx';

/** All kinds of record as this tenant has them, its own fields included (K-3): another value when a definition comes or goes. */
export const useCatalogue = (): Catalogue => useLiveState().kinds.catalogue;

/** One of them, by a name that comes from the catalogue or from records. */
export const useEntity = (name: string): Entity => entityOf(useCatalogue(), name);

/** The same for names that came from the address: what isn't one is `undefined`. */
export const useEntityNamed = (name: string): Entity | undefined => useCatalogue().entities.get(name);

/**
 * All kinds of record with what the tenant has retired: for what tells of the past (histories, the diary, the tray), which names what
 * nobody is offered any more (K-5).
 */
export const usePastCatalogue = (): Catalogue => useLiveState().kinds.past;

/** One of them, by a name that comes from the catalogue or from records. */
export const usePastEntity = (name: string): Entity => entityOf(usePastCatalogue(), name);
