#!/bin/bash
# Becomes the program $STATION, but holds back the line of its standard error with the debugger's address until the station's
# page has loaded. A client that connects while the window goes from its initial empty document to the page may never be told
# about the page (seen in Chromium 114, about once in 200 starts), and Playwright then waits for ever.
#
# In bash alone: starting Node for it took a tenth of the processor time of a station's start.

# How long to wait for a page, s: many times what a start takes. A station without a page is the starter's problem.
LIMIT_S=30
# How often to ask for it, s.
EVERY_S=0.02

# Waits until a page of the station has its title, and so its document, or until the debugger at $1 (host:port) no longer
# answers, or the limit is over.
until_page_is_read() {
  local deadline=$((SECONDS + LIMIT_S))
  exec 3<> "/dev/tcp/${1%:*}/${1##*:}" || return
  while ((SECONDS < deadline)); do
    printf 'GET /json/list HTTP/1.1\r\nHost: %s\r\n\r\n' "$1" >&3
    read_answer && has_page && break
    # Nothing comes unasked: what ends this read before its time is the end of the connection.
    read -r -t "$EVERY_S" -u 3
    (($? > 128)) || break
  done 2> /dev/null
  exec 3>&-
}

# Reads an answer of the debugger into $body; fails if none comes.
read_answer() {
  local line length=0
  while IFS= read -r -t "$LIMIT_S" -u 3 line && [ "$line" != $'\r' ]; do
    [[ $line =~ ^[Cc]ontent-[Ll]ength:\ *([0-9]+) ]] && length=${BASH_REMATCH[1]}
  done
  ((length > 0)) && IFS= LC_ALL=C read -r -t "$LIMIT_S" -u 3 -N "$length" body
}

# Returns whether the list of targets in $body, of which each value is on a line of its own, has the station's page.
has_page() {
  local line title='' type='' url=''
  while read -r line; do
    case $line in
      *'{') title='' type='' url='' ;;
      '"title": '*) title=$line ;;
      '"type": '*) type=$line ;;
      '"url": '*) url=$line ;;
    esac
    [[ $title == '"title": "Card Desk"'* && $type == '"type": "page"'* && $url == '"url": "app://'* ]] && return
  done <<< "$body"
  return 1
}

pass_errors() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    [[ $line =~ ^'DevTools listening on ws://'([^/]+)/ ]] && until_page_is_read "${BASH_REMATCH[1]}"
    printf '%s\n' "$line"
  done
}

exec "$STATION" "$@" 2> >(pass_errors >&2)
