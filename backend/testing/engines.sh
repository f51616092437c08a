#!/usr/bin/env bash
# Real Docker engines for the tests, from Debian's packages unpacked into a folder of their own. Nothing is installed
# on the machine but iproute2 where it is missing, and no other engine is touched.
#   modern   the newest Docker that runs here, with the containerd image store
#   classic  Docker 20.10 of Debian bookworm, with a graph driver
set -euo pipefail
shopt -s inherit_errexit
umask 022

usage() {
  cat >&2 <<USAGE
usage: ${0##*/} start modern|classic   start the engine; prints "started HOST" or, if it ran before, "running HOST"
       ${0##*/} stop modern|classic    end it with its containers, mounts and bridge; its images stay
       ${0##*/} tools                  print the folder that has a docker client and a static busybox
Needs Debian, and root. Packages, images and logs: $state
\$ALIGERA_TEST_ENGINES_DIR moves them; \$ALIGERA_TEST_SUITES (now "$suites_wanted") are the suites tried for modern;
\$ALIGERA_TEST_MIRROR is the Debian mirror, where it is not to be that of the machine's apt.
USAGE
  exit 2
}

say() { printf 'engines: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

home=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
state=$(realpath -m "${ALIGERA_TEST_ENGINES_DIR:-${XDG_CACHE_HOME:-$home/.cache}/aligera/test-engines}")
# not trixie: its Docker 26.1 loses the context that a build is sent
suites_wanted=${ALIGERA_TEST_SUITES:-sid forky}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
mark=$(printf %s "$state" | cksum | cut -d' ' -f1)

paths() { # sets what belongs to engine $1
  case ${1:-} in
    modern) suites=$suites_wanted ;;
    classic) suites=bookworm ;;
    *) usage ;;
  esac
  name=$1 dir=$state/$1 root=$state/$1/root
  # Away from the state folder: the path of a Unix socket has at most 107 bytes.
  run=/run/aligera-engines/$mark/$1 sock=/run/aligera-engines/$mark/$1.sock
}

# ---- packages, by an apt state of our own: signatures and hashes are checked, the machine's lists stay as they are

need() { # need COMMAND PACKAGE
  case $1 in */*) [ ! -e "$1" ] || return 0 ;; *) ! command -v "$1" >/dev/null || return 0 ;; esac
  say "installing $2"
  export DEBIAN_FRONTEND=noninteractive
  local get=(apt-get install -y -qq --no-install-recommends "$2")
  "${get[@]}" >/dev/null 2>&1 </dev/null || { apt-get update -qq && "${get[@]}"; } >/dev/null 2>&1 </dev/null ||
    die "apt could not install $2, which has $1"
}

mirror() { # mirror main|security: the address in the machine's apt sources
  if [ "$1" = main ] && [ -n "${ALIGERA_TEST_MIRROR:-}" ]; then echo "$ALIGERA_TEST_MIRROR"; return; fi
  apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' | awk -v kind="$1" '
    { plain = $1; is_security = sub(/-security$/, "", plain) }
    plain ~ /^(bookworm|trixie|forky|duke|sid|oldstable|stable|testing|unstable)$/ &&
      is_security == (kind == "security") { sub(/\/$/, "", $2); print $2; exit }'
}

index() { # index SUITE: reads the suite's package index into a private apt state
  local suite=$1 d=$state/apt/$1 main security
  main=$(mirror main)
  # a machine whose lists were never read knows no mirror yet
  [ -n "$main" ] || { apt-get update -qq >/dev/null 2>&1 && main=$(mirror main); } || true
  security=$(mirror security)
  [ -n "$main" ] || die 'no Debian mirror in the apt sources of this machine; set ALIGERA_TEST_MIRROR'
  need "$keyring" debian-archive-keyring
  mkdir -p "$d/state/lists/partial" "$d/cache/archives/partial"
  {
    echo "deb [signed-by=$keyring] $main $suite main"
    if [ "$suite" != sid ]; then
      echo "deb [signed-by=$keyring] $main $suite-updates main"
      [ -z "$security" ] || echo "deb [signed-by=$keyring] $security $suite-security main"
    fi
  } >"$d/sources.list"
  : >"$d/status"
  {
    apt-config dump | grep -E '^Acquire::(http|https|Check|Retries|Force|Proxy)' || true
    printf '%s "%s";\n' Dir::Etc::Parts /dev/null Dir::Etc::SourceList "$d/sources.list" \
      Dir::Etc::SourceParts /dev/null Dir::Etc::Preferences /dev/null Dir::Etc::PreferencesParts /dev/null \
      Dir::State "$d/state" Dir::State::status "$d/status" Dir::Cache "$d/cache" \
      APT::Sandbox::User root Acquire::Languages none Acquire::Check-Valid-Until false # a mirror may lag
  } >"$d/apt.conf"
  APT_CONFIG=$d/apt.conf apt-get -qq update || { say "could not read the package index of Debian $suite"; return 1; }
}

unpack() { # unpack FOLDER SUITE PACKAGE...
  local to=$1 suite=$2 d=$state/apt/$2 deb; shift 2
  [ -e "$d/indexed" ] || { index "$suite" && touch "$d/indexed"; } || return 1
  rm -rf "$d/debs" && mkdir -p "$d/debs" "$to"
  (cd "$d/debs" && APT_CONFIG=$d/apt.conf apt-get -qq download "$@") >/dev/null || return 1
  for deb in "$d"/debs/*.deb; do dpkg-deb -x "$deb" "$to" || return 1; done
  rm -rf "$d/debs"
}

runs() { # true if each program starts: on an older glibc, or without a library, it would not
  local program
  for program in "$@"; do "$program" --version >/dev/null 2>&1 || "$program" -v >/dev/null 2>&1 || return 1; done
}

install_runc() { # install_runc ROOT SUITE: that suite's, or the newest older one that runs here
  local suite
  for suite in "$2" trixie bookworm; do
    rm -rf "$1.runc"
    unpack "$1.runc" "$suite" runc && runs "$1.runc/usr/sbin/runc" || continue
    mkdir -p "$1/usr/sbin" && mv -f "$1.runc/usr/sbin/runc" "$1/usr/sbin/runc" && rm -rf "$1.runc"
    return 0
  done
  return 1
}

install_engine() {
  local suite
  [ ! -e "$root/.complete" ] || return 0
  rm -f "$state"/apt/*/indexed
  for suite in $suites; do
    say "fetching Docker of Debian $suite"
    rm -rf "$root.new"
    unpack "$root.new" "$suite" docker.io containerd || continue
    # a package of its own from sid on, a part of tini before
    unpack "$root.new" "$suite" tini-static 2>/dev/null || unpack "$root.new" "$suite" tini || continue
    runs "$root.new"/usr/sbin/dockerd "$root.new"/usr/bin/containerd "$root.new"/usr/bin/containerd-shim-runc-v2 ||
      { say "the Docker of Debian $suite does not run on this machine"; continue; }
    install_runc "$root.new" "$suite" || continue
    touch "$root.new/.complete"
    rm -rf "$root" && mv "$root.new" "$root"
    return 0
  done
  die "no Docker of Debian ${suites// / or } could be fetched or runs here"
}

install_tools() {
  local suite
  tools=$state/tools docker=$state/tools/usr/bin/docker
  [ ! -e "$tools/.complete" ] || return 0
  for suite in $suites_wanted bookworm; do
    rm -rf "$tools.new"
    if [ "$suite" = bookworm ]; then
      unpack "$tools.new" "$suite" docker.io busybox-static || continue # has the client in the engine's package
    else
      unpack "$tools.new" "$suite" docker-cli busybox-static || continue
    fi
    runs "$tools.new/usr/bin/docker" || continue
    # merged-/usr or not
    [ -e "$tools.new/usr/bin/busybox" ] || mv "$tools.new/bin/busybox" "$tools.new/usr/bin/"
    touch "$tools.new/.complete"
    rm -rf "$tools" && mv "$tools.new" "$tools"
    return 0
  done
  die 'no docker client could be fetched'
}

# ---- network: each engine has a bridge of its own, and Docker's iptables handling is off, as engines flush each
# other's chains. ("bridge": "none" is no way out: such an engine deletes the docker0 of any other.)

bridge_up() {
  local place net routes
  bridge=al$(printf %08x "$mark")${name:0:1}
  for place in $(seq 0 99) none; do
    [ "$place" != none ] || die 'no free 10.N.0.0/16 for the bridge'
    net=10.$((100 + (mark + place) % 100))
    # free if no route lies in it or covers it, the default one aside
    routes=$(ip -4 route show root "$net.0.0/16"; ip -4 route show match "$net.0.0/16")
    # not piped into grep -q: that ends at the first line, and an ip that still writes would fail the pipe
    [ -n "$(grep -v '^default' <<<"$routes")" ] || break
  done
  ip link add "$bridge" type bridge || die "could not create the bridge $bridge: is this root, with CAP_NET_ADMIN?"
  ip addr add "$net.0.1/24" dev "$bridge"
  ip link set "$bridge" up
  pool=$net.128.0/17
}

bridge_down() { ip link delete "al$(printf %08x "$mark")${name:0:1}" 2>/dev/null || true; }

# ---- processes

config() { case $1 in dockerd) echo "$dir/daemon.json" ;; containerd) echo "$dir/containerd.toml" ;; esac; }

