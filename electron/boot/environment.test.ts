import { describe, expect, it } from 'vitest';
import { clearEnvironment } from './environment.js';

const kept = {
  PATH: '/usr/bin',
  HOME: '/home/desk',
  DISPLAY: ':0',
  KRB5CCNAME: 'FILE:/tmp/ticket',
  https_proxy: 'http://proxy.example.org:3128',
  CHROME_DESKTOP: 'card-desk.desktop',
  ELECTRON_OZONE_PLATFORM_HINT: 'auto',
  CARD_DESK_DIRECTORY_PASSWORD: 'secret',
  NODE: '/usr/bin/node',
};

describe('the environment', () => {
  it.each([
    'SSLKEYLOGFILE',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'NODE_TLS_REJECT_UNAUTHORIZED',
    'NODE_EXTRA_CA_CERTS',
    'NODE_OPTIONS',
    'NODE_DEBUG',
    'NODE_USE_ENV_PROXY',
    'NODE_V8_COVERAGE',
    'OPENSSL_CONF',
    'ELECTRON_RUN_AS_NODE',
    'ELECTRON_FORCE_WINDOW_MENU_BAR',
    'ELECTRON_SOMETHING_NEW',
    'PCSCLITE_CSOCK_NAME',
    'node_tls_reject_unauthorized',
  ])('loses %s, and the station starts', (name) => {
    const env: NodeJS.ProcessEnv = { ...kept, [name]: '1' };
    expect(clearEnvironment(env)).toBeNull();
    expect(env).toEqual(kept);
  });

  it.each(['ELECTRON_DISABLE_SANDBOX', 'CHROME_DEVEL_SANDBOX', 'ELECTRON_ENABLE_LOGGING', 'ELECTRON_LOG_FILE'])(
    'prevents the station from starting with %s',
    (name) => {
      expect(clearEnvironment({ ...kept, [name]: '' })).toBe(name);
    },
  );
});
