import { ipcRenderer } from 'electron';
import { portMessage } from '../bridge/channel.ts';

// The only access to the page: passes on only the bridge's port, again whenever the main process sends one.
const loaded = new Promise<void>((resolve) => {
  if (document.readyState === 'complete') resolve();
  else window.addEventListener('load', () => resolve(), { once: true });
});

ipcRenderer.on(portMessage, (event) => {
  void loaded.then(() => window.postMessage(portMessage, window.location.origin, [...event.ports]));
});
