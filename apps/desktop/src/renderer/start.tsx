import './zod-without-eval.ts'; // first: later imports build schemas
import '@outpost/ui/theme/layers.css'; // before all other styles
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import { relatedKinds } from '@outpost/domain/kernel/query/roll-ups/roll-ups-of';
import { createHashHistory } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { connectBridge } from '../bridge/connect-bridge.ts';
import { App } from './app/app.tsx';
import type { AppPorts } from './window/app-ports.tsx';
import { drawSmall } from './window/draw-small.ts';
import { faultIds } from './window/fault-ids.ts';
import { createAppRouter } from './app/router.tsx';
import { outsideNotices } from './window/outside-notices.ts';
import { saveFile } from './window/save-file.ts';
import { shellLineOf } from './window/shell-line.ts';
import { usableLocale } from './window/locale/usable-locale.ts';
import { windowMemoryOf } from './window/window-memory.ts';
import { followChanges } from './queries/follow-changes.ts';
import { createQueryClient } from './queries/query-client.ts';
import { NotLetInPage } from './session/not-let-in-page.tsx';
import { createLiveState } from './session/session-context.tsx';
import { transportOf } from './transport.ts';

const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
if (nonce !== '' && nonce !== '__NONCE__') setNonce(nonce);

const after = (ms: number, run: () => void) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
const randomBytes = (size: number) => crypto.getRandomValues(new Uint8Array(size));
const ids = uuidV7Source({ nowMs: () => Date.now() }, randomBytes);
const client = createQueryClient();
const element = document.getElementById('root');
if (!element) throw new Error('index.html has no element #root');
const root = createRoot(element);
const locale = usableLocale(navigator.languages);
const bridge = connectBridge({
  open: transportOf(window, (why) => root.render(<NotLetInPage why={why} locale={locale} />)),
  after,
  onLine: (state) => {
    if (state === 'back') void client.invalidateQueries(); // changes during a lost connection are unknown
  },
});
const shell = window.location.protocol.startsWith('http') ? undefined : shellLineOf(window);
const ports: AppPorts = {
  bridge,
  now: () => Date.now(),
  newId: () => ids.newId(),
  randomBytes,
  newFaultId: faultIds(randomBytes),
  onFault: (error, id) => reportError(new Error(`Fault ${id}`, { cause: error })),
  saveFile: (name, content) => saveFile(document, { name, content }),
  drawSmall,
  ...(shell ? { shell } : {}),
  openPage: (address) => void window.open(address, '_blank', 'noopener'),
  copy: (text) => navigator.clipboard.writeText(text),
  outside: outsideNotices(window, () => (shell ? shell.ask({ kind: 'show-window' }) : window.focus())), // a page cannot show its hidden window
  locale,
  windowMemory: windowMemoryOf(() => localStorage, 'outpost-color-scheme'),
};
const live = createLiveState(bridge, () => void client.resetQueries()); // no answer for one person may be shown to the next
followChanges(bridge, client, {
  after,
  relatedTo: (entity) => relatedKinds(live.read().kinds.catalogue, entity),
});

root.render(<App ports={ports} live={live} client={client} router={createAppRouter(createHashHistory())} />);
void import('./lists/kinds/grid-list.tsx'); // most windows show a list; it is loaded while the replica opens its file
