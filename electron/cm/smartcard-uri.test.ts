import { describe, expect, it } from 'vitest';
import { smartcardIdOf } from './smartcard-uri.js';

const ID = '17cf063d-e337-4aa9-a822-346554ddd3c9';

describe('a smartcard’s URI', () => {
  it.each([
    `api/v1.0/smartcards/${ID}`,
    `/CertificateManagement/api/v1.0/smartcards/${ID}`,
    `https://cm.example/certificatemanagement/API/v1.0/SmartCards/${ID.toUpperCase()}/`,
    `api/v2/smartcards/${ID}`,
  ])('%s has the id', (uri) => {
    expect(smartcardIdOf(uri)).toBe(ID);
  });

  it.each(['', ID, `smartcards/${ID}`, `api/v1.0/requests/${ID}`, 'api/v1.0/smartcards/', `api/v1.0/smartcards/${ID}/operations`])(
    '“%s” is invalid',
    (uri) => {
      expect(smartcardIdOf(uri)).toBeNull();
    },
  );
});
