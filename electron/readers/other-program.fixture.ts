import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Perl's PC/SC (libpcsc-perl), the test machine's only one with transactions. */
export const hasOtherPrograms = existsSync('/usr/bin/perl') && existsSync('/usr/bin/opensc-tool');

/** What another program does repeatedly to the card in the first reader, until its standard input ends. */
export type Misuse =
  /** Holds a transaction for this long, then pauses. */
  | { readonly does: 'transactions'; readonly forMs: number; readonly restMs: number }
  /** Resets the card repeatedly. */
  | { readonly does: 'resets'; readonly everyMs: number }
  /** Sends its own SELECT and GET DATA, without a transaction. */
  | { readonly does: 'commands' }
  /** Runs `opensc-tool`. */
  | { readonly does: 'opensc-tool' };

/** A second process using the card. */
export interface OtherProgram {
  /** Resolves when it has the card. */
  readonly atWork: Promise<void>;
  /** Ends it after its current operation; resolves then. */
  stop(): Promise<void>;
}

const PERL = `
  use strict; use warnings; use Chipcard::PCSC; use Chipcard::PCSC::Card; use IO::Select; use Time::HiRes qw(sleep);
  $| = 1;
  my ($does, $one, $two) = @ARGV;
  my $stdin = IO::Select->new(\\*STDIN);
  my $context = Chipcard::PCSC->new() or die "no context";
  my $reader = ($context->ListReaders())[0];
  my $told = 0;
  sub atwork { print "at work\\n" unless $told++; }
  sub send_hex { my ($card, $hex) = @_; $card->Transmit(Chipcard::PCSC::ascii_to_array($hex)); }
  until ($stdin->can_read(0)) {
    my $card = Chipcard::PCSC::Card->new($context, $reader, $Chipcard::PCSC::SCARD_SHARE_SHARED);
    unless ($card) { sleep 0.02; next; }
    if ($does eq 'transactions') {
      if ($card->BeginTransaction()) { atwork(); send_hex($card, '00 A4 04 00 05 A0 00 00 03 08'); sleep $one / 1000; $card->EndTransaction($Chipcard::PCSC::SCARD_LEAVE_CARD); }
      $card->Disconnect($Chipcard::PCSC::SCARD_LEAVE_CARD);
      sleep $two / 1000;
    } elsif ($does eq 'resets') {
      $card->Reconnect($Chipcard::PCSC::SCARD_SHARE_SHARED, $Chipcard::PCSC::SCARD_PROTOCOL_T0 | $Chipcard::PCSC::SCARD_PROTOCOL_T1, $Chipcard::PCSC::SCARD_RESET_CARD);
      atwork();
      $card->Disconnect($Chipcard::PCSC::SCARD_LEAVE_CARD);
      sleep $one / 1000;
    } else {
      for my $hex ('00 A4 04 00 09 A0 00 00 03 97 42 54 46 59 00', '00 CB A0 12 04 5C 02 DF 20 00', '00 A4 04 00 05 A0 00 00 00 03 00', '00 A4 04 00 05 A0 00 00 03 08 00', '00 CB 3F FF 05 5C 03 5F C1 02 00', '00 C0 00 00 00') { send_hex($card, $hex); }
      atwork();
      $card->Disconnect($Chipcard::PCSC::SCARD_LEAVE_CARD);
    }
  }
`;
const OPENSC = 'echo "at work"; until read -t 0.01 line || [ $? -le 128 ]; do opensc-tool --reader 0 --serial >/dev/null 2>&1; done';

/** Starts another program on the card in the first reader. */
export function startOtherProgram(misuse: Misuse): OtherProgram {
  const [command, args] = commandFor(misuse);
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const exit = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const atWork = new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    void exit.then(() => reject(new Error(`The other program has ended: ${said}`)));
  });
  atWork.catch(() => undefined);
  return {
    atWork,
    stop: async () => {
      child.stdin.end('\n');
      await exit;
    },
  };
}

function commandFor(misuse: Misuse): [string, string[]] {
  switch (misuse.does) {
    case 'transactions':
      return ['/usr/bin/perl', ['-e', PERL, misuse.does, String(misuse.forMs), String(misuse.restMs)]];
    case 'resets':
      return ['/usr/bin/perl', ['-e', PERL, misuse.does, String(misuse.everyMs)]];
    case 'commands':
      return ['/usr/bin/perl', ['-e', PERL, misuse.does]];
    case 'opensc-tool':
      return ['/bin/bash', ['-c', OPENSC]];
  }
}
