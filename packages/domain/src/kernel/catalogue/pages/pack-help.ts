/**
 * A page of the help that a pack brings (T-20). Its Markdown is the file `help/<page>.md` in the pack's folder; the first line is its
 * title. A page links to a page of the app as `record.md`, and to a page of a pack as `crm/sales.md`.
 */
export type PackHelpPage = {
  /** "pack/page": its name in links and in the address. */
  readonly id: `${string}/${string}`;
  /** The app's page that it follows in the list ("start"). Pages that follow the same one are in the order of the packs. */
  readonly after: string;
};

/** Returns the help pages of packs, in the order of the packs. Throws for a page of another pack's name, and for two of one id. */
export function helpOfPacks(
  packs: readonly { readonly name: string; readonly help?: readonly PackHelpPage[] }[],
): readonly PackHelpPage[] {
  const ids = new Set<string>();
  return packs.flatMap(({ name, help = [] }) => {
    for (const { id } of help) {
      if (!id.startsWith(`${name}/`)) throw new Error(`Help page ${id} is declared by pack ${name}`);
      if (ids.has(id)) throw new Error(`Help page ${id} is declared twice`);
      ids.add(id);
    }
    return help;
  });
}
