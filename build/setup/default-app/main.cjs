// The test runtime lacks Electron's default app. This one does the same for `electron PATH`: it treats the first argument
// that is not a switch as the app's folder, and becomes that app.
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { app } = require('electron');

const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (folder === undefined) {
  console.error('Pass the folder of an app.');
  process.exit(1);
}

const path = resolve(folder);
const { name, productName, version, main } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
app.setName(productName ?? name);
app.setVersion(version);
app.setAppPath(path);
// Electron chose the user-data folder by the default app's name before this file ran.
if (!process.argv.some((argument) => argument.startsWith('--user-data-dir='))) {
  app.setPath('userData', join(app.getPath('appData'), productName ?? name));
}
require(join(path, main));
