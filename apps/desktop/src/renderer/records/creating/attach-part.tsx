import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { MessageWithFiles } from '@outpost/domain/kernel/messages/message';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { createContext, type ReactNode, useContext } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';

/** The data that a form gives to the part that attaches files to a message. */
export type AttachPartProps = {
  /** The record whose files go out. A new file becomes one of them. */
  readonly entity: Entity;
  readonly record: Pick<ShownRecord, 'entity' | 'id'>;
  /** The kind of message, which says what files it takes. */
  readonly by: MessageWithFiles;
  /** The ids of the attached files, as a list; null: none. */
  readonly value: JsonValue;
  readonly onChange: (value: JsonValue) => void;
  /** Tells why a message with these files would not be sent; undefined: it would. */
  readonly onFault: (fault: string | undefined) => void;
};

/** Draws the part. */
type AttachPart = (props: AttachPartProps) => ReactNode;

const PartContext = createContext<AttachPart | undefined>(undefined);

/** Gives forms the part that attaches files. It knows records, so it lies above this folder. */
export function AttachPartProvider({ part, children }: { readonly part: AttachPart; readonly children: ReactNode }) {
  return <PartContext value={part}>{children}</PartContext>;
}

/** Returns the part that attaches files; undefined where the window has none. */
export const useAttachPart = (): AttachPart | undefined => useContext(PartContext);
