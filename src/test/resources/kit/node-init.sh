#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The first process of a node, in mount, host name and process namespaces of its own.
#   node-init.sh begin RUN NAME READY   makes the node's view of the machine, writes the file READY,
#                                       then only waits: with this process all of the node ends
#   node-init.sh join COMMAND...        runs a command among the node's own processes
set -e

hierarchies() {
  if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
    echo /sys/fs/cgroup # version 2
  else
    find /sys/fs/cgroup -mindepth 1 -maxdepth 1 -type d
  fi
}

# make PARENT NAME: a cgroup in which processes can run.
make() {
  if [ -f "$1/cgroup.subtree_control" ]; then
    for controller in $(cat "$1/cgroup.controllers"); do
      echo "+$controller" >"$1/cgroup.subtree_control" || true
    done
  fi
  mkdir -p "$1/$2"
  if [ -f "$1/cpuset.mems" ]; then # in version 1 these begin empty, and nothing could run
    cat "$1/cpuset.cpus" >"$1/$2/cpuset.cpus" || true
    cat "$1/cpuset.mems" >"$1/$2/cpuset.mems" || true
  fi
}

case $1 in
begin)
  # A cgroup namespace begins at the cgroups that the process is in at that moment.
  for hierarchy in $(hierarchies); do
    make "$hierarchy" "$2"
    make "$hierarchy/$2" "$3"
    echo 0 >"$hierarchy/$2/$3/cgroup.procs"
    mount --bind "$hierarchy/$2/$3" "$hierarchy"
  done
  exec unshare --cgroup sh "$0" view "$3" "$4"
  ;;
view)
  # Processes have a leaf of their own: version 2 allows none beside other cgroups.
  for hierarchy in $(hierarchies); do
    mkdir "$hierarchy/node"
    if [ -f "$hierarchy/cpuset.mems" ]; then
      cat "$hierarchy/cpuset.cpus" >"$hierarchy/node/cpuset.cpus"
      cat "$hierarchy/cpuset.mems" >"$hierarchy/node/cpuset.mems"
    fi
    echo 0 >"$hierarchy/node/cgroup.procs"
  done
  mount -t proc proc /proc
  mount -t tmpfs tmpfs /run
  mount -t tmpfs tmpfs /var/lib
  mount -t tmpfs tmpfs /var/log
  mkdir -p /run/lock /run/netns
  hostname "$2"
  : >"$3"
  while :; do
    sleep 86400 &
    wait
  done
  ;;
join)
  for hierarchy in $(hierarchies); do
    echo 0 >"$hierarchy/node/cgroup.procs"
  done
  shift
  exec "$@"
  ;;
esac