alive() { # alive PROGRAM: prints the process ID of ours, if it runs
  local pid
  pid=$(cat "$run/$1.pid" 2>/dev/null) && [ -n "$pid" ] || return 1
  { tr '\0' '\n' <"/proc/$pid/cmdline" | grep -qxF "$(config "$1")"; } 2>/dev/null && echo "$pid"
}

spawn() { # spawn PROGRAM ARGUMENTS...
  PATH=$root/usr/sbin:$root/usr/bin:$PATH setsid nohup "$@" >"$dir/$1.log" 2>&1 </dev/null 9>&- &
}

answers() { "$docker" -H "unix://$sock" version >/dev/null 2>&1; }

overlay_works() { # overlay_works FOLDER: not so on a container's own root, which is an overlay itself
  local try=$1/overlay-try works=1
  mkdir -p "$try"/{lower,upper,work,merged}
  if mount -t overlay overlay -o "lowerdir=$try/lower,upperdir=$try/upper,workdir=$try/work" "$try/merged" 2>/dev/null; then
    umount "$try/merged"
    works=0
  fi
  rm -rf "$try"
  return $works
}

delegate_cgroups() { # in a container with cgroup v2, controllers can only be handed down once no process is at the top
  local top=/sys/fs/cgroup
  [ -e $top/cgroup.controllers ] && [ -e $top/cgroup.type ] || return 0
  mkdir -p $top/init
  xargs -rn1 <$top/cgroup.procs >$top/init/cgroup.procs 2>/dev/null || true
  sed -e 's/ / +/g' -e 's/^/+/' <$top/cgroup.controllers >$top/cgroup.subtree_control 2>/dev/null || true
}

