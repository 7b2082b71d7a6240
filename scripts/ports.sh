# For scripts that start servers of others: where nobody listens. Read by them with `.`.

# All blocks lie below those ports that Linux gives to outgoing connections (32768 and up), which nobody could listen on.
free_ports() { # folder, ports in a block: the first port of a block chosen by the folder's name, in which none is used
  blocks=$((22500 / $2))
  block=$(($(printf %s "$1" | cksum | cut -d' ' -f1) % blocks))
  while ports_taken $((block * $2 + 10000)) "$2"; do block=$(((block + 1) % blocks)); done
  echo $((block * $2 + 10000))
}
ports_taken() { # first port, how many: does anything listen on one of them?
  awk -v first="$1" -v count="$2" 'FNR > 1 && $4 == "0A" { split($2, part, ":"); print part[2] }' /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    while read -r hex; do
      port=$((0x$hex))
      if [ "$port" -ge "$1" ] && [ "$port" -lt $(($1 + $2)) ]; then echo taken; fi
    done | grep -q taken
}

# Daemons of others do not always come up at once, and somebody else may have taken a port meanwhile.
up_within_three_tries() { # command that brings all up; "down" has to end and remove what is half there
  for try in 1 2 3; do
    code=0
    EXP_TRY=$try "$@" || code=$?
    case $code in 0 | 77) return $code ;; esac
    [ "$try" = 3 ] || { say "once more, from the beginning"; down; }
  done
  return 1
}
