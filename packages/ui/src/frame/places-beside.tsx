import { Menu } from '@mantine/core';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { Icon } from '../parts/icons.tsx';
import { useSlim } from '../parts/use-narrow.ts';
import { type NavItem, NavLink } from './app-frame.tsx';
import classes from './places-beside.module.css';

/** Pages that belong together, below their heading. */
export type PlaceGroup = { readonly title: string; readonly items: readonly NavItem[] };

type Props = {
  readonly label: string;
  readonly groups: readonly PlaceGroup[];
  readonly current: string | undefined;
  readonly onGo: (id: string) => void;
};

/** The list of a group of pages, in a column beside the page. A window narrower than 1,200 px has it in the title of the page (`PlacesMenu`). */
export function PlacesBeside({ label, groups, current, onGo, children }: Props & { readonly children: ReactNode }) {
  const isSlim = useSlim();
  const list = useRef<HTMLDivElement>(null);
  // The page may be opened from elsewhere, so its line is scrolled into view.
  useLayoutEffect(() => {
    const line = list.current?.querySelector('[aria-current]')?.getBoundingClientRect();
    const shown = list.current?.getBoundingClientRect();
    if (!list.current || !line || !shown || (line.top >= shown.top && line.bottom <= shown.bottom)) return;
    list.current.scrollTop += line.top - shown.top - (shown.height - line.height) / 2;
  }, [current, isSlim]);
  return (
    <div className={classes.beside}>
      {isSlim ? null : (
        <nav className={classes.places} aria-label={label}>
          <div className={classes.title}>{label}</div>
          <div ref={list} className={classes.groups}>
            {groups.map(({ title, items }) => (
              <div key={title} role="group" aria-label={title}>
                <div className={classes.section}>{title}</div>
                {items.map((item) => (
                  <NavLink key={item.id} item={item} isCurrent={item.id === current} onGo={onGo} />
                ))}
              </div>
            ))}
          </div>
        </nav>
      )}
      <div className={classes.page}>{children}</div>
    </div>
  );
}

/** The name of the page in its bar. In a window narrower than 1,200 px it opens the list of the pages. */
export function PlacesMenu({ label, groups, current, onGo, name }: Props & { readonly name: string }) {
  const isSlim = useSlim();
  if (!isSlim) return name;
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <button type="button" className={classes.name} title={`${label}: all pages`}>
          <span>{name}</span>
          <Icon name="chevron-down" size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah="70vh" className={classes.menu ?? ''}>
        {groups.map(({ title, items }) => (
          <div key={title} role="group" aria-label={title}>
            <Menu.Label>{title}</Menu.Label>
            {items.map((item) => (
              <Menu.Item
                key={item.id}
                leftSection={<Icon name={item.icon} />}
                rightSection={item.id === current ? <Icon name="check" size={14} label="this page" /> : null}
                onClick={() => onGo(item.id)}
              >
                {item.label}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
