#!/bin/sh
# Epilog of slurm.conf: run by root on each node after a job has ended there, however it did.
[ -n "$SLURM_JOB_ID" ] || exit 0
rm -rf -- "${EXP_SCRATCH:-/scratch}/$SLURM_JOB_ID"
