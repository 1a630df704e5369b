import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { z } from 'zod';
import type { Service } from '../../jobs/service/service.ts';

/** T-22: an address of the API that a pack adds: `POST /v1/packs/<pack>/<name>`. Declared by `packRoute`. */
export type PackRoute = {
  /** Its name in the pack, such as "quote". */
  readonly name: string;
  /** A sentence for `/openapi.json`. */
  readonly summary: string;
  /** The grant that a caller must hold, such as "crm/task:read@org". */
  readonly asks: string;
  readonly takes: z.ZodType;
  readonly gives: z.ZodType;
  readonly work: (service: Service, given: never, caller: { readonly userId: string }) => Promise<Result<JsonValue>>;
};

/** Declares such an address, with its input and output in its types. It changes records through the pack's service account. */
export const packRoute = <T extends z.ZodType, G extends z.ZodType<JsonValue>>(
  declared: Omit<PackRoute, 'takes' | 'gives' | 'work'> & {
    readonly takes: T;
    readonly gives: G;
    readonly work: (
      service: Service,
      given: z.output<T>,
      caller: { readonly userId: string },
    ) => Promise<Result<z.output<G>>>;
  },
): PackRoute => declared;

/**
 * T-22: an address for programs of other parties, such as a supplier's. An administrator makes the address, which
 * contains a key. A new address replaces the one before. Declared by `webhook`.
 */
export type Webhook = {
  /** Its name in the pack, such as "supplier-shipped". */
  readonly name: string;
  /** A sentence for administrators: the program that sends here, and the effect. */
  readonly summary: string;
  /** The part of a body that the pack reads. */
  readonly takes: z.ZodType;
  /** The sender may send the same body again: the effect must happen once (`Service.act`). */
  readonly receive: (service: Service, given: never) => Promise<Result<unknown>>;
};

/** Declares such an address, with its input in its type. */
export const webhook = <T extends z.ZodType>(
  declared: Omit<Webhook, 'takes' | 'receive'> & {
    readonly takes: T;
    readonly receive: (service: Service, given: z.output<T>) => Promise<Result<unknown>>;
  },
): Webhook => declared;
