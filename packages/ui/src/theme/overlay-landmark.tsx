import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

const dialog = '[role="dialog"]';

/** Whether a node holds something else than dialogs and empty elements: a menu, a list of choices or a tip. */
const holdsMenu = (node: Element): boolean =>
  [...node.children].some(
    (child) => child.hasChildNodes() && !child.matches(dialog) && child.querySelector(dialog) === null,
  );

/**
 * The node at the end of the page into which Mantine draws menus, lists of choices and dialogs. Mantine, and the
 * editor of Markdown, find it by its attribute.
 * It is a landmark while it holds a menu, because all content belongs to a landmark (axe: `region`). A dialog needs none.
 */
export function OverlayLandmark() {
  const box = useRef<HTMLDivElement>(null);
  const [isLandmark, setLandmark] = useState(false);
  useEffect(() => {
    const node = box.current;
    if (!node) return;
    const look = () => setLandmark(holdsMenu(node));
    const observer = new MutationObserver(look);
    observer.observe(node, { childList: true, subtree: true });
    look();
    return () => observer.disconnect();
  }, []);
  return createPortal(
    <div
      ref={box}
      data-portal="true"
      data-mantine-shared-portal-node="true"
      {...(isLandmark ? { role: 'region', 'aria-label': 'Open menu' } : {})}
    />,
    document.body,
  );
}
