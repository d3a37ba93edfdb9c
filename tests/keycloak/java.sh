#!/bin/sh
# The java that kc.sh starts as a child of its own: it ends with its parent, however that ends.
exec setpriv --pdeathsig KILL java "$@"
