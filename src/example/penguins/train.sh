#!/bin/sh
# Softmax regression by gradient descent: which species is a penguin, from its bill, flipper and weight?
set -eu
LC_ALL=C; export LC_ALL
param() { awk -v key="$1" '$1 == key":" { print $2; exit }' params.yaml; }
mkdir -p plots
awk -F, -v lr="$(param lr)" -v epochs="$(param epochs)" -v l2="$(param l2)" '
  {
    n++
    if (!($1 in class)) { class[$1] = ++classes; name[classes] = $1 }
    y[n] = class[$1]
    x[n, 0] = 1
    for (k = 1; k <= 4; k++) x[n, k] = $(k + 1)
  }
  END {
    print "epoch,loss" > "plots/loss.csv"
    for (epoch = 1; epoch <= epochs; epoch++) {
      loss = 0
      for (c = 1; c <= classes; c++) for (k = 0; k <= 4; k++) slope[c, k] = 0
      for (i = 1; i <= n; i++) {
        total = 0
        for (c = 1; c <= classes; c++) {
          score = 0
          for (k = 0; k <= 4; k++) score += w[c, k] * x[i, k]
          odds[c] = exp(score); total += odds[c]
        }
        loss -= log(odds[y[i]] / total)
        for (c = 1; c <= classes; c++) {
          error = odds[c] / total - (c == y[i])
          for (k = 0; k <= 4; k++) slope[c, k] += error * x[i, k]
        }
      }
      for (c = 1; c <= classes; c++) for (k = 0; k <= 4; k++) w[c, k] -= lr * (slope[c, k] / n + l2 * w[c, k])
      printf "%d,%.6f\n", epoch, loss / n > "plots/loss.csv"
    }
    for (c = 1; c <= classes; c++) {
      line = name[c]
      for (k = 0; k <= 4; k++) line = line sprintf(",%.6f", w[c, k])
      print line > "model.csv"
    }
    printf "trained %d epochs on %d penguins, loss %.4f\n", epochs, n, loss / n
  }
' prepared/train.csv
