/** Returns a kind's name as addresses have it: the kind "crm/deal" is listed at /list/crm/deal. */
export function kindParams(kind: string): { readonly pack: string; readonly name: string } {
  const [pack = '', name = ''] = kind.split('/');
  return { pack, name };
}
