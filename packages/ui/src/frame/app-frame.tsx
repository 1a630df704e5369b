import { Menu } from '@mantine/core';
import { type ComponentType, memo, type MouseEvent, type ReactNode } from 'react';
import { Avatar } from '../parts/avatar.tsx';
import { usePicture } from '../parts/pictures.tsx';
import { IconButton } from '../parts/button.tsx';
import { useFormats } from '../formats/formats-context.tsx';
import { Icon } from '../parts/icons.tsx';
import { Kbd } from '../parts/kbd.tsx';
import type { SyncSignLook } from '../sync/sync-sign.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import classes from './app-frame.module.css';

/** An entry of the navigation. With `href` it is a real link; a plain press still calls `onGo`. */
export type NavItem = {
  readonly id: string;
  readonly label: string;
  readonly icon: string;
  readonly href?: string | undefined;
  /** Gives the number behind the label. Left out: there is none. */
  readonly Count?: ComponentType<CountProps> | undefined;
};

/** A component that gives a number to the part of the frame that shows it. `draw`: returns what is shown for the number. */
export type CountProps = { readonly draw: (count: number) => ReactNode };

/**
 * The frame around every screen. The sync sign, the number of unread notifications and the numbers behind areas change with every
 * change that arrives. They are components of the caller, so that they are drawn again without the frame.
 */
export type AppFrameProps = {
  readonly organisation: {
    readonly name: string;
    /** The id of the record with its logo. */
    readonly logo?: string | undefined;
    /** Its own colour, with the colour of text on it. */
    readonly accent?: { readonly fill: string; readonly text: string } | undefined;
    readonly menu?:
      readonly { readonly id: string; readonly label: string; readonly isCurrent?: boolean | undefined }[] | undefined;
  };
  readonly onOrganisation?: ((id: string) => void) | undefined;
  readonly home: NavItem;
  readonly search: NavItem;
  readonly pinned: readonly NavItem[];
  readonly areas: readonly NavItem[];
  /** Areas that the organisation has added. They have a separate heading. */
  readonly ownAreas?: readonly NavItem[];
  /** At most four entries of the bottom bar on narrow screens; the fifth is "More". */
  readonly bottom: readonly NavItem[];
  readonly current?: string | undefined;
  readonly onGo: (id: string) => void;
  readonly Sync: ComponentType<SyncSignLook>;
  readonly Unread: ComponentType<CountProps>;
  readonly notifications: {
    readonly isCurrent?: boolean | undefined;
    readonly onPress: () => void;
  };
  readonly person: { readonly id?: string; readonly name: string; readonly onPress: () => void };
  readonly isCollapsed: boolean;
  readonly onCollapse: (collapsed: boolean) => void;
  readonly children: ReactNode;
};

type LinkProps = {
  readonly item: NavItem;
  readonly isCurrent: boolean;
  readonly isCollapsed?: boolean;
  readonly onGo: (id: string) => void;
  readonly keys?: string;
};

/** Nothing for none: a zero behind each quiet area would say little. */
const shownCount = (count: number): ReactNode => (count === 0 ? null : <AreaCount count={count} />);

const AreaCount = memo(function AreaCount({ count }: { readonly count: number }) {
  const formats = useFormats();
  return <span className={classes.count}>{formats.count(count)}</span>;
});

/** A line of a navigation: a link, or a button where the item has no address. */
export function NavLink({ item, isCurrent, isCollapsed = false, onGo, keys }: LinkProps) {
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return; // the browser opens the link in another tab or window
    event.preventDefault();
    onGo(item.id);
  };
  const shared = {
    className: classes.item,
    'aria-current': isCurrent ? ('page' as const) : undefined,
    title: item.label,
    onClick: go,
  };
  const inside = (
    <>
      <Icon name={item.icon} {...(isCollapsed ? { label: item.label } : {})} />
      {isCollapsed ? null : <span className={classes.label}>{item.label}</span>}
      {isCollapsed || item.Count === undefined ? null : <item.Count draw={shownCount} />}
      {isCollapsed || keys === undefined ? null : (
        <span className={classes.count}>
          <Kbd keys={keys} />
        </span>
      )}
    </>
  );
  return item.href === undefined ? (
    <button type="button" {...shared}>
      {inside}
    </button>
  ) : (
    <a href={item.href} {...shared}>
      {inside}
    </a>
  );
}

