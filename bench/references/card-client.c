/*
 * A minimal PC/SC client: blocks in SCardGetStatusChange until a card is in the reader, and reads its id.
 *
 *   card-client READER watch    prints when a card came
 *   card-client READER read     also connects, sends two commands, disconnects, and prints when it had the id
 *
 * One line per card, in milliseconds of CLOCK_MONOTONIC: "present MS" or "present MS read MS". Exits with its input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <winscard.h>

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void check(LONG code, const char *what) {
  if (code == SCARD_S_SUCCESS) return;
  fprintf(stderr, "%s: %s\n", what, pcsc_stringify_error(code));
  exit(1);
}

static void transmit(SCARDHANDLE card, DWORD protocol, const BYTE *command, DWORD length) {
  BYTE answer[258];
  DWORD received = sizeof answer;
  check(SCardTransmit(card, protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1, command, length, NULL, answer, &received), "SCardTransmit");
  if (received < 2 || answer[received - 2] != 0x90) {
    fprintf(stderr, "The card answered with another status word\n");
    exit(1);
  }
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  const char *reader = arguments[1];
  const int reads = strcmp(arguments[2], "read") == 0;
  /* SELECT the GIDS applet by its AID, then GET DATA of the minidriver's cardid (A012/DF20). */
  const BYTE select[] = {0x00, 0xa4, 0x04, 0x00, 0x0b, 0xa0, 0x00, 0x00, 0x03, 0x97, 0x42, 0x54, 0x46, 0x59, 0x02, 0x01, 0x00};
  const BYTE get_data[] = {0x00, 0xcb, 0xa0, 0x12, 0x04, 0x5c, 0x02, 0xdf, 0x20, 0x00};
  SCARDCONTEXT context;
  check(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context), "SCardEstablishContext");
  SCARD_READERSTATE state = {.szReader = reader, .dwCurrentState = SCARD_STATE_UNAWARE};
  check(SCardGetStatusChange(context, 0, &state, 1), "SCardGetStatusChange");
  printf("ready\n");
  fflush(stdout);
  for (;;) {
    state.dwCurrentState = state.dwEventState;
    check(SCardGetStatusChange(context, INFINITE, &state, 1), "SCardGetStatusChange");
    const double present = now_ms();
    if (!(state.dwEventState & SCARD_STATE_PRESENT) || (state.dwCurrentState & SCARD_STATE_PRESENT)) continue;
    if (reads) {
      SCARDHANDLE card;
      DWORD protocol;
      check(SCardConnect(context, reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card, &protocol), "SCardConnect");
      transmit(card, protocol, select, sizeof select);
      transmit(card, protocol, get_data, sizeof get_data);
      const double read = now_ms();
      SCardDisconnect(card, SCARD_LEAVE_CARD);
      printf("present %.3f read %.3f\n", present, read);
    } else {
      printf("present %.3f\n", present);
    }
    fflush(stdout);
  }
}
