/*
 * A relay in front of a vpcd slot: forwards connections to PORT to vpcd's SLOT_PORT.
 *
 * vpcd writes each command in two pieces and waits, by Nagle's algorithm, until the first is acknowledged, which Linux
 * delays for 40 ms. Every command to a virtual card would take that long and hide everything else. The relay acknowledges
 * at once (TCP_QUICKACK, tcp(7)), which Node cannot request. Prints the port it listens on.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static const int on = 1;

static struct sockaddr_in local(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  return address;
}

/* Copies the available bytes. Returns 0 when the connection has ended. */
static int copy(int from, int to) {
  char bytes[4096];
  const ssize_t length = recv(from, bytes, sizeof bytes, 0);
  if (length <= 0) return 0;
  /* The system may reset the option at any time, so it is set each time. */
  setsockopt(from, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
  return send(to, bytes, length, MSG_NOSIGNAL) == length;
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  const struct sockaddr_in slot = local(atoi(arguments[1]));
  struct sockaddr_in here = local(0);
  socklen_t size = sizeof here;
  const int listening = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listening, (struct sockaddr *)&here, size) != 0 || listen(listening, 1) != 0) return 1;
  getsockname(listening, (struct sockaddr *)&here, &size);
  printf("%d\n", ntohs(here.sin_port));
  fflush(stdout);
  for (;;) {
    const int card = accept(listening, NULL, NULL);
    const int reader = socket(AF_INET, SOCK_STREAM, 0);
    if (card < 0 || connect(reader, (const struct sockaddr *)&slot, sizeof slot) != 0) return 1;
    setsockopt(card, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(reader, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(reader, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
    struct pollfd ends[] = {{.fd = card, .events = POLLIN}, {.fd = reader, .events = POLLIN}};
    while (poll(ends, 2, -1) > 0) {
      if (ends[0].revents != 0 && !copy(card, reader)) break;
      if (ends[1].revents != 0 && !copy(reader, card)) break;
    }
    close(card);
    close(reader);
  }
}
