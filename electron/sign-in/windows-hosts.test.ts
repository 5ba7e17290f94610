import { expect, it } from 'vitest';
import { windowsHosts } from './windows-hosts.js';

const url = 'https://cm.example';
const token = {
  authority: 'https://fs.example/adfs',
  clientId: 'desk',
  redirectUri: 'https://localhost/card-desk',
  resource: 'cm',
  scope: 'openid',
};

it.each<[string, Parameters<typeof windowsHosts>[0]['signIn'], readonly string[]]>([
  ['the CM service where nothing is said', { pages: [] }, ['cm.example']],
  ['those that are named', { pages: [], windowsServers: ['fs.example'] }, ['fs.example']],
  ['none where a token says who is signed in', { pages: [], token }, []],
  [
    'those that are named but the CM service, where a token does',
    { pages: [], token, windowsServers: ['fs.example', 'CM.example'] },
    ['fs.example'],
  ],
])('Windows sign-in goes to %s', (_, signIn, hosts) => {
  expect(windowsHosts({ url, signIn })).toEqual(hosts);
});
