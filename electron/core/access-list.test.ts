import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessListOf, othersWhoMayChange } from './access-list.js';

/** The access lists that the installer creates, for the folder and a file in it. */
const FOLDER = 'O:BAG:DUD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)';
const FILE = 'O:SYG:SYD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)S:AI(AU;SAFA;SDWD;;;WD)';
const DESK = 'S-1-5-21-1004336348-1177238915-682003330-1104';

describe('who may change a file on Windows', () => {
  it.each([
    ['administrators only, in the folder that the installer creates', FOLDER, []],
    ['administrators only, in a file that inherits', FILE, []],
    ['administrators only, if domain administrators own and change it', 'O:S-1-5-21-1-2-3-512D:(A;;FA;;;S-1-5-21-1-2-3-519)', []],
    ['administrators only, if the rights of a creator are inherit-only', `O:BAD:(A;OICIIO;GA;;;CO)(A;;FR;;;WD)`, []],
    ['administrators only, with a deny entry', `O:BAD:(D;;FA;;;${DESK})(A;;GRGX;;;${DESK})`, []],
    ['administrators only, with an empty list', 'O:BAD:P', []],
    ['the owner, even if the list grants nothing', `O:${DESK}G:DUD:PAI(A;;FA;;;SY)`, [DESK]],
    ['an account that may write', `O:BAD:(A;;FA;;;BA)(A;;0x1301bf;;;${DESK})`, [DESK]],
    [
      'all users, as they may make folders in the folder for all programs’ data',
      'O:SYG:SYD:AI(A;OICI;0x1200a9;;;BU)(A;CI;DCLCRPCR;;;BU)',
      ['BU'],
    ],
    ['an account that may change the list', 'O:BAD:(A;;RCWD;;;AU)', ['AU']],
    ['an account that may delete it', 'O:BAD:(A;;FRSD;;;IU)', ['IU']],
    ['an account with generic write', 'O:BAD:(A;;GW;;;WD)', ['WD']],
    ['everyone, if there is no list', 'O:BAG:BAD:NO_ACCESS_CONTROL', ['everybody']],
    ['unknown, if the list is not reported', 'O:BAG:BA', ['unknown']],
    ['unknown, if the owner is not reported', 'D:(A;;FA;;;BA)', ['unknown']],
    ['unknown, for an entry with a condition', 'O:BAD:(XA;;FA;;;WD;(Member_of {SID(BU)}))', ['unknown']],
    ['unknown, for an entry for an object', 'O:BAD:(OA;;FA;;;WD)', ['unknown']],
    ['an account with an unknown right', 'O:BAD:(A;;ZZ;;;WD)', ['WD']],
    ['unknown, for no output', '', ['unknown']],
  ])('%s', (_, sddl, who) => {
    expect(othersWhoMayChange(sddl)).toEqual(who);
  });

  it('one entry that lets others change the file is found among any others', () => {
    const harmless = fc.constantFrom(
      '(A;;FA;;;SY)',
      '(A;ID;FA;;;BA)',
      '(A;OICI;0x1200a9;;;BU)',
      '(A;OICIIO;FA;;;CO)',
      '(D;;FA;;;WD)',
      '(A;;FRFX;;;AU)',
    );
    const sid = fc.constantFrom('BU', 'WD', 'AU', 'IU', 'PU', DESK, 'S-1-5-32-545', 'S-1-15-2-1');
    const right = fc.oneof(
      fc.constantFrom('FA', 'FW', 'GA', 'GW', 'WD', 'WO', 'SD', 'DC', 'LC', 'CR', 'FRSD', 'CCDCLCSWRPWPDTLOCRSDRCWDWO'),
      fc.constantFrom('0x2', '0x1200ad', '0x1200b9', '0x1200e9', '0x1201a9', '0x1300a9', '0x1600a9', '0x1a00a9', '0x40000000'),
    );
    fc.assert(
      fc.property(fc.array(harmless), sid, right, fc.array(harmless), (before, who, rights, after) => {
        expect(othersWhoMayChange(`O:BAG:SYD:PAI${[...before, ...after].join('')}`)).toEqual([]);
        expect(othersWhoMayChange(`O:BAG:SYD:PAI${before.join('')}(A;OICI;${rights};;;${who})${after.join('')}`)).toEqual([who]);
      }),
    );
  });
});

it.skipIf(process.platform === 'win32')('a system that cannot report access lists gives none', () => {
  expect(accessListOf(import.meta.filename)).toBeNull();
});
