import { nearestWord } from '../text/nearest-word.ts';
import type { Entity } from './entity.ts';

/** Returns the sentence that an entity has no field of a name, with the field that may be meant. */
export function noFieldCalled(entity: Entity, name: string): string {
  const meant = nearestWord(name, Object.keys(entity.fields));
  return `${entity.label.one} has no field "${name}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`;
}
