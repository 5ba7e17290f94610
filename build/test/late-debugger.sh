#!/bin/bash
# Becomes the program $STATION, with its standard error led through late-debugger.mjs by $NODE.
exec "$STATION" "$@" 2> >(exec "$NODE" "$(dirname "$0")/late-debugger.mjs" >&2)
