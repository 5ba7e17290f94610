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
  ['the CM service by default', { pages: [] }, ['cm.example']],
  ['the hosts that are named', { pages: [], windowsServers: ['fs.example'] }, ['fs.example']],
  ['no host if a token says who is signed in', { pages: [], token }, []],
  [
    'the hosts that are named except the CM service, if a token says who is signed in',
    { pages: [], token, windowsServers: ['fs.example', 'CM.example'] },
    ['fs.example'],
  ],
])('Windows sign-in goes to %s', (_, signIn, hosts) => {
  expect(windowsHosts({ url, signIn })).toEqual(hosts);
});
