#!/bin/sh
# TaskProlog of slurm.conf: run by the job's user; what it prints as `export NAME=VALUE` the job finds in its environment.
folder=${EXP_SCRATCH:-/scratch}/$SLURM_JOB_ID
[ -O "$folder" ] && [ -w "$folder" ] || folder=/tmp
echo "export TMPDIR=$folder"
