#!/bin/sh
# Drops incomplete rows, standardises the measurements, and splits into a training and a test part.
set -eu
LC_ALL=C; export LC_ALL
param() { awk -v key="$1" '$1 == key":" { print $2; exit }' params.yaml; }
mkdir -p prepared
awk -F, -v seed="$(param seed)" -v test_share="$(param test_share)" '
  NR == 1 { next }
  /NA/ { next }
  {
    n++
    species[n] = $1
    for (k = 1; k <= 4; k++) { x[n, k] = $(k + 2); sum[k] += x[n, k]; squares[k] += x[n, k] * x[n, k] }
  }
  END {
    for (k = 1; k <= 4; k++) { mean[k] = sum[k] / n; spread[k] = sqrt(squares[k] / n - mean[k] * mean[k]) }
    state = (seed * 7919 + 12345) % 2147483647
    for (i = 1; i <= n; i++) {
      state = (state * 16807) % 2147483647
      file = (state / 2147483647 < test_share) ? "prepared/test.csv" : "prepared/train.csv"
      line = species[i]
      for (k = 1; k <= 4; k++) line = line sprintf(",%.6f", (x[i, k] - mean[k]) / spread[k])
      print line > file
    }
  }
' data/penguins.csv
wc -l prepared/train.csv prepared/test.csv
