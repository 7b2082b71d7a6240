#!/bin/sh
# Prolog of slurm.conf: run by root on each node before a job begins there. A job gets a folder of its own on the node's disk.
# Whatever fails here closes the node, so a disk that is not there fails nothing: the job then has /tmp.
scratch=${EXP_SCRATCH:-/scratch}
[ -d "$scratch" ] || exit 0
folder=$scratch/$SLURM_JOB_ID
mkdir -m 700 "$folder" && chown "$SLURM_JOB_UID" "$folder" || :
