import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { startCuttingProxy } from './cutting-proxy.fixture.js';

const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const ALERT = 21;

/** Returns a TLS record with this many bytes after its header. */
function recordOf(type: number, length: number): Buffer {
  const record = Buffer.alloc(5 + length);
  record.writeUInt8(type);
  record.writeUInt16BE(0x03_03, 1);
  record.writeUInt16BE(length, 3);
  return record;
}

const hello = recordOf(HANDSHAKE, 1_600);
const message = recordOf(APPLICATION_DATA, 500);

// TCP keeps no borders: which of these a proxy sees depends on the system, its load and the sizes of what was sent.
it.each([
  ['joined, TLS 1.3', recordOf(APPLICATION_DATA, 19), Number.POSITIVE_INFINITY],
  ['joined, TLS 1.2', recordOf(ALERT, 26), Number.POSITIVE_INFINITY],
  ['split, TLS 1.3', recordOf(APPLICATION_DATA, 19), 1],
  ['split, TLS 1.2', recordOf(ALERT, 26), 1],
])('a proxy cuts a connection at its close_notify: data and close_notify %s', async (_, end, piece) => {
  const passed: Buffer[] = [];
  const collector = createServer((socket) => {
    socket.on('data', (chunk: Buffer) => passed.push(chunk)).on('error', () => undefined);
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const proxy = await startCuttingProxy(collector.address() as AddressInfo, { by: ['FIN'], after: hello.length + message.length });
  const sender = connect({ port: proxy.port, host: '127.0.0.1', noDelay: true });
  try {
    sender.write(hello);
    const arrived = (): string => Buffer.concat(passed).toString('hex');
    await expect.poll(arrived, { timeout: 10_000, interval: 5 }).toBe(hello.toString('hex'));
    const sent = Buffer.concat([message, message, end]);
    for (let at = 0; at < sent.length; at += piece) sender.write(sent.subarray(at, at + piece));
    await expect.poll(() => proxy.cuts, { timeout: 10_000, interval: 5 }).toBe(1);
    await expect.poll(arrived, { timeout: 10_000, interval: 5 }).toBe(Buffer.concat([hello, message]).toString('hex'));
  } finally {
    sender.destroy();
    await proxy.stop();
    collector.close();
  }
});