start() {
  install_tools
  if alive dockerd >/dev/null && alive containerd >/dev/null && answers; then echo "running unix://$sock"; return; fi
  need ip iproute2
  [ "$name" = modern ] || need "/usr/share/doc/libdevmapper1.02.1" libdevmapper1.02.1
  halt # one of the two may have outlived the other
  install_engine
  grep -qE ' cgroup2? ' /proc/mounts || die 'no cgroups are mounted under /sys/fs/cgroup'
  delegate_cgroups
  bridge_up
  local data=$dir/data store
  mkdir -p "$run" "$data"
  if ! overlay_works "$data"; then
    say "images of $name are kept in memory, and only until it stops: $data can hold no overlay"
    mount -t tmpfs -o size=75% tmpfs "$data"
  fi
  case $name in
    modern) store='"features": {"containerd-snapshotter": true}' ;;
    classic) store='"storage-driver": "overlay2"' ;;
  esac
  cat >"$dir/containerd.toml" <<TOML
version = 2
root = "$data/containerd"
state = "$run/containerd"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "$run/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "$data/opt"
TOML
  cat >"$dir/daemon.json" <<JSON
{ "data-root": "$data", "exec-root": "$run", "pidfile": "$run/dockerd.pid", "hosts": ["unix://$sock"],
  "containerd": "$run/containerd.sock", "init-path": "$root/usr/bin/tini-static",
  "userland-proxy-path": "$root/usr/sbin/docker-proxy", "bridge": "$bridge", "iptables": false, "ip-forward": false,
  "shutdown-timeout": 10, "default-address-pools": [{"base": "$pool", "size": 24}], $store }
