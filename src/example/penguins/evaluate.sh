#!/bin/sh
# Accuracy and loss on the test part, and who was taken for whom.
set -eu
LC_ALL=C; export LC_ALL
mkdir -p plots
awk -F, '
  NR == FNR { name[++classes] = $1; class[$1] = classes; for (k = 0; k <= 4; k++) w[classes, k] = $(k + 2); next }
  {
    n++; best = 1; total = 0
    for (c = 1; c <= classes; c++) {
      score[c] = w[c, 0]
      for (k = 1; k <= 4; k++) score[c] += w[c, k] * $(k + 1)
      total += exp(score[c])
      if (score[c] > score[best]) best = c
    }
    loss -= log(exp(score[class[$1]]) / total)
    if (name[best] == $1) right++
    print $1 "," name[best] > "plots/confusion.csv.rows"
  }
  END {
    printf "{\"accuracy\": %.4f, \"loss\": %.4f, \"penguins\": %d}\n", right / n, loss / n, n > "metrics.json"
    printf "accuracy %.4f, loss %.4f on %d penguins\n", right / n, loss / n, n
  }
' model.csv prepared/test.csv
{ echo actual,predicted; cat plots/confusion.csv.rows; } > plots/confusion.csv
rm plots/confusion.csv.rows
