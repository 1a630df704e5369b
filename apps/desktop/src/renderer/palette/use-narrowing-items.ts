import { cutText } from '@outpost/domain/kernel/text/cut-text';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { PaletteItem } from '@outpost/ui/frame/command-palette';
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { kindParams } from '../window/kind-params.ts';
import { mostSearchChars } from '../window/list-address.ts';

/** Chosen: longer words would push the rest of the item's title out of sight. */
const mostShownChars = 60;

/**
 * The items that show the records with some words elsewhere: in the open list, if there is one, and on the page of the
 * search.
 */
export type NarrowingItems = { readonly only: readonly PaletteItem[]; readonly everywhere: PaletteItem };

/** Returns a function that returns those items for the words. `here`: the kind of record whose list is open. */
export function useNarrowingItems(here: Entity | undefined): (text: string) => NarrowingItems {
  const navigate = useNavigate();
  return useCallback(
    (text) => {
      const shownWords = cutText(text.trim(), mostShownChars);
      const search = text.trim().slice(0, mostSearchChars);
      return {
        only:
          here === undefined
            ? []
            : [
                {
                  id: 'only',
                  icon: 'filter',
                  title: `Show only “${shownWords}” in ${here.label.many}`,
                  keys: '/',
                  run: () =>
                    void navigate({ to: '/list/$pack/$name', params: kindParams(here.name), search: { search } }),
                },
              ],
        everywhere: {
          id: 'everywhere',
          icon: 'search',
          title: `All records with “${shownWords}”`,
          run: () => void navigate({ to: '/search', search: { text: search } }),
        },
      };
    },
    [here, navigate],
  );
}