JSON
  spawn containerd --config "$dir/containerd.toml"
  echo $! >"$run/containerd.pid" # dockerd writes its own
  for _ in $(seq 100); do [ ! -S "$run/containerd.sock" ] || break; sleep 0.1; done
  spawn dockerd --config-file "$dir/daemon.json"
  local pid=$!
  for _ in $(seq 600); do
    answers && { echo "started unix://$sock"; return; }
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 15 "$dir/containerd.log" "$dir/dockerd.log" >&2
  halt
  die "the engine $name did not start; its logs are $dir/*.log"
}

end() { # end PID SECONDS: asks, then insists
  kill "$1" 2>/dev/null || return 0
  for _ in $(seq $(($2 * 10))); do kill -0 "$1" 2>/dev/null || return 0; sleep 0.1; done
  kill -9 "$1" 2>/dev/null || true
}

halt() {
  local pid
  if pid=$(alive dockerd); then
    "$docker" -H "unix://$sock" ps -q 2>/dev/null | xargs -r "$docker" -H "unix://$sock" kill >/dev/null 2>&1 || true
    end "$pid" 30
  fi
  if pid=$(alive containerd); then end "$pid" 10; fi
  clean_up
}

clean_up() { # what a dead engine of ours left: shims with their containers, mounts, sockets, the bridge
  local file pid mount
  for file in /proc/[0-9]*/cmdline; do
    { tr '\0' '\n' <"$file" | grep -qxF -- "$run/containerd.sock" && grep -q containerd-shim "$file"; } 2>/dev/null || continue
    pid=${file//[!0-9]/}
    # the containers' first processes are the shim's children, and outlive it
    kill -9 $(cat "/proc/$pid"/task/*/children 2>/dev/null) "$pid" 2>/dev/null || true
  done
  for mount in $(awk -v d="$dir/" -v r="$run/" 'index($2, d) == 1 || index($2, r) == 1 { print $2 }' /proc/mounts | sort -r); do
    umount -l "$mount" || true
  done
  bridge_down
  rm -rf "$run" "$sock"
}

prepare() {
  case $state in *[[:space:]\"]*) die "the path $state has a space or a quote; set ALIGERA_TEST_ENGINES_DIR" ;; esac
  grep -q '^ID=debian$' /etc/os-release 2>/dev/null || die 'only on Debian'
  [ "$(id -u)" = 0 ] || die 'must be root: engines need mounts, namespaces and a bridge'
  mkdir -p "$state"
  exec 9>"$state/lock"
  flock -w 300 9 || die "another process holds $state/lock"
}

case ${1:-} in
  start) paths "${2:-}"; prepare; mkdir -p "$dir" "${run%/*}"; start ;;
  stop) paths "${2:-}"; prepare; install_tools; halt ;;
  tools) prepare; install_tools; echo "$tools/usr/bin" ;;
  *) usage ;;
esac
