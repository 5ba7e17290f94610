// The minimal work behind a figure, in the main process of the same Electron, with the same HTTP stack, database and cipher
// as the station, and nothing else: no checks, no rules, no screen. Its orders are in the JSON file named by CARD_DESK_BARE;
// it prints one JSON line and exits.
const { existsSync, readFileSync, rmSync } = require('node:fs');
const nodeModules = require('node:module');
const path = require('node:path');
const { app, net, session } = require('electron');

/**
 * @typedef {object} Orders
 * @property {'bindings' | 'confirm' | 'list'} mode `bindings`: a durable insert and a POST, in sequence. `confirm`: two
 * parallel GETs, a durable insert, and a POST over a new connection. `list`: the list of requests fetched, parsed, and
 * inserted in one transaction.
 * @property {string} origin The server.
 * @property {string} modules Folder of the bundle, whose libsql is used.
 * @property {string} database A file that does not exist.
 * @property {{ requestid: string, cardid: string, atr: string }[]} bindings
 * @property {number} runs Of `list`.
 */

/** @type {Orders} */
const orders = JSON.parse(readFileSync(process.env['CARD_DESK_BARE'] ?? '', 'utf8'));
const Database = nodeModules.createRequire(path.join(orders.modules, 'package.json'))('libsql');
const API = `${orders.origin}/CertificateManagement/api/v1.0/`;

/** @param {boolean} durable */
function openDatabase(durable) {
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(orders.database + suffix)) rmSync(orders.database + suffix);
  const database = new Database(orders.database, { encryptionCipher: 'aes256cbc', encryptionKey: 'b'.repeat(64) });
  database.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=${durable ? 'FULL' : 'OFF'}`);
  database.exec('CREATE TABLE rows (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT');
  return database;
}

/** @param {object} binding */
const post = async (binding, over = session.fromPartition('bare-bindings', { cache: false })) => {
  const response = await over.fetch(`${API}smartcards`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(binding),
  });
  if (response.status !== 201) throw new Error(`The server answered ${response.status}`);
  await response.text();
};

async function bindings() {
  const insert = openDatabase(true).prepare('INSERT INTO rows (id, body) VALUES (?, ?)');
  const began = performance.now();
  for (const binding of orders.bindings) {
    insert.run(binding.requestid, JSON.stringify(binding));
    await post(binding);
  }
  return { perSecond: (orders.bindings.length * 1000) / (performance.now() - began) };
}

async function confirm() {
  const insert = openDatabase(true).prepare('INSERT INTO rows (id, body) VALUES (?, ?)');
  const reading = session.fromPartition('bare-reading', { cache: false });
  const sending = session.fromPartition('bare-bindings', { cache: false });
  const startedAt = [];
  for (const binding of orders.bindings) {
    startedAt.push(Number(process.hrtime.bigint()) / 1e6);
    const questions = [`requests/${binding.requestid}`, `smartcards?cardid=${binding.cardid}`];
    await Promise.all(questions.map(async (question) => (await reading.fetch(API + question)).text()));
    insert.run(binding.requestid, JSON.stringify(binding));
    await sending.closeAllConnections();
    await post(binding, sending);
  }
  return { startedAt };
}

async function list() {
  const runsMs = [];
  for (let run = 0; run < orders.runs; run += 1) {
    const database = openDatabase(false);
    const insert = database.prepare('INSERT INTO rows (id, body) VALUES (?, ?)');
    const began = performance.now();
    const requests = JSON.parse(await (await net.fetch(`${API}requests?status=Approved`)).text());
    database.exec('BEGIN');
    for (const request of requests) insert.run(request.Uuid, JSON.stringify(request));
    database.exec('COMMIT');
    runsMs.push(performance.now() - began);
    database.close();
  }
  return { runsMs };
}

void app.whenReady().then(async () => {
  try {
    const answer = await { bindings, confirm, list }[orders.mode]();
    process.stdout.write(`${JSON.stringify(answer)}\n`, () => app.exit(0));
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    app.exit(1);
  }
});
