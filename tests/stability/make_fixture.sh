#!/bin/sh
# Makes the repository that a release's users have, with that release's own program:
#
#   sh tests/stability/make_fixture.sh EXP OUT.tar.gz
#
# Run once for a release, and its result kept as repository-VERSION.tar.gz: what it holds, later programs must read.
# Never made again with a newer program, for then it would prove nothing.
set -eu
exp=$(realpath "$1") out=$(realpath -m "$2")
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
export HOME="$work/home" TZ=UTC LC_ALL=C GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.com GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.com
mkdir "$HOME" "$work/store" "$work/repo" && cd "$work/repo"

git -c init.templateDir= init -q -b main
"$exp" init -q
"$exp" config cache.type copy
"$exp" remote add -q -d store ../store
mkdir corpus && echo "to be" >corpus/a.txt && echo "or not" >corpus/b.txt
"$exp" add -q corpus
cat >params.yaml <<'END'
# how it is trained
lr: 0.5 # learning rate
depth: 2
END
cat >dvc.yaml <<'END'
stages:
  prepare:
    cmd: mkdir -p words && cat corpus/*.txt >words/all.txt && wc -w <words/all.txt >words/count.txt
    deps: [corpus]
    outs: [words]
  train:
    cmd: sh train.sh
    deps: [train.sh, words]
    params: [lr, depth]
    outs: [model.txt]
    metrics:
      - metrics.json:
          cache: false
END
cat >train.sh <<'END'
get() { sed -n "s/^$1: \([^ ]*\).*/\1/p" params.yaml; }
cat words/count.txt params.yaml >model.txt
awk -v lr="$(get lr)" -v depth="$(get depth)" -v bonus="${BONUS:-0}" 'BEGIN {
  if (lr > 5) exit 3
  printf "{\"loss\": %.3f}\n", (lr - 0.2) ^ 2 + (depth - 3) ^ 2 / 10 + bonus }' >metrics.json
END
mkdir long
cat >long/dvc.yaml <<'END'
stages:
  steps:
    cmd: for i in 1 2; do echo $i >>state.txt && echo "{\"step\":$i}" >steps.json && exp checkpoint; done
    outs:
      - state.txt:
          checkpoint: true
    metrics:
      - steps.json:
          cache: false
END
"$exp" repro -q prepare train
git add -A && git commit -qm "a project"

# experiments: recorded, renamed, removed, with checkpoints, by calls
"$exp" run -q -n first -S lr=0.4 train
"$exp" run -q -n typo -S lr=0.3 train
"$exp" rename -q typo second
"$exp" run -q -n unwanted -S lr=0.1 train
"$exp" remove -q unwanted
mkdir "$work/bin" && ln -s "$exp" "$work/bin/exp"
PATH="$work/bin:$PATH" "$exp" run -q -n steps long/dvc.yaml:steps >/dev/null
git checkout -q . && git clean -qfd && "$exp" checkout -q --force dvc.yaml corpus.dvc
id=$("$exp" track init --name by-hand)
"$exp" track --id "$id" metric loss=0.9 --step 1
"$exp" data push -q --run-cache

# the queue: done, failed, and what waits with limits, variables and an order of its own
"$exp" run --queue -q -n grid -S lr=0.6,0.7
"$exp" run --queue -q -n broken -S lr=9
"$exp" queue drain 2>/dev/null || [ $? = 1 ]
"$exp" search new fast --metric metrics.json:loss --trials 4 --seed 3 -S 'lr=interval(0,1)' -S 'depth=range(1,5)' >/dev/null
"$exp" queue drain --max-tasks 2
"$exp" run --queue -q -n waiting -S lr=0.8 --retries 1 --timeout 1h --idle-timeout 10m --env BONUS=5
"$exp" run --queue -q -n urgent -S lr=0.9 --priority 5
"$exp" run --queue -q -n held -S lr=0.25
"$exp" queue hold -q held
"$exp" run --queue -q -n drawn --samples 1 --seed 7 -S 'depth=int(interval(1,9))'

cd "$work"
"$exp" version --json >made-by.json
tar --sort=name --owner=0 --group=0 --numeric-owner -czf "$out" made-by.json repo store
