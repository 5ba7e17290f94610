// An empty window: the time Electron itself takes to start, and to render what a key changes. Measured beside the station.
const { app, BrowserWindow } = require('electron');

app.on('window-all-closed', () => {
  app.quit();
});
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false });
  window.once('ready-to-show', () => {
    window.show();
  });
  return window.loadFile('index.html');
});