function Organisation({
  organisation,
  onOrganisation,
  isCollapsed,
}: Pick<AppFrameProps, 'organisation' | 'onOrganisation' | 'isCollapsed'>) {
  const logo = usePicture(organisation.logo);
  const { accent } = organisation;
  const mark =
    logo === undefined ? (
      <span
        className={classes.mark}
        aria-hidden
        {...(accent ? { style: { background: accent.fill, color: accent.text } } : {})}
      >
        {[...organisation.name][0]}
      </span>
    ) : (
      <img className={classes.logo} src={logo} alt="" />
    );
  const name = <span className={isCollapsed ? 'outpost-visually-hidden' : classes.label}>{organisation.name}</span>;
  if (organisation.menu === undefined)
    return (
      <div className={classes.organisation}>
        {mark}
        {name}
      </div>
    );
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <button type="button" className={classes.organisation} title={organisation.name}>
          {mark}
          {name}
          {isCollapsed ? null : (
            <span className={classes.caret}>
              <Icon name="chevron-down" size={14} />
            </span>
          )}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {organisation.menu.map((entry) => (
          <Menu.Item
            key={entry.id}
            onClick={() => onOrganisation?.(entry.id)}
            rightSection={entry.isCurrent ? <Icon name="check" size={14} label="current" /> : null}
          >
            {entry.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Rail(props: AppFrameProps) {
  const { isCollapsed, current, onGo, Sync, Unread } = props;
  const links = (items: readonly NavItem[]) =>
    items.map((item) => (
      <NavLink key={item.id} item={item} isCurrent={item.id === current} isCollapsed={isCollapsed} onGo={onGo} />
    ));
  const section = (title: string, items: readonly NavItem[]) =>
    items.length === 0 ? null : (
      <div role="group" aria-label={title}>
        {isCollapsed ? <hr className={classes.rule} /> : <div className={classes.section}>{title}</div>}
        {links(items)}
      </div>
    );
  return (
    <nav
      className={classes.rail}
      aria-label="Main"
      data-collapsed={isCollapsed || undefined}
      data-accent={props.organisation.accent === undefined ? undefined : true}
      {...(props.organisation.accent ? { style: { borderTopColor: props.organisation.accent.fill } } : {})}
    >
      <Organisation {...props} />
      <div>
        <NavLink item={props.home} isCurrent={props.home.id === current} isCollapsed={isCollapsed} onGo={onGo} />
        <NavLink
          item={props.search}
          isCurrent={props.search.id === current}
          isCollapsed={isCollapsed}
          onGo={onGo}
          keys="mod+k"
        />
      </div>
      <div className={classes.places}>
        {section('Pinned', props.pinned)}
        {section('Areas', props.areas)}
        {section('Your own', props.ownAreas ?? [])}
      </div>
      <div className={classes.foot}>
        <Sync isCompact={isCollapsed} />
        <button
          type="button"
          className={classes.item}
          aria-current={props.notifications.isCurrent === true ? 'page' : undefined}
          onClick={props.notifications.onPress}
          title="Notifications"
        >
          {isCollapsed ? (
            <Unread draw={(count) => <Icon name="bell" label={`Notifications, ${count} new`} />} />
          ) : (
            <>
              <Icon name="bell" />
              <span className={classes.label}>Notifications</span>
              <Unread draw={(count) => (count === 0 ? null : <NewCount count={count} />)} />
            </>
          )}
        </button>
        <div className={classes.person}>
          <button
            type="button"
            className={classes.item}
            onClick={props.person.onPress}
            title={`${props.person.name}: settings`}
          >
            <span className={classes.avatar}>
              <Avatar name={props.person.name} person={props.person.id} isMe />
            </span>
            {isCollapsed ? null : (
              <span className={classes.label} aria-hidden>
                {props.person.name}
              </span>
            )}
            {isCollapsed ? null : (
              <span className={classes.caret}>
                <Icon name="adjustments" size={14} />
              </span>
            )}
          </button>
          <span className={classes.fold}>
            <IconButton
              icon={isCollapsed ? 'rail-open' : 'rail-close'}
              label={isCollapsed ? 'Widen the rail' : 'Fold the rail to icons'}
              onClick={() => props.onCollapse(!isCollapsed)}
            />
          </span>
        </div>
      </div>
    </nav>
  );
}

const NewCount = memo(function NewCount({ count }: { readonly count: number }) {
  return (
    <span className={classes.count}>
      {count}
      <span className="outpost-visually-hidden"> new</span>
    </span>
  );
});

function BottomBar(props: AppFrameProps) {
  const { Sync, Unread } = props;
  const rest = [props.home, ...props.pinned, ...props.areas, ...(props.ownAreas ?? [])].filter(
    (item) => !props.bottom.some((shown) => shown.id === item.id),
  );
  return (
    <nav className={classes.bottom} aria-label="Main">
      <Sync isOneLine />
      {props.bottom.slice(0, 4).map((item) => (
        <button
          key={item.id}
          type="button"
          className={classes.tab}
          aria-current={item.id === props.current ? 'page' : undefined}
          onClick={() => props.onGo(item.id)}
        >
          <Icon name={item.icon} size={20} />
          {item.label}
        </button>
      ))}
      <Menu position="top-end" width={240}>
        <Menu.Target>
          <button
            type="button"
            className={classes.tab}
            aria-current={rest.some((item) => item.id === props.current) ? 'page' : undefined}
          >
            <Icon name="dots" size={20} />
            More
          </button>
        </Menu.Target>
        <Menu.Dropdown mah="70vh" className={classes.more ?? ''}>
          {rest.map((item) => (
            <Menu.Item
              key={item.id}
              leftSection={<Icon name={item.icon} />}
              rightSection={item.Count === undefined ? null : <item.Count draw={shownCount} />}
              onClick={() => props.onGo(item.id)}
            >
              {item.label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="bell" />} onClick={props.notifications.onPress}>
            Notifications
            <Unread draw={(count) => (count > 0 ? `, ${count} new` : '')} />
          </Menu.Item>
          <Menu.Item
            leftSection={<Avatar name={props.person.name} person={props.person.id} isMe />}
            onClick={props.person.onPress}
          >
            {props.person.name}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}

/**
 * The rail and the content. On screens up to 720 px wide, a bottom bar with five entries replaces the rail, with the sync sign as
 * a line above it.
 */
export function AppFrame(props: AppFrameProps) {
  const isNarrow = useNarrow();
  return (
    <div className={classes.app} data-collapsed={props.isCollapsed || undefined} data-narrow={isNarrow || undefined}>
      <a
        href="#content"
        className={classes.skip}
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        Skip to content
      </a>
      {isNarrow ? null : <Rail {...props} />}
      <main id="content" tabIndex={-1} className={classes.main}>
        {props.children}
      </main>
      {isNarrow ? <BottomBar {...props} /> : null}
    </div>
  );
}
