/** Returns the name of a tenant's own kind in records, acts, grants and tokens: "vehicle" → "own/vehicle". */
export const ownKindName = (name: string): string => `own/${name}`;

/** Whether a name is that of a tenant's own kind of record: no pack may have this name. */
export const isOwnKindName = (entityName: string): boolean => entityName.startsWith('own/');
