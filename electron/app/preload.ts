import { contextBridge, ipcRenderer } from 'electron';
import { CALL_CHANNEL, DRAW_CHANNEL, DRAWN_CHANNEL, EVENT_CHANNEL } from '../../shared/channels.js';
import type { StationBridge } from '../../shared/contract.js';

/** The only bridge between page and main process: two functions, no event objects, no channel names. */
const bridge: StationBridge = {
  call: (name, request) => ipcRenderer.invoke(CALL_CHANNEL, name, request),
  onEvent: (listener) => {
    const forward = (_event: unknown, event: string): void => {
      listener(event);
    };
    ipcRenderer.on(EVENT_CHANNEL, forward);
    return () => {
      ipcRenderer.removeListener(EVENT_CHANNEL, forward);
    };
  },
};

contextBridge.exposeInMainWorld('station', bridge);

const drawn = (): void => {
  ipcRenderer.send(DRAWN_CHANNEL);
};
// A hidden page does not draw, and need not.
ipcRenderer.on(DRAW_CHANNEL, () => {
  if (document.visibilityState === 'visible') requestAnimationFrame(drawn);
  else drawn();
});
